"""The engine: a rule is a Python function run once to build a typed tree of whole numbers; every back end is a fold over it.

This is all that a ``rule.py`` needs; the back ends are modules of their own.
"""

from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.choices import band, greater, lesser, monthly, when
from tirek.rulebook.engine.expressions import Boolean, Date, Enumeration, Number
from tirek.rulebook.engine.reading import (
    age,
    all_of,
    any_of,
    applied_on,
    choose,
    claim,
    count,
    day,
    dwelling,
    employer,
    family,
    in_unit,
    largest,
    never,
    on,
    parameter,
    person,
    plain,
    quantity,
    receives,
    smallest,
    total,
    vehicle,
    years,
)
from tirek.rulebook.engine.rounding import round_down, round_half_up, round_up
from tirek.rulebook.engine.rules import Rule, rule

__all__ = [
    "Benefit",
    "Boolean",
    "Date",
    "Enumeration",
    "Number",
    "Rule",
    "age",
    "all_of",
    "any_of",
    "applied_on",
    "band",
    "choose",
    "claim",
    "count",
    "day",
    "dwelling",
    "employer",
    "family",
    "greater",
    "in_unit",
    "largest",
    "lesser",
    "monthly",
    "never",
    "on",
    "parameter",
    "person",
    "plain",
    "quantity",
    "receives",
    "round_down",
    "round_half_up",
    "round_up",
    "rule",
    "smallest",
    "total",
    "vehicle",
    "when",
    "years",
]
