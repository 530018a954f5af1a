"""What a rule reads and aggregates: facts of the family and its rows, parameters, dates of the moment."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tirek.rulebook.engine.calendar import as_integer
from tirek.rulebook.engine.choices import when
from tirek.rulebook.engine.errors import LawError
from tirek.rulebook.engine.expressions import (
    Boolean,
    Date,
    Enumeration,
    Expr,
    Number,
    as_boolean,
    as_number,
    combine,
    refuse,
    same_unit,
)
from tirek.rulebook.engine.facts import ENTITIES, Fact, find_fact
from tirek.rulebook.engine.parameters import ATS, find_parameter
from tirek.rulebook.engine.rules import conflicts
from tirek.rulebook.engine.tree import FALSE, TRUE, ZERO, Node, aggregate, build, fact_node, intern_node, literal
from tirek.rulebook.engine.units import NONE, Unit, named_unit


class Entity:
    """The rows of one entity; its facts are attributes: ``person.birth_date``."""

    def __init__(self, name: str) -> None:
        self.rows_of = name

    def __getattr__(self, fact: str) -> Any:
        # Any: the type is the register's (facts/), checked while the rule is built, not by the type checker.
        if fact.startswith("__"):
            raise AttributeError(fact)
        return fact_value(self.rows_of, fact)


family, person, dwelling, vehicle, claim, employer = (Entity(name) for name in ENTITIES)


def fact_value(entity: str, name: str) -> Expr:
    """A fact as a rule sees it.

    Raises
    ------
    RuleError
        If the register of facts has no such fact.
    """
    try:
        fact = find_fact(entity, name)
    except KeyError:
        refuse(f"there is no fact {entity}.{name}.", "Use a fact of the register (facts/), or add it there.")
    return _as_expression(fact)


def _as_expression(fact: Fact) -> Expr:
    if fact.type == "boolean":
        return Boolean(fact_node(fact.entity, fact.name, "bool"))
    node = fact_node(fact.entity, fact.name, "int")
    if fact.type == "date":
        return Date(node)
    if fact.type == "enum":
        return Enumeration(node, fact.values, fact.key)
    return Number(node, fact.unit, fact.scale)


def receives(benefit: str) -> Boolean:
    """Whether the family receives another benefit this month: the only way one benefit asks about another."""
    return Boolean(fact_node("family", f"receives.{benefit}", "bool"))


def parameter(name: str, at: str = "on", purpose: str = "social") -> Number:
    """A dated value of the law.

    Parameters
    ----------
    name : str
        ``mci`` (national) or ``<benefit>.<stem>``.
    at : str
        ``on``, ``application`` or ``quarter_before_application``.
    purpose : str
        ``social`` or ``fiscal``: in 2020 and 2022 the index rose for social payments only.
    """
    if at not in ATS:
        refuse(f"a parameter has no moment {at!r}.", f"It may be: {', '.join(ATS)}.")
    try:
        found = find_parameter(name)
    except LawError as error:
        refuse(error.what, error.remedy)
    node = intern_node("par", (name, at, purpose, 0), "int", None)
    if not found.ratio:
        return Number(node, found.unit)
    return Number(node, found.unit, 1, (intern_node("par", (name, at, purpose, 1), "int", None),))


def on(months: int = 0) -> Date:
    """The date that counts, so many months away (a day that does not exist becomes the month's last)."""
    return Date(intern_node("date", ("on", months), "int", None))


def applied_on(months: int = 0) -> Date:
    """The day of the application, so many months away."""
    return Date(intern_node("date", ("application", months), "int", None))


def day(year: int, month: int, number: int) -> Date:
    """A fixed date."""
    from datetime import date

    return Date(literal(as_integer(date(year, month, number))))


def holds() -> Boolean:
    """A condition that asks nothing: what remains of a point of an act while it is suspended."""
    return Boolean(TRUE)


def never() -> Date:
    """The date of what did not happen."""
    return Date(ZERO)


def age(born: Date, at: Date | None = None) -> Number:
    """Whole years on a date (``on`` by default); a person born on 29 February ages on 1 March."""
    moment = on() if at is None else at
    years = build("floordiv", combine("sub", moment.node, born.node), literal(10000))
    return Number(years, named_unit("years"))


def years(number: int) -> Number:
    """So many years, to compare an age with."""
    return Number(literal(number), named_unit("years"))


def quantity(number: int | str, unit: str) -> Number:
    """A number with a unit of ``units.yaml``: ``quantity(3, "person")``."""
    exact = Fraction(number)
    return Number(literal(exact.numerator), named_unit(unit), exact.denominator)


_COUNTED = {"person": "person", "dwelling": "item", "vehicle": "item", "claim": "item", "employer": "item"}


def _rows(node: Node, condition: Node) -> str:
    entities = {node.entity, condition.entity} - {None, "family"}
    if len(entities) != 1:
        refuse(
            "an aggregate needs facts of exactly one kind of rows.", "Use facts of person, dwelling, vehicle or claim."
        )
    return str(next(iter(entities)))


def count(rows: Entity, where: Boolean | bool = True) -> Number:
    """How many rows of an entity fit a condition; persons in persons, the rest in items."""
    condition = as_boolean(where).node
    entity = rows.rows_of
    if condition.entity not in (None, "family", entity):
        refuse(f"rows of {entity} are counted by a condition of {condition.entity}.", "Use facts of the rows counted.")
    return Number(aggregate("count", entity, condition), named_unit(_COUNTED[entity]))


def total(value: Number, where: Boolean | bool = True) -> Number:
    """Sum over the rows that fit a condition."""
    condition = as_boolean(where).node
    if value.under:
        refuse(
            "a sum of ratios with different divisors is not one ratio.", "Round each row first, or sum the numerators."
        )
    entity = _rows(value.node, condition)
    return Number(aggregate("sum", entity, value.node, condition), value.unit, value.over)


def any_of(condition: Boolean) -> Boolean:
    """Whether any row fits."""
    entity = _rows(condition.node, TRUE)
    return Boolean(build("lt", ZERO, aggregate("count", entity, condition.node)))


def all_of(condition: Boolean, where: Boolean | bool = True) -> Boolean:
    """Whether every row (that fits ``where``) fits the condition; true where there is none."""
    test = combine("and", as_boolean(where).node, build("not", condition.node))
    return Boolean(build("eq", aggregate("count", _rows(test, TRUE), test), ZERO))


def smallest(value: Number, where: Boolean | bool = True, otherwise: object = 0) -> Number:
    """The smallest value of the rows that fit; ``otherwise`` where none does."""
    return _extreme("least", value, where, otherwise)


def largest(value: Number, where: Boolean | bool = True, otherwise: object = 0) -> Number:
    """The largest value of the rows that fit; ``otherwise`` where none does."""
    return _extreme("greatest", value, where, otherwise)


def _extreme(op: str, value: Number, where: Boolean | bool, otherwise: object) -> Number:
    condition, fallback = as_boolean(where).node, as_number(otherwise)
    same_unit(op, value, fallback)
    if fallback.node.entity not in (None, "family"):
        refuse("the value where no row fits belongs to rows.", "Use a value of the family, or a constant.")
    if value.under or fallback.over != 1 or fallback.under:
        refuse("the smallest or largest of ratios is not one ratio.", "Round each row first.")
    scaled = build("mul", fallback.node, literal(value.over))
    return Number(aggregate(op, _rows(value.node, condition), value.node, condition, scaled), value.unit, value.over)


def choose(*cases: tuple[Boolean, object]) -> Number:
    """The value of the one case that holds; 0 where none does. Two that hold are a ``Conflict``, not a winner."""
    result: Number = as_number(0)
    seen: Node = FALSE
    clash: Node = FALSE
    for condition, value in reversed(cases):
        result = when(condition, value, result)
    for condition, _ in cases:
        clash = combine("or", clash, combine("and", seen, condition.node))
        seen = combine("or", seen, condition.node)
    conflicts.append(clash)
    return result


def plain(number: Number) -> Number:
    """The same number without its unit: for scores, where unlike things are weighed by one method."""
    return Number(number.node, NONE, number.over, number.under)


def in_unit(number: Number, unit: str) -> Number:
    """The same number in a named unit: for a share whose act counts something else (persons as items)."""
    target: Unit = named_unit(unit)
    return Number(number.node, target, number.over, number.under)
