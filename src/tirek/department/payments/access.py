"""The doors to closings, lists and exceptions."""

from __future__ import annotations

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.department.payments.models import Closing, Payment, PaymentException, PaymentList


def access_closing(viewer: Viewer, pk: int) -> Closing:
    """A closing of the viewer's territories. One query.

    Raises
    ------
    NotSeen
        If there is none, or it is of other territories.
    """
    found = Closing.objects.select_related("opened_by", "closed_by").filter(pk=pk).first()
    if found is None or not viewer.may("view_payments"):
        raise NotSeen("closing")
    return found


def access_list(viewer: Viewer, pk: int) -> PaymentList:
    """A list as far as the viewer sees its district and programme; a confidential one is not there for others. One query.

    Raises
    ------
    NotSeen
        If there is none, or it is not the viewer's to see.
    """
    rows = PaymentList.objects.select_related("closing", "line", "prepared_by", "confirmed_by")
    found = rows.filter(pk=pk).first()
    if found is None or not viewer.may("view_payments"):
        raise NotSeen("payment_list")
    return found


def access_payment(viewer: Viewer, pk: int) -> Payment:
    """A payment with the due row it settles and all that row rests on; the look is journalled. One query.

    Raises
    ------
    NotSeen
        If there is none, or it is not the viewer's to see: another district, the own family, a confidential programme.
    """
    rows = Payment.objects.select_related(
        "list__closing", "due__entitlement__decision__evaluation", "holder", "payee", "organisation", "previous__list"
    )
    found = rows.filter(pk=pk).first()
    if found is None or not viewer.may("view_payments"):
        raise NotSeen("payment")
    note_view("payment", found.pk, [each for each in (found.holder_id, found.payee_id) if each])
    return found


def access_exception(viewer: Viewer, pk: int) -> PaymentException:
    """An exception of the viewer's districts; the look is journalled. One query.

    Raises
    ------
    NotSeen
        If there is none, or it is not the viewer's to see.
    """
    rows = PaymentException.objects.select_related("closing", "holder", "due__entitlement", "payment__list")
    found = rows.filter(pk=pk).first()
    if found is None or not viewer.may("view_payments"):
        raise NotSeen("payment_exception")
    note_view("payment_exception", found.pk, [found.holder_id] if found.holder_id else [])
    return found
