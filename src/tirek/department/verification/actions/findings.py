"""What the visits to a family establish for a case: the conclusion or the refusal, and the facts that the act names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from tirek.department.accounts.models import User
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.journal.notes import note_write
from tirek.department.verification.act import MEMBERS, Field, all_fields
from tirek.department.verification.enums import CheckSource, CheckState, NoAct, VisitState, Vote
from tirek.department.verification.models import FactCheck, Visit
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.needs import facts_needed

REFUSED, NEED = "survey_refused", "commission_found_need"
SETTLED: Final = (CheckState.RESOLVED, CheckState.UNKNOWN)


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


def write_findings(visit: Visit, *, acting_user: User | None) -> int:
    """Let the checks of the cases being checked say what the visit found; how many checks that were.

    What an officer has settled already stays: the act is there to look at. A visit that says another thing than the
    applicant or a register opens a discrepancy.
    """
    written = 0
    cases = Case.objects.select_for_update(of=("self",)).filter(
        application=visit.application_id, state=CaseState.CHECKING
    )
    for case in cases.order_by("pk"):
        for finding in findings_for(case):
            written += _write(case, finding)
    if written:
        people = [visit.application.applicant_id]
        note_write("visit-findings", "verification_visit", visit.pk, people, acting_user=acting_user)
    return written


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


def _write(case: Case, finding: Finding) -> bool:
    checks = FactCheck.objects.select_for_update(of=("self",)).filter(
        case=case, entity=finding.entity, person=finding.person_id, fact=finding.fact
    )
    # The place of a person among the rows is that of the check; a family and the one dwelling have row 0.
    check = (checks if finding.entity == "person" else checks.filter(row=finding.row)).first()
    if check is None:
        if finding.entity == "person":
            return False
        check = FactCheck(case=case, entity=finding.entity, row=finding.row, fact=finding.fact)
    if check.state in SETTLED:
        return False
    told_before = {check.declared_value} if check.found_source == CheckSource.VISIT else {
        check.declared_value, check.found_value,
    }  # fmt: skip
    agrees = not (told_before - {None, finding.value})
    check.found_value, check.found_source, check.found_at = finding.value, CheckSource.VISIT, finding.found_at
    check.visit_id = finding.visit_id
    check.state = CheckState.CONFIRMED if agrees else CheckState.DISCREPANT
    check.settled_by, check.settled_at = None, None
    check.settled_value, check.settled_source = (finding.value, CheckSource.VISIT) if agrees else (None, "")
    check.version = (check.version or 0) + (1 if check.pk else 0)
    check.save()
    return True
