"""What came back: the officer corrects its cause where it lies, then it is paid again as a new payment, or not at all."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused
from tirek.department.entitlements.enums import DueState
from tirek.department.journal.notes import note_write
from tirek.department.payments.actions.closing import lock_closing, open_closing, told_of
from tirek.department.payments.enums import ClosingKind, ClosingState, PaymentState, ReturnEnd, ReturnState
from tirek.department.payments.house import at_work, rows_of, run
from tirek.department.payments.models import Closing, MoneyReturn, Payment
from tirek.department.payments.statements import collecting, returning
from tirek.settlement.reasons import reason_of

OTHER_ACCOUNT = ("account", "death")
"""What the bank found fault with that another account alone puts right."""


def pay_again(came_back: MoneyReturn, because: str, *, acting_user: User) -> Payment | None:
    """Resolve a return and list the same anew, between two closes, with the account that the registry has now.

    The new payment is checked and confirmed by two as every other. Done twice it is done once. None where it will be gathered
    by the next close (an invoice, an adjustment).

    Raises
    ------
    Refused
        ``no_reason``; ``not_paid_any_more`` where it was resolved so; ``not_due_any_more`` where what was due is held or
        cancelled; ``account_not_corrected`` while the bank's reason is the account and the registry has no other one.
    """
    with at_work("pay_again"):
        current = MoneyReturn.objects.select_for_update().get(pk=came_back.pk)
        payment = Payment.objects.select_related("due", "list__closing").get(pk=current.payment_id)
        if current.end == ReturnEnd.NOT_PAID:
            raise Refused("not_paid_any_more", _("Somebody decided that this is not to be paid."))
        if current.state == ReturnState.OPEN:
            _require_payable(current, payment)
            _resolve(current, ReturnEnd.AGAIN, because, acting_user)
    if payment.due_id is None:
        return None
    return _list_anew(payment, acting_user)


def leave_unpaid(came_back: MoneyReturn, because: str, *, acting_user: User) -> MoneyReturn:
    """Resolve a return without paying again: what was due must have been stopped by its own decision or event.

    Raises
    ------
    Refused
        ``no_reason``; ``paid_again_already``; ``still_due`` while the due row is planned.
    """
    with at_work("leave_unpaid"):
        current = MoneyReturn.objects.select_for_update().get(pk=came_back.pk)
        if current.state == ReturnState.RESOLVED:
            if current.end == ReturnEnd.AGAIN:
                raise Refused("paid_again_already", _("It is being paid again already."))
            return current
        due = current.payment.due
        if due is not None and due.state == DueState.PLANNED:
            raise Refused(
                "still_due",
                _(
                    "It is still due. End or suspend the grant by a decision or a life event first, then close the return."
                ),
            )
        _resolve(current, ReturnEnd.NOT_PAID, because, acting_user)
    came_back.refresh_from_db()
    return came_back


def _require_payable(current: MoneyReturn, payment: Payment) -> None:
    due = payment.due
    if due is not None and due.state != DueState.PLANNED:
        raise Refused("not_due_any_more", _("It is not due any more: it was held back or cancelled. Close the return."))
    if reason_of(current.reason).fix not in OTHER_ACCOUNT or due is None:
        return
    found = rows_of(returning.ACCOUNT_NOW, {"due": due.pk, "on": today()})
    if not found or found[0][0] in (None, payment.iban):
        raise Refused(
            "account_not_corrected",
            _("The registry still has the account that the bank refused. Correct it on the person's card first."),
        )


def _resolve(current: MoneyReturn, end: ReturnEnd, because: str, acting_user: User) -> None:
    if not because.strip():
        raise Refused("no_reason", _("Say why."), "reason")
    current.state, current.end, current.resolved_because = ReturnState.RESOLVED, end, because.strip()
    current.resolved_by, current.resolved_at = acting_user, timezone.now()
    current.save(update_fields=["state", "end", "resolved_because", "resolved_by", "resolved_at"])
    holder = current.payment.holder_id
    note_write("resolve", "money_return", current.pk, [holder] if holder else [], acting_user=acting_user)


def _list_anew(payment: Payment, acting_user: User) -> Payment | None:
    closing = open_closing(payment.territory, payment.list.closing.month, ClosingKind.BETWEEN, acting_user=acting_user)
    with at_work("pay_again"):
        current = lock_closing(closing)
        told = told_of(current, [payment.territory]) | {"due": payment.due_id}
        run(collecting.AGAIN_LISTS, told)
        run(collecting.AGAIN_PAYMENTS, told)
        # Something was gathered: it is checked before anybody hands it over.
        Closing.objects.filter(pk=current.pk).update(collected_at=timezone.now(), state=ClosingState.OPEN)
        anew = Payment.objects.filter(due=payment.due_id).exclude(state__in=PaymentState.dead()).first()
        holder = payment.holder_id
        note_write("pay_again", "payment", payment.pk, [holder] if holder else [], acting_user=acting_user)
        return anew
