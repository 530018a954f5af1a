"""Families to be taken along the road: the cases of the law itself, brought to today, with what the law says of them now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tirek.department.applications.programmes import confidential_kind, in_force
from tirek.department.applications.roads import department_programmes
from tirek.department.registry.facts.columns import default_of
from tirek.rulebook.cases import read_cases
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.calendar import NEVER, as_integer
from tirek.rulebook.engine.case import Case as Facts
from tirek.rulebook.engine.case import Row
from tirek.rulebook.engine.facts import RECEIVES, find_fact
from tirek.rulebook.engine.local_law import LocalLaw
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.needs import facts_needed
from tirek.rulebook.engine.outcomes import GRANTED, REFUSED, decide
from tirek.rulebook.engine.program import Program, bind_program

ADULT_YEARS = 18
LEAP_DAY = 229
PARENT_BORN = 19870614
TOLD_OF_EVERYBODY = {"sex": "female", "residence": "citizen"}
"""What a registry always holds of a person, beside the day of birth, where a case of the law does not say it."""


@dataclass(frozen=True)
class Household:
    """A family that asks for one programme, and what the law says of it.

    ``facts`` are in stored form; the first person of them heads the family and applies. ``reasons`` are the codes of a
    refusal, empty for a grant.
    """

    programme: str
    case: str
    facts: Facts
    outcome: str
    reasons: tuple[str, ...]

    @property
    def persons(self) -> tuple[Row, ...]:
        """The rows of persons."""
        return self.facts.rows["person"] or ()

    @property
    def confidential(self) -> str:
        """The confidential kind of the programme; empty of most."""
        return confidential_kind(self.programme)

    @property
    def grants(self) -> bool:
        """Whether the law grants."""
        return self.outcome == GRANTED


def households_of_the_law(on: date, territory: str, local: LocalLaw | None) -> list[Household]:
    """What every case of the law says on a day, of the programmes that the department decides and that are in force.

    A case is told with the dates of its own year and with those of today's year; of both, and of two cases that say the same
    for the same reasons, all are kept. Left out are families that must receive something else first, and those of whom the
    law says nothing yet.
    """
    moment = Moment(on=on, territory=territory, applied_on=on, local=local)
    found: list[Household] = []
    for programme in department_programmes():
        benefit = find_benefit(programme)
        if not in_force(benefit, on):
            continue
        program = bind_program([benefit], moment)
        for case in read_cases(benefit):
            for years in dict.fromkeys((on.year - case.moment.on.year, 0)):
                facts = _told_today(programme, case.case, years, on)
                made = facts and _decided(program, programme, case.name, facts)
                if made:
                    found.append(made)
    return found


def _decided(program: Program, programme: str, case: str, facts: Facts) -> Household | None:
    outcome, _interpreter = decide(program, programme, facts)
    if outcome.status not in (GRANTED, REFUSED):
        return None
    reasons = tuple(dict.fromkeys(reason.code for reason in outcome.reasons))
    return Household(programme, case, facts, outcome.status, reasons)


def _told_today(programme: str, facts: Facts, years: int, on: date) -> Facts | None:
    """The facts with their days moved by years; None of a family that cannot come to the counter, or receives something."""
    if any(value for name, value in facts.family.items() if name.startswith(RECEIVES)):
        return None
    moved = {
        entity: None if rows is None else tuple(_moved(entity, row, years) for row in rows)
        for entity, rows in facts.rows.items()
    }
    people = [_whole(row) for row in moved.get("person") or ({},)]
    if not all(0 < int(row["birth_date"]) <= as_integer(on) for row in people):
        return None
    people.sort(key=lambda row: not is_adult(row, on))
    if not is_adult(people[0], on):
        people.insert(0, _parent_of(people[0]))
    family = {name: value for name, value in _moved("family", facts.family, years).items() if name != "territory"}
    nothing = {fact.name: False for fact in facts_needed(find_benefit(programme)) if fact.name.startswith(RECEIVES)}
    return Facts({**family, **nothing}, {**moved, "person": tuple(people)})


def _moved(entity: str, row: Row, years: int) -> dict[str, int | bool]:
    told = dict(row)
    for name, value in row.items():
        if find_fact(entity, name).type == "date" and value != NEVER:
            told[name] = int(value) + years * 10000 - (int(value) % 10000 == LEAP_DAY)
    return told


def _whole(row: Mapping[str, int | bool]) -> dict[str, int | bool]:
    told = dict(row)
    for name, word in TOLD_OF_EVERYBODY.items():
        told.setdefault(name, find_fact("person", name).values.index(word))
    told.setdefault("birth_date", PARENT_BORN)
    return told


def _parent_of(child: Row) -> dict[str, int | bool]:
    """An adult who comes with a child: everything the case tells of the child is none of the parent's."""
    told = {name: default_of(find_fact("person", name)) for name in child}
    known = {name: value for name, value in told.items() if value is not None}
    return _whole({**known, "registered_at_address": child.get("registered_at_address", True)})


def is_adult(row: Row, on: date) -> bool:
    """Whether a person of a case is of age on a day."""
    return as_integer(on) - int(row["birth_date"]) >= ADULT_YEARS * 10000


def wanted_value(household: Household, entity: str, row: int, fact: str) -> int | None:
    """What the family's documents show of a fact, in stored form; what the case does not tell is none, where that can be said."""
    table: Iterator[Row] | tuple[Row, ...]
    table = (household.facts.family,) if entity == "family" else household.facts.rows.get(entity) or ()
    told = next((each for place, each in enumerate(table) if place == row), {})
    value = told.get(fact)
    return default_of(find_fact(entity, fact)) if value is None else int(value)
