"""Checks by binding: every benefit at every date on which something changes, proven within 64 bits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tirek.rulebook.catalogue import benefit_ids, find_benefit, method_ids
from tirek.rulebook.checks.finding import Finding
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.errors import LawError, TirekError
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.needs import parameters_used, read_steps
from tirek.rulebook.engine.parameters import find_parameter
from tirek.rulebook.engine.program import bind_program

CHECKED_TERRITORIES = ("750000000",)


def turning_days(benefit: Benefit) -> list[date]:
    """First days of every term, rule version and parameter value that a benefit rests on, inside its terms."""
    days = {term.start for term in benefit.terms}
    days |= {version.since for reads in read_steps(benefit).values() for version in reads.rule.versions}
    for name in parameters_used(benefit):
        days |= {value.start for value in find_parameter(name).values if isinstance(value.start, date)}
    return sorted(day for day in days if benefit.term_at(Moment(on=day), day))


def check_binding() -> Iterator[Finding]:
    """Findings that only show when the law is bound: types, units, divisors, overflow, missing versions."""
    for name in [*benefit_ids(), *method_ids()]:
        try:
            benefit = find_benefit(name)
            for day in turning_days(benefit):
                for territory in CHECKED_TERRITORIES:
                    bind_program([benefit], Moment(on=day, territory=territory), drafts=True)
        except LawError as error:
            yield Finding(error.where, error.what, error.remedy)
        except TirekError as error:
            yield Finding(name, str(error), "Give the step a version for that day.")
