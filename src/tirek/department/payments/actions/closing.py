"""A closing is opened, gathers and checks by portions, is closed or given up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import current_viewer
from tirek.department.core.calendar.today import today
from tirek.department.core.queries import territories_under
from tirek.department.core.refusals import Refused
from tirek.department.journal.notes import note_write
from tirek.department.payments.actions.deductions import record_deductions, withholdings_for
from tirek.department.payments.actions.setting_aside import set_aside
from tirek.department.payments.claim_enums import ClaimState
from tirek.department.payments.cycles import scope_of
from tirek.department.payments.enums import ClosingKind, ClosingState, ListState, PaymentState
from tirek.department.payments.house import at_work, rows_of, run
from tirek.department.payments.models import Claim, Closing, Payment, PaymentException, PaymentList
from tirek.department.payments.statements import checking, collecting, submitting
from tirek.rulebook.engine.calendar import shift_months

NOTED_PERSONS = 500
"""Persons a line of the journal."""
PLANNED = "SET LOCAL jit = off"
"""Compiling takes longer than a district does."""
AHEAD_MONTHS = 1
"""A month is closed early at most by so many months: before a holiday the next one is prepared."""
FINISHED = Refused("closing_finished", _("This closing is closed or cancelled: nothing in it changes any more."))


def open_closing(
    territory: str, month: date, kind: ClosingKind = ClosingKind.MONTH, *, acting_user: User | None
) -> Closing:
    """Open the close of a month, or a payment between two closes; one that is open already is given back.

    Parameters
    ----------
    territory
        A district, or a city with all its districts.
    month
        Any day of the month.

    Raises
    ------
    Refused
        ``closing_elsewhere`` for a territory of others; ``closing_far_ahead``.
    """
    first = month.replace(day=1)
    if territory not in current_viewer().territories:
        raise Refused("closing_elsewhere", _("This territory is not yours: ask its officers."), "territory")
    if first > shift_months(today().replace(day=1), AHEAD_MONTHS):
        raise Refused("closing_far_ahead", _("That month is too far ahead: close it when it comes."), "month")
    rows = Closing.objects.filter(territory=territory, month=first)
    try:
        with transaction.atomic():
            open_one = rows.filter(kind=kind, state__in=ClosingState.unfinished()).first()
            if open_one is not None:
                return open_one
            number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
            made = Closing.objects.create(
                territory=territory, month=first, number=number, kind=kind, opened_by=acting_user
            )
            note_write("open", "closing", made.pk, (), acting_user=acting_user)
            return made
    except IntegrityError:  # somebody opened it at the same moment: that one is it
        return rows.get(kind=kind, state__in=ClosingState.unfinished())


def districts_of(closing: Closing) -> tuple[str, ...]:
    """The codes a closing gathers in."""
    return territories_under([closing.territory])


def collect(closing: Closing, districts: Iterable[str] | None = None, *, acting_user: User | None) -> int:
    """Gather what is due by the end of the month into drafted lists; how many payments are new.

    May be repeated: what stands in a list already is not listed again, its recipient is read anew, and what is not due any
    more leaves its draft. ``districts`` names a portion; all of them by default.

    Raises
    ------
    Refused
        ``closing_finished``.
    """
    with at_work("collect"):
        current = lock_closing(closing)
        run(PLANNED, {})
        told = told_of(current, districts)
        changed = run(collecting.DROP_CHANGED, told) + run(collecting.REFRESH, told)
        set_aside(told["territories"], current.month, acting_user=acting_user)
        run(collecting.OPEN_LISTS, told)
        made = rows_of(collecting.LIST_PAYMENTS, told)
        _withhold({due_id: payment_id for _list, _holder, payment_id, due_id in made if due_id})
        run(collecting.DIGEST, told)
        by_list: dict[int, set[int]] = {}
        for list_id, holder_id, _payment_id, _due_id in made:
            by_list.setdefault(list_id, set()).update([holder_id] if holder_id else [])
        for list_id, persons in by_list.items():
            _note("collect", list_id, persons, acting_user)
        if changed or made or current.collected_at is None:  # else what was checked is what stands there
            Closing.objects.filter(pk=closing.pk).update(collected_at=timezone.now(), state=ClosingState.OPEN)
    closing.refresh_from_db()
    return len(made)


def check_closing(closing: Closing, districts: Iterable[str] | None = None, *, acting_user: User | None) -> int:
    """Look at all that is to be paid and at all that could not be listed; how many exceptions are open.

    May be repeated: exceptions whose cause is gone are cleared, those that an officer settled stay settled. Raises as `collect`.
    """
    with at_work("check"):
        current = lock_closing(closing)
        run(PLANNED, {})
        run(checking.FIND, told_of(current, districts))
        note_write("check", "closing", closing.pk, (), acting_user=acting_user)
        drafted = current.lists.filter(state=ListState.DRAFTED).exists()
        state = ClosingState.CHECKED if drafted or current.state == ClosingState.OPEN else current.state
        Closing.objects.filter(pk=closing.pk).update(checked_at=timezone.now(), state=state)
        left = PaymentException.objects.filter(closing=closing, state="open").count()
    closing.refresh_from_db()
    return left


def close_closing(closing: Closing, *, acting_user: User) -> Closing:
    """Nothing more is gathered in it; what stands in the queue is gathered by the next one.

    Raises
    ------
    Refused
        ``closing_finished``; ``lists_not_confirmed`` while a list with payments waits.
    """
    with at_work("close"):
        current = lock_closing(closing)
        waiting = current.lists.filter(state__in=[ListState.DRAFTED, ListState.SUBMITTED])
        for draft in waiting.filter(state=ListState.DRAFTED).values_list("pk", flat=True):
            run(
                submitting.LEAVE_OUT, {"list": draft}
            )  # what has an open exception waits in the queue, and holds up nobody
        listed = waiting.filter(payments__state=PaymentState.LISTED).distinct().count()
        if listed:
            said = ngettext(
                "%(count)s list is not confirmed yet: confirm it or cancel it.",
                "%(count)s lists are not confirmed yet: confirm or cancel them.",
                listed,
            )
            raise Refused("lists_not_confirmed", said % {"count": listed})
        waiting.update(state=ListState.CANCELLED, reason="empty")
        current.state, current.closed_by, current.closed_at = ClosingState.CLOSED, acting_user, timezone.now()
        current.save(update_fields=["state", "closed_by", "closed_at"])
        note_write("close", "closing", current.pk, (), acting_user=acting_user)
    closing.refresh_from_db()
    return closing


def cancel_closing(closing: Closing, *, reason: str, acting_user: User) -> Closing:
    """Give a closing up, its drafts with it.

    Raises
    ------
    Refused
        ``closing_finished``; ``closing_confirmed_in_part`` where a list is confirmed: then it is closed, not given up.
    """
    with at_work("cancel"):
        current = lock_closing(closing)
        if current.lists.filter(state__in=ListState.fixed()).exists():
            raise Refused(
                "closing_confirmed_in_part",
                _("A list of this closing is confirmed. Cancel that list first, or close the month."),
            )
        drafts = current.lists.filter(state__in=[ListState.DRAFTED, ListState.SUBMITTED])
        pks = list(drafts.values_list("pk", flat=True))
        PaymentList.objects.filter(pk__in=pks).update(state=ListState.CANCELLED, reason=reason)
        Payment.objects.filter(list__in=pks, state=PaymentState.LISTED).update(state=PaymentState.CANCELLED)
        current.state, current.reason = ClosingState.CANCELLED, reason
        current.save(update_fields=["state", "reason"])
        note_write("cancel", "closing", current.pk, (), acting_user=acting_user)
    closing.refresh_from_db()
    return closing


def lock_closing(closing: Closing) -> Closing:
    """The closing as it stands now, locked until the transaction ends.

    Raises
    ------
    Refused
        ``closing_finished``.
    """
    current = Closing.objects.select_for_update().get(pk=closing.pk)
    if current.state not in ClosingState.unfinished():
        raise FINISHED
    return current


def told_of(closing: Closing, districts: Iterable[str] | None = None) -> dict[str, Any]:
    """What the statements of a closing ask for."""
    scope = scope_of(ClosingKind(closing.kind))
    return {
        "closing": closing.pk,
        "month": closing.month,
        "until": shift_months(closing.month, 1) - timedelta(days=1),
        "on": today(),
        "territories": list(districts_of(closing) if districts is None else districts),
        "of_programmes": scope.of_programmes,
        "of_periods": scope.of_periods,
        "named": scope.named,
    }


def _withhold(payments: dict[int, int]) -> None:
    """Keep back of new payments (due row -> payment) what claims and the lawful share say."""
    if not payments or not Claim.objects.filter(state=ClaimState.DEDUCTING).exists():
        return
    found = {payments[due]: tenge for due, tenge in withholdings_for(list(payments)).items()}
    if found:
        run(collecting.WITHHOLD, {"payments": list(found), "tenge": list(found.values())})
        record_deductions(Payment.objects.filter(pk__in=found))


def _note(action: str, list_id: int, persons: Iterable[int], acting_user: User | None) -> None:
    ordered = sorted(persons)
    for first in range(0, max(len(ordered), 1), NOTED_PERSONS):
        note_write(action, "payment_list", list_id, ordered[first : first + NOTED_PERSONS], acting_user=acting_user)
