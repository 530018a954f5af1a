"""A day moved by an act: one person enters it, another confirms it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import current_viewer
from tirek.department.core.calendar.models import CalendarDay, EntryState
from tirek.department.core.calendar.working_days import forget_kept
from tirek.department.journal.notes import note_write
from tirek.department.parameters.actions import EDIT, LEAST_REASON, SIGN
from tirek.department.parameters.faults import NotYours, ValueRefused


def propose_day(fields: Mapping[str, Any], *, acting_user: User) -> CalendarDay:
    """Enter what a day is by an act; it counts once another person has confirmed it.

    Raises
    ------
    ValueRefused
        If an entry of that day waits already.
    """
    _open_to(EDIT)
    if CalendarDay.objects.filter(day=fields["day"], state=EntryState.PROPOSED).exists():
        raise ValueRefused(_("An entry of this day waits for the second person already."), "day")
    row = CalendarDay.objects.create(**fields, entered_by=acting_user)
    note_write("propose", "calendar-day", row.pk, (), acting_user=acting_user)
    return row


def decide_day(pk: int, *, confirm: bool, acting_user: User, reason: str = "") -> CalendarDay:
    """Confirm a proposed day, or reject it with a reason.

    Raises
    ------
    ValueRefused
        If it was decided already, the decider entered it, or a rejection has no reason.
    """
    _open_to(SIGN)
    with transaction.atomic():
        row = CalendarDay.objects.select_for_update(of=("self",)).get(pk=pk)
        if row.state != EntryState.PROPOSED:
            raise ValueRefused(_("This day has been decided already. Open the page again."))
        if row.entered_by_id == acting_user.pk:
            raise ValueRefused(_("You entered this day: another person confirms or rejects it."))
        if not confirm and len(reason.strip()) < LEAST_REASON:
            raise ValueRefused(_("Write a reason of at least five characters."), "reason")
        row.state = EntryState.CONFIRMED if confirm else EntryState.REJECTED
        row.decided_by, row.decided_at, row.reason = acting_user, timezone.now(), reason.strip()
        row.save(update_fields=["state", "decided_by", "decided_at", "reason"])
        note_write("sign" if confirm else "reject", "calendar-day", row.pk, (), acting_user=acting_user)
    forget_kept()
    return row


def _open_to(ability: str) -> None:
    if not current_viewer().may(ability):
        raise NotYours(ability)
