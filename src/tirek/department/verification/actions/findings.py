"""What the visits to a family establish for a case: the conclusion or the refusal, and the facts that the act names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tirek.department.applications.models import Case
from tirek.department.verification.act import MEMBERS, Field, all_fields
from tirek.department.verification.enums import NoAct, VisitState, Vote
from tirek.department.verification.models import FactCheck, Visit
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.needs import facts_needed

REFUSED, NEED = "survey_refused", "commission_found_need"


@dataclass(frozen=True)
class Finding:
    """One fact as a visit found it: a value in the stored form of the law, with its source and moment."""

    entity: str
    row: int
    person_id: int | None
    fact: str
    value: int
    visit_id: int
    found_at: datetime


def findings_for(case: Case) -> list[Finding]:
    """What the newest visit of the application that ended with an answer says of the facts that the programme reads.

    A refusal of the survey stands until a later visit is concluded. The facts of the dwelling are those of row 0, and
    are told only where the case has one dwelling. Two queries at most.
    """
    visits = Visit.objects.filter(application=case.application_id)
    told = visits.filter(state=VisitState.CLOSED) | visits.filter(state=VisitState.NO_ACT, no_act=NoAct.REFUSED)
    visit = told.order_by("-closed_at", "-pk").first()
    if visit is None or visit.closed_at is None:
        return []
    needed = {fact.key for fact in facts_needed(find_benefit(case.programme))}
    one_dwelling = not FactCheck.objects.filter(case=case, entity="dwelling", row__gt=0).exists()
    return [
        Finding(entity, row, person_id, fact, value, visit.pk, visit.closed_at)
        for entity, row, person_id, fact, value in _answers(visit)
        if f"{entity}.{fact}" in needed and (entity != "dwelling" or one_dwelling)
    ]


def _answers(visit: Visit) -> Iterator[tuple[str, int, int | None, str, int]]:
    """Entity, row, person, fact, value."""
    if visit.state == VisitState.NO_ACT:
        yield "family", 0, None, REFUSED, 1
        return
    yield "family", 0, None, REFUSED, 0
    yield "family", 0, None, NEED, int(visit.conclusion == Vote.IN_NEED)
    for section, field in all_fields():
        if field.fact is None:
            continue
        if not section.of_member:
            if field.name in visit.act:
                yield field.fact.entity, 0, None, field.fact.name, stored(field, visit.act[field.name])
            continue
        for person, answers in visit.act.get(MEMBERS, {}).items():
            if field.name in answers:
                yield field.fact.entity, 0, int(person), field.fact.name, stored(field, answers[field.name])


def stored(field: Field, value: Any) -> int:
    """A kept answer in the stored form of the law: the place of a choice, 0 or 1, a number as it is kept."""
    if field.type == "one":
        return list(field.choices).index(value)
    return int(value)
