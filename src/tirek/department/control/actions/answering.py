"""After a finding: the section replies, a measure is ordered and carried out, an objection is heard by somebody else."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from tirek.department.accounts.models import User
from tirek.department.control.actions.inspecting import took_part
from tirek.department.control.enums import FindingState, MeasureKind, MeasureState, ObjectionOutcome
from tirek.department.control.models import Finding, Measure, Objection, Reply
from tirek.department.control.refusals import CONSTRAINTS, ControlRefused
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import refused_constraints
from tirek.department.journal.notes import note_write


def reply_to_finding(finding: Finding, *, text: str, accepts: bool, acting_user: User) -> Reply:
    """What the section says to a finding; late as well, until something is ordered.

    Raises
    ------
    ControlRefused
        ``words_missing``, ``finding_moved``, ``inspection_open``, ``own_finding``, ``replied``, ``reply_too_late``.
    """
    if not text.strip():
        raise ControlRefused("words_missing", "text")
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        row = _lock(finding)
        if row.state == FindingState.SET_ASIDE:
            raise ControlRefused("finding_moved")
        if row.inspection.closed_at is None:
            raise ControlRefused("inspection_open")
        if row.inspection.inspector_id == acting_user.pk:
            raise ControlRefused("own_finding")
        if Reply.objects.filter(finding=row).exists():
            raise ControlRefused("replied")
        if row.measures.exists():
            raise ControlRefused("reply_too_late")
        made = Reply.objects.create(
            finding=row, text=text.strip(), accepts=accepts, in_time=today() <= row.reply_until, replied_by=acting_user
        )
        _note("reply", row, acting_user)
    return made


def order_measure(finding: Finding, kind: MeasureKind, *, words: str, due_on: date, acting_user: User) -> Measure:
    """Order what follows from a finding, once the section was heard or let its time go by.

    Raises
    ------
    ControlRefused
        ``words_missing``, ``due_past``, ``finding_moved``, ``inspection_open``, ``orders_own``, ``not_heard``,
        ``measure_twice``.
    """
    if not words.strip():
        raise ControlRefused("words_missing", "words")
    if due_on < today():
        raise ControlRefused("due_past", "due_on")
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        row = _lock(finding)
        if row.state == FindingState.SET_ASIDE:
            raise ControlRefused("finding_moved")
        if row.inspection.closed_at is None:
            raise ControlRefused("inspection_open")
        if row.inspection.inspector_id == acting_user.pk:
            raise ControlRefused("orders_own")
        if not is_heard(row):
            raise ControlRefused("not_heard")
        made = Measure.objects.create(
            finding=row, kind=kind, words=words.strip()[:1000], due_on=due_on, ordered_by=acting_user
        )
        if row.state == FindingState.OPEN:
            _move(row, FindingState.STANDING)
        _note("order", row, acting_user)
    return made


def is_heard(finding: Finding) -> bool:
    """Whether the section replied, or its time is over. One query at most."""
    return finding.reply_until < today() or Reply.objects.filter(finding=finding).exists()


def finish_measure(measure: Measure, *, done_on: date, words: str, acting_user: User) -> Measure:
    """Write down that a measure was carried out, and how.

    Raises
    ------
    ControlRefused
        ``words_missing``, ``day_to_come``, ``measure_moved``.
    """
    if not words.strip():
        raise ControlRefused("words_missing", "words")
    if done_on > today():
        raise ControlRefused("day_to_come", "done_on")
    with transaction.atomic():
        row = Measure.objects.select_for_update().get(pk=measure.pk)
        if row.state != MeasureState.ORDERED:
            raise ControlRefused("measure_moved")
        row.state, row.done_by, row.done_on, row.done_words = (
            MeasureState.DONE,
            acting_user,
            done_on,
            words.strip()[:1000],
        )
        row.version += 1
        row.save(update_fields=["state", "done_by", "done_on", "done_words", "version"])
        _note("finish", row.finding, acting_user)
    return row


def object_to_finding(finding: Finding, *, text: str, acting_user: User) -> Objection:
    """Disagree with a finding; somebody else will decide.

    Raises
    ------
    ControlRefused
        ``words_missing``, ``finding_moved``, ``inspection_open``, ``objection_open``.
    """
    if not text.strip():
        raise ControlRefused("words_missing", "text")
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        row = _lock(finding)
        if row.state == FindingState.SET_ASIDE:
            raise ControlRefused("finding_moved")
        if row.inspection.closed_at is None:
            raise ControlRefused("inspection_open")
        made = Objection.objects.create(finding=row, text=text.strip(), made_by=acting_user)
        _note("object", row, acting_user)
    return made


def may_decide(objection: Objection, user: User) -> bool:
    """Whether somebody neither found, ordered, objected, nor took part in the case."""
    inspection = objection.finding.inspection
    if user.pk in (objection.made_by_id, inspection.inspector_id):
        return False
    ordered = objection.finding.measures.filter(ordered_by=user).exists()
    return not ordered and not took_part(inspection.sampled.case_id, user.pk)


def decide_objection(objection: Objection, outcome: ObjectionOutcome, *, reasons: str, acting_user: User) -> Objection:
    """Decide an objection; a finding that is set aside takes the measures that were not carried out with it.

    Raises
    ------
    ControlRefused
        ``words_missing``, ``objection_moved``, ``objection_own``.
    """
    if not reasons.strip():
        raise ControlRefused("words_missing", "reasons")
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        finding = _lock(objection.finding)
        row = Objection.objects.select_for_update().get(pk=objection.pk)
        if row.outcome:
            raise ControlRefused("objection_moved")
        if not may_decide(row, acting_user):
            raise ControlRefused("objection_own")
        row.outcome, row.reasons, row.decided_by = outcome, reasons.strip(), acting_user
        row.decided_at, row.version = timezone.now(), row.version + 1
        row.save(update_fields=["outcome", "reasons", "decided_by", "decided_at", "version"])
        if outcome == ObjectionOutcome.SET_ASIDE:
            for measure in finding.measures.filter(state=MeasureState.ORDERED):
                measure.state, measure.version = MeasureState.CANCELLED, measure.version + 1
                measure.save(update_fields=["state", "version"])
            _move(finding, FindingState.SET_ASIDE)
        elif finding.state == FindingState.OPEN:
            _move(finding, FindingState.STANDING)
        _note("decide-objection", finding, acting_user)
    return row


def _lock(finding: Finding) -> Finding:
    return Finding.objects.select_for_update(of=("self",)).select_related("inspection__sampled").get(pk=finding.pk)


def _move(finding: Finding, state: FindingState) -> None:
    finding.state, finding.version = state, finding.version + 1
    finding.save(update_fields=["state", "version"])


def _note(what: str, finding: Finding, acting_user: User) -> None:
    persons = [finding.inspection.sampled.person_id]
    note_write(what, "finding", finding.pk, persons, acting_user=acting_user)
