"""An officer settles what stands in the way: lets it pass with a reason, or leaves it out of this closing."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.core.refusals import Refused
from tirek.department.journal.notes import note_write
from tirek.department.payments.actions.closing import lock_closing
from tirek.department.payments.enums import ExceptionKind, ExceptionState, ListState, PaymentState
from tirek.department.payments.house import at_work
from tirek.department.payments.models import Payment, PaymentException


def settle_exception(exception: PaymentException, *, reason: str, acting_user: User) -> PaymentException:
    """Let an exception pass with a reason, where that is a matter of judgement: the payment stays in its list.

    Raises
    ------
    Refused
        ``exception_settled``; ``exception_not_judged`` where the cause itself must go; ``closing_finished``.
    """
    with at_work("settle"):
        current = _locked(exception)
        if current.kind not in ExceptionKind.judged():
            raise Refused(
                "exception_not_judged",
                _("A word does not help here: put the cause right and check again, or leave it out of this closing."),
            )
        _settle(current, ExceptionState.CLEARED, reason, acting_user)
    exception.refresh_from_db()
    return exception


def exclude(exception: PaymentException, *, reason: str, acting_user: User) -> PaymentException:
    """Leave what an exception is about out of this closing; the next one gathers it again. Raises as `settle_exception`."""
    with at_work("exclude"):
        current = _locked(exception)
        if current.payment_id:
            draft = Payment.objects.filter(pk=current.payment_id, state=PaymentState.LISTED)
            draft.filter(list__state=ListState.DRAFTED).update(state=PaymentState.EXCLUDED)
        _settle(current, ExceptionState.EXCLUDED, reason, acting_user)
    exception.refresh_from_db()
    return exception


def _locked(exception: PaymentException) -> PaymentException:
    lock_closing(exception.closing)
    current = PaymentException.objects.select_for_update().get(pk=exception.pk)
    if current.state != ExceptionState.OPEN:
        raise Refused("exception_settled", _("This is settled already."))
    return current


def _settle(row: PaymentException, state: ExceptionState, reason: str, acting_user: User) -> None:
    row.state, row.reason, row.settled_by, row.settled_at = state, reason, acting_user, timezone.now()
    row.version += 1
    row.save(update_fields=["state", "reason", "settled_by", "settled_at", "version"])
    persons = [row.holder_id] if row.holder_id else []
    note_write(str(state), "payment_exception", row.pk, persons, acting_user=acting_user)
