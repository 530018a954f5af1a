"""Who receives what a decision grants, and who is counted in it: read off the evaluation the decision rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Coalesce

from tirek.department.decisions.models import Decision
from tirek.department.registry.models import Membership, Person
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.facts import find_fact


@dataclass(frozen=True)
class Recipients:
    """Ids of persons: whom it is granted to, and who is counted in it, the holder not always among them."""

    holder: int
    members: tuple[int, ...]


def recipients_of(decision: Decision) -> Recipients:
    """Whom a decision grants to. Of a family: everybody whom the law counts; else the persons to whom the law grants.

    A decision that differs from its evaluation, or one of a claim, grants to the applicant. At most three queries.
    """
    benefit = find_benefit(decision.programme)
    applicant = _survivors([decision.case.applicant_id])[0]
    persons = _survivors(persons_of(decision))
    if benefit.entity == "family":
        members = _counted(decision, persons)
        return Recipients(applicant, members or (applicant,))
    granted = _granted(decision, persons) if benefit.entity == "person" else ()
    members = granted or (applicant,)
    return Recipients(members[0] if len(members) == 1 else applicant, members)


def persons_of(decision: Decision) -> tuple[int, ...]:
    """The persons in the order of the evaluation's rows; the family on the day it starts where none were frozen."""
    frozen: Sequence[int] = decision.evaluation.facts.get("persons") or ()
    if frozen:
        return tuple(int(person) for person in frozen)
    on = decision.starts_on or decision.evaluation.on
    rows = Membership.objects.filter(family_id=decision.family_id, valid__contains=on).order_by("pk")
    return tuple(rows.values_list("person_id", flat=True))


def _counted(decision: Decision, persons: Sequence[int]) -> tuple[int, ...]:
    """Without those who are away: with the army, in an institution, in prison."""
    rows = (decision.evaluation.facts.get("rows") or {}).get("person") or [{}] * len(persons)
    here = find_fact("person", "absence").values.index("none")
    return tuple(person for person, row in zip(persons, rows, strict=True) if row.get("absence", here) == here)


def _granted(decision: Decision, persons: Sequence[int]) -> tuple[int, ...]:
    rows = decision.evaluation.answer.get("rows") or ()
    return tuple(
        persons[row["row"]]
        for row in rows
        if row["outcome"] == "granted" and row["row"] is not None and row["row"] < len(persons)
    )


def _survivors(persons: Sequence[int]) -> tuple[int, ...]:
    """Each record as the record it turned out to be, once each."""
    found = dict(Person.objects.filter(pk__in=persons).values_list("pk", Coalesce("merged_into_id", F("pk"))))
    return tuple(dict.fromkeys(found.get(person, person) for person in persons))
