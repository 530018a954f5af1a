"""A list is submitted by one, confirmed by another, given back or cancelled."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.budgets.actions.moving import Source, move_months
from tirek.department.budgets.actions.reserving import align_cases
from tirek.department.budgets.enums import EntryKind
from tirek.department.core.refusals import Refused
from tirek.department.entitlements.enums import DueState
from tirek.department.journal.notes import note_write
from tirek.department.payments.actions.closing import FINISHED
from tirek.department.payments.enums import ClosingState, ListState, PaymentState
from tirek.department.payments.house import at_work, rows_of, run
from tirek.department.payments.models import Closing, Payment, PaymentList
from tirek.department.payments.statements import submitting

SOURCE = "payment_list"
"""What the ledger calls a list."""
STALE = Refused(
    "list_outdated",
    _("Something in this list is not to be paid any more. Give it back, collect and check again."),
)


def submit_list(payment_list: PaymentList, *, acting_user: User) -> PaymentList:
    """Hand a drafted list to whoever confirms; payments with an open exception stay behind. Done twice it is done once.

    Raises
    ------
    Refused
        ``list_not_drafted``, ``closing_not_checked``, ``list_empty``, ``closing_finished``.
    """
    with at_work("submit"):
        current, closing = _locked(payment_list)
        if current.state == ListState.SUBMITTED and current.prepared_by_id == acting_user.pk:
            return current
        _require(current, ListState.DRAFTED, "list_not_drafted", _("Only a drafted list is submitted."))
        if closing.checked_at is None or closing.collected_at is None or closing.checked_at < closing.collected_at:
            raise Refused("closing_not_checked", _("It was collected after the last check: check first."))
        told = {"list": current.pk}
        run(submitting.LEAVE_OUT, told)
        run(submitting.DIGEST, told)
        count, total, digest = rows_of(submitting.SUM, told)[0]
        if not count:
            raise Refused("list_empty", _("Nothing in this list can be paid: settle its exceptions, or cancel it."))
        current.count, current.total_tenge, current.digest = count, int(total), digest
        current.state, current.prepared_by, current.submitted_at = ListState.SUBMITTED, acting_user, timezone.now()
        current.reason = ""
        _save(current, "count", "total_tenge", "digest", "state", "prepared_by", "submitted_at", "reason")
        if not closing.lists.filter(state=ListState.DRAFTED).exists():
            Closing.objects.filter(pk=closing.pk).update(state=ClosingState.SUBMITTED)
        note_write("submit", SOURCE, current.pk, (), acting_user=acting_user)
    payment_list.refresh_from_db()
    return payment_list


def submit_lists(lists: Iterable[PaymentList], *, acting_user: User) -> list[PaymentList]:
    """Submit each drafted list that has something to pay; those that came through. The others stay drafted."""
    done = []
    for each in lists:
        try:
            done.append(submit_list(each, acting_user=acting_user))
        except Refused as refusal:
            if refusal.code != "list_empty":
                raise
    return done


def give_back_list(payment_list: PaymentList, *, reason: str, acting_user: User) -> PaymentList:
    """Return a submitted list to whoever prepared it.

    Raises
    ------
    Refused
        ``list_not_submitted``; ``draft_exists`` where the same list is being drafted anew; ``closing_finished``.
    """
    with at_work("give_back"):
        current, closing = _locked(payment_list)
        _require(current, ListState.SUBMITTED, "list_not_submitted", _("Only a submitted list is given back."))
        same = {name: getattr(current, name) for name in ("territory", "confidential", "programme", "line_id")}
        if closing.lists.filter(state=ListState.DRAFTED, **same).exists():
            raise Refused("draft_exists", _("A new draft of this list is open: confirm or cancel one of them."))
        current.state, current.reason = ListState.DRAFTED, reason
        _save(current, "state", "reason")
        Closing.objects.filter(pk=closing.pk).update(state=ClosingState.CHECKED)
        note_write("give_back", SOURCE, current.pk, (), acting_user=acting_user)
    payment_list.refresh_from_db()
    return payment_list


def confirm_list(payment_list: PaymentList, *, acting_user: User) -> PaymentList:
    """Confirm what another prepared; its money is committed in the same transaction. Done twice it is done once.

    Raises
    ------
    Refused
        ``list_not_submitted``, ``confirmed_by_another``, ``list_outdated``, ``limit_overdrawn``, ``not_so_much_there``.
    """
    with at_work("confirm"):
        current, _closing = _locked(payment_list)
        if current.state == ListState.CONFIRMED and current.confirmed_by_id == acting_user.pk:
            return current
        _require(current, ListState.SUBMITTED, "list_not_submitted", _("Only a submitted list is confirmed."))
        if current.prepared_by_id == acting_user.pk:
            raise Refused("confirmed_by_another", _("You prepared this list: somebody else confirms it."))
        told = {"list": current.pk}
        if rows_of(submitting.LOCK_SOURCES, told)[0][0]:
            raise STALE
        current.state, current.confirmed_by, current.confirmed_at = ListState.CONFIRMED, acting_user, timezone.now()
        try:
            _save(current, "state", "confirmed_by", "confirmed_at")
        except IntegrityError as error:
            if (
                getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
                != "payment_list_is_its_payments"
            ):
                raise
            raise STALE from None
        _move(current, EntryKind.COMMIT, [PaymentState.LISTED], acting_user)
        note_write("confirm", SOURCE, current.pk, (), acting_user=acting_user)
    payment_list.refresh_from_db()
    return payment_list


def cancel_list(payment_list: PaymentList, *, reason: str, acting_user: User) -> PaymentList:
    """Give a list up before it is sent; what it held may be listed again, its money is reserved as before.

    Raises
    ------
    Refused
        ``list_on_its_way`` once it is sent.
    """
    with at_work("cancel"):
        current = PaymentList.objects.select_for_update().get(pk=payment_list.pk)
        if current.state == ListState.CANCELLED:
            return current
        possible = (ListState.DRAFTED, ListState.SUBMITTED, ListState.CONFIRMED)
        on_its_way = current.payments.filter(state__in=[PaymentState.SENT, PaymentState.PAID]).exists()
        if current.state not in possible or on_its_way:
            raise Refused("list_on_its_way", _("This list is sent: wait for the answer of the bank."))
        if current.state == ListState.CONFIRMED:
            _move(current, EntryKind.UNCOMMIT, [PaymentState.LISTED], acting_user)
        current.state, current.reason = ListState.CANCELLED, reason
        _save(current, "state", "reason")
        Payment.objects.filter(list=current, state=PaymentState.LISTED).update(state=PaymentState.CANCELLED)
        _set_free(current, acting_user)
        note_write("cancel", SOURCE, current.pk, (), acting_user=acting_user)
    payment_list.refresh_from_db()
    return payment_list


def _locked(payment_list: PaymentList) -> tuple[PaymentList, Closing]:
    """The closing and then the list, locked: whoever collects holds the closing too."""
    closing = Closing.objects.select_for_update().get(pk=payment_list.closing_id)
    if closing.state not in ClosingState.unfinished():
        raise FINISHED
    return PaymentList.objects.select_for_update().get(pk=payment_list.pk), closing


def _move(payment_list: PaymentList, kind: EntryKind, states: list[PaymentState], acting_user: User) -> None:
    """One entry of the ledger for a list, over the months of the budget that it takes from."""
    told = {"list": payment_list.pk, "states": [str(state) for state in states]}
    amounts = {int(month): int(amount) for month, amount in rows_of(submitting.MONTHS, told)}
    if amounts:
        move_months(payment_list.line_id, kind, amounts, Source(SOURCE, payment_list.pk), acting_user=acting_user)


def _set_free(payment_list: PaymentList, acting_user: User) -> None:
    """What was stopped while its list was under way stayed reserved for it: now it is set free."""
    stopped = payment_list.payments.filter(due__state=DueState.CANCELLED)
    cases = sorted(set(stopped.values_list("due__entitlement__case", flat=True)))
    if cases:
        align_cases(cases, acting_user=acting_user)


def _require(payment_list: PaymentList, state: ListState, code: str, message: object) -> None:
    if payment_list.state != state:
        raise Refused(code, str(message))


def _save(payment_list: PaymentList, *fields: str) -> None:
    payment_list.save(update_fields=[*fields])
    PaymentList.objects.filter(pk=payment_list.pk).update(version=F("version") + 1)
