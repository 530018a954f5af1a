"""A complaint to the ombudsman: received, also from nobody by name, sent to whom it concerns, answered or closed."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from tirek.department.accounts.models import User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import current_viewer
from tirek.department.appeals.enums import ComplaintState, ComplaintSubject
from tirek.department.appeals.models import Complaint, ComplaintStep
from tirek.department.appeals.refusals import AppealRefused
from tirek.department.applications.models import Case
from tirek.department.core.calendar.today import today
from tirek.department.core.clocks.counting import due_on
from tirek.department.core.clocks.register import find_clock
from tirek.department.core.numbers import take_number
from tirek.department.journal.notes import note_write
from tirek.department.registry.models import Person

CLOCK = "ombudsman_complaint"
OPEN = (ComplaintState.RECEIVED, ComplaintState.ROUTED)


def receive_complaint(
    territory: str,
    subject: ComplaintSubject,
    text: str,
    *,
    acting_user: User,
    person: Person | None = None,
    case: Case | None = None,
    received_on: date | None = None,
) -> Complaint:
    """Receive a complaint; without a person it is anonymous. It is as confidential as the case it names.

    Raises
    ------
    AppealRefused
        ``text_missing``, ``day_to_come``, ``district_closed``, ``other_district``.
    """
    came = received_on or today()
    if not text.strip():
        raise AppealRefused("text_missing", "text")
    if came > today():
        raise AppealRefused("day_to_come", "received_on")
    if territory not in current_viewer().territories:
        raise AppealRefused("district_closed", "territory")
    if case is not None and case.territory != territory:
        raise AppealRefused("other_district", "case")
    with transaction.atomic():
        made = Complaint.objects.create(
            number=take_number("complaint", territory, came.year),
            territory=territory,
            confidential=case.confidential if case else "",
            person=person,
            case=case,
            subject=subject,
            text=text.strip(),
            received_on=came,
            clock=CLOCK,
            due_on=due_on(find_clock(CLOCK), came),
            recorded_by=acting_user,
        )
        _step(made, acting_user)
    return made


def route_complaint(complaint: Complaint, to: User, *, acting_user: User, reason: str = "") -> Complaint:
    """Send a complaint to a member of the staff whom it concerns, or to another one.

    Raises
    ------
    AppealRefused
        ``moved_meanwhile``; ``cannot_handle`` where that user sees no cases of the district.
    """
    with transaction.atomic():
        row = _lock(complaint, *OPEN)
        viewer = viewer_for(to, today(), purpose=current_viewer().purpose)
        if row.territory not in viewer.territories or not viewer.may("view_cases"):
            raise AppealRefused("cannot_handle", "to")
        row.state, row.routed_to, row.version = ComplaintState.ROUTED, to, row.version + 1
        row.save(update_fields=["state", "routed_to", "version"])
        _step(row, acting_user, reason)
    return row


def respond_complaint(complaint: Complaint, text: str, *, acting_user: User) -> Complaint:
    """What the member of the staff to whom it was sent says to the ombudsman; it is no answer to who complains.

    Raises
    ------
    AppealRefused
        ``moved_meanwhile``, ``text_missing``.
    """
    if not text.strip():
        raise AppealRefused("text_missing", "text")
    with transaction.atomic():
        row = _lock(complaint, ComplaintState.ROUTED)
        if row.routed_to_id != acting_user.pk:
            raise AppealRefused("moved_meanwhile")
        _step(row, acting_user, text)
    return row


def answer_complaint(complaint: Complaint, answer: str, *, justified: bool | None, acting_user: User) -> Complaint:
    """Answer a complaint, and say whether it was justified.

    Raises
    ------
    AppealRefused
        ``moved_meanwhile``, ``answer_missing``, ``justified_missing``; ``complains_about_own`` to whom it was sent.
    """
    if not answer.strip():
        raise AppealRefused("answer_missing", "answer")
    if justified is None:
        raise AppealRefused("justified_missing", "justified")
    with transaction.atomic():
        row = _lock(complaint, *OPEN)
        if row.routed_to_id == acting_user.pk:
            raise AppealRefused("complains_about_own")
        row.state, row.answer, row.justified = ComplaintState.ANSWERED, answer.strip(), justified
        row.answered_by, row.answered_at, row.version = acting_user, timezone.now(), row.version + 1
        row.save(update_fields=["state", "answer", "justified", "answered_by", "answered_at", "version"])
        _step(row, acting_user)
    return row


def close_complaint(complaint: Complaint, *, acting_user: User, reason: str) -> Complaint:
    """Close a complaint without an answer: taken back, or nobody can be answered.

    Raises
    ------
    AppealRefused
        ``moved_meanwhile``, ``reason_missing``.
    """
    if not reason.strip():
        raise AppealRefused("reason_missing", "reason")
    with transaction.atomic():
        row = _lock(complaint, *OPEN)
        row.state, row.version = ComplaintState.CLOSED, row.version + 1
        row.save(update_fields=["state", "version"])
        _step(row, acting_user, reason)
    return row


def _lock(complaint: Complaint, *states: ComplaintState) -> Complaint:
    current = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    if current.state not in states:
        raise AppealRefused("moved_meanwhile")
    return current


def _step(complaint: Complaint, acting_user: User, reason: str = "") -> None:
    ComplaintStep.objects.create(
        complaint=complaint, state=complaint.state, by=acting_user, reason=reason.strip()[:500]
    )
    persons = [complaint.person_id] if complaint.person_id else []
    note_write(f"complaint-{complaint.state}", "complaint", complaint.pk, persons, acting_user=acting_user)
