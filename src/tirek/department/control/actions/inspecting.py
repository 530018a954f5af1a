"""Inspecting: a case is given to somebody who took no part in it, looked at, and what is found is written down."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from tirek.department.accounts.models import User
from tirek.department.accounts.queries import staff_with
from tirek.department.control.enums import InspectionKind, SampledState
from tirek.department.control.models import Finding, Inspection, SampledCase
from tirek.department.control.refusals import CONSTRAINTS, ControlRefused
from tirek.department.control.register import finding_codes
from tirek.department.core.calendar.today import today
from tirek.department.core.calendar.working_days import add_working_days
from tirek.department.core.queries import territories_over
from tirek.department.core.refusals import refused_constraints
from tirek.department.journal.notes import note_write

INSPECT = "inspect_cases"
REPLY_WORKING_DAYS = 10
"""How long the section may reply: the department's own order, no act sets it."""


def took_part(case_id: int, user_id: int) -> bool:
    """Whether somebody had a hand in a case, or is of the family: the database's own answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT control_took_part(%s, %s)", [case_id, user_id])
        return bool(cursor.fetchone()[0])


def assign_inspector(sampled: SampledCase, inspector: User, *, acting_user: User) -> SampledCase:
    """Give a sampled case to an inspector; one that nobody has begun may be given to another.

    Raises
    ------
    ControlRefused
        ``sampled_moved``, ``cannot_inspect``, ``took_part``.
    """
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        row = lock_sampled(sampled, SampledState.WAITING, SampledState.ASSIGNED)
        if Inspection.objects.filter(sampled=row).exists():
            raise ControlRefused("sampled_moved")
        over = territories_over([row.territory])
        if not staff_with([INSPECT], today()).filter(user=inspector, territory_id__in=over).exists():
            raise ControlRefused("cannot_inspect", "inspector")
        if took_part(row.case_id, inspector.pk):
            raise ControlRefused("took_part", "inspector")
        row.state, row.inspector, row.assigned_by = SampledState.ASSIGNED, inspector, acting_user
        row.assigned_at, row.version = timezone.now(), row.version + 1
        row.save(update_fields=["state", "inspector", "assigned_by", "assigned_at", "version"])
        note_write("assign", "sampled-case", row.pk, [row.person_id], acting_user=acting_user)
    return row


def leave_out(sampled: SampledCase, *, reason: str, acting_user: User) -> SampledCase:
    """Leave out a case that cannot be inspected; the report counts it as such.

    Raises
    ------
    ControlRefused
        ``reason_missing``, ``sampled_moved``.
    """
    if not reason.strip():
        raise ControlRefused("reason_missing", "reason")
    with transaction.atomic():
        row = lock_sampled(sampled, SampledState.WAITING, SampledState.ASSIGNED)
        if Inspection.objects.filter(sampled=row).exists():
            raise ControlRefused("sampled_moved")
        row.state, row.left_out_because, row.version = SampledState.LEFT_OUT, reason.strip()[:500], row.version + 1
        row.save(update_fields=["state", "left_out_because", "version"])
        note_write("leave-out", "sampled-case", row.pk, [row.person_id], acting_user=acting_user)
    return row


def hold_inspection(
    sampled: SampledCase, kind: InspectionKind, *, held_on: date, words: str, acting_user: User
) -> Inspection:
    """Write what was seen; as long as the inspection is open, it may be written anew.

    Raises
    ------
    ControlRefused
        ``words_missing``, ``day_to_come``, ``sampled_moved``, ``not_inspector``, ``took_part``, ``inspection_closed``.
    """
    if not words.strip():
        raise ControlRefused("words_missing", "words")
    if held_on > today():
        raise ControlRefused("day_to_come", "held_on")
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        row = lock_sampled(sampled, SampledState.ASSIGNED)
        if row.inspector_id != acting_user.pk:
            raise ControlRefused("not_inspector")
        told = {"kind": kind, "held_on": held_on, "words": words.strip()}
        made, is_new = Inspection.objects.get_or_create(sampled=row, defaults=told | {"inspector": acting_user})
        if not is_new:
            made.kind, made.held_on, made.words, made.version = kind, held_on, words.strip(), made.version + 1
            made.save(update_fields=["kind", "held_on", "words", "version"])
        note_write("inspect", "inspection", made.pk, [row.person_id], acting_user=acting_user)
    return made


def record_finding(
    inspection: Inspection, code: str, *, words: str, sum_tenge: int | None, acting_user: User
) -> Finding:
    """Write a finding down; from its inspection's end the section has time to reply.

    Raises
    ------
    ControlRefused
        ``code_unknown``, ``words_missing``, ``sum_missing``, ``sum_not_asked``, ``inspection_closed``, ``not_inspector``,
        ``finding_twice``.
    """
    known = finding_codes().get(code)
    if known is None:
        raise ControlRefused("code_unknown", "code")
    if not words.strip():
        raise ControlRefused("words_missing", "words")
    if known.money and not sum_tenge:
        raise ControlRefused("sum_missing", "sum_tenge")
    if not known.money and sum_tenge is not None:
        raise ControlRefused("sum_not_asked", "sum_tenge")
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        row = _open(inspection, acting_user)
        made = Finding.objects.create(
            inspection=row,
            code=code,
            sum_tenge=sum_tenge,
            words=words.strip(),
            reply_until=add_working_days(today(), REPLY_WORKING_DAYS),
            recorded_by=acting_user,
        )
        note_write("find", "finding", made.pk, [row.sampled.person_id], acting_user=acting_user)
    return made


def close_inspection(inspection: Inspection, *, acting_user: User) -> Inspection:
    """Close an inspection: with findings, or clean.

    Raises
    ------
    ControlRefused
        ``inspection_closed``, ``not_inspector``.
    """
    with transaction.atomic():
        row = _open(inspection, acting_user)
        sampled = lock_sampled(row.sampled, SampledState.ASSIGNED)
        row.closed_at, row.is_clean = timezone.now(), not row.findings.exists()
        row.version += 1
        row.save(update_fields=["closed_at", "is_clean", "version"])
        sampled.state, sampled.version = SampledState.INSPECTED, sampled.version + 1
        sampled.save(update_fields=["state", "version"])
        note_write("close", "inspection", row.pk, [sampled.person_id], acting_user=acting_user)
    return row


def lock_sampled(sampled: SampledCase, *states: SampledState) -> SampledCase:
    """The sampled case as it stands, locked; raises `ControlRefused` ``sampled_moved``."""
    row = SampledCase.objects.select_for_update(of=("self",)).get(pk=sampled.pk)
    if row.state not in states:
        raise ControlRefused("sampled_moved")
    return row


def _open(inspection: Inspection, acting_user: User) -> Inspection:
    row = Inspection.objects.select_for_update(of=("self",)).select_related("sampled").get(pk=inspection.pk)
    if row.closed_at is not None:
        raise ControlRefused("inspection_closed")
    if row.inspector_id != acting_user.pk:
        raise ControlRefused("not_inspector")
    return row
