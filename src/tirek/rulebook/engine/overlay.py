"""What the reforms of a moment say about one step, benefit or amount, while the law is bound."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tirek.rulebook.engine.benefit import Benefit, Term
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.reform import BenefitChange, ConditionChange, FloorChange, StepChange
from tirek.rulebook.engine.reform_files import in_force_reforms
from tirek.rulebook.engine.rules import Rule


def with_overlays(moment: Moment) -> Moment:
    """The moment with every reform of the rulebook that is in force, below those it names itself."""
    missing = tuple(reform for reform in in_force_reforms() if reform not in moment.overlays)
    return replace(moment, overlays=(*missing, *moment.overlays)) if missing else moment


def changed_step(rule: Rule[Any], moment: Moment) -> StepChange | None:
    """The text that the topmost reform gives a step in place of its own."""
    day = moment.day(rule.dated_by)
    for reform in reversed(moment.reforms):
        for change in reform.of_kind(StepChange):
            if change.target == rule.full_name and change.covers(moment, day):
                return change
    return None


def changed_term(benefit: Benefit, moment: Moment, day: date) -> Term | None:
    """The status that the topmost reform gives a benefit on a day."""
    for reform in reversed(moment.reforms):
        for change in reversed(reform.of_kind(BenefitChange)):
            if change.target == benefit.id and change.covers(moment, day):
                return change.term
    return None


def added_conditions(benefit: Benefit, moment: Moment, day: date) -> list[ConditionChange]:
    """Conditions that reforms add to a benefit."""
    return [
        change
        for reform in moment.reforms
        for change in reform.of_kind(ConditionChange)
        if change.reach.covers(benefit) and change.covers(moment, day)
    ]


def added_floors(benefit: Benefit, moment: Moment, day: date) -> list[FloorChange]:
    """Floors that reforms set under a benefit's amount."""
    return [
        change
        for reform in moment.reforms
        for change in reform.of_kind(FloorChange)
        if change.reach.covers(benefit) and change.covers(moment, day)
    ]
