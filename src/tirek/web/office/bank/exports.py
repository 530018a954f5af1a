"""Tables of the treasury and the bank that may be taken out: lists on their way, what came back."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tirek.department.payments.banking import list_returns, lists_on_their_way
from tirek.department.payments.models import MoneyReturn, PaymentList
from tirek.department.payments.wording import list_title
from tirek.web.ui.access import ViewerRequest
from tirek.web.ui.exports import Column, Export, add_export
from tirek.web.ui.language import language_of_page
from tirek.web.ui.places import place_title

VIEW = "view_payments"


def _lists(_request: ViewerRequest) -> QuerySet[PaymentList]:
    return lists_on_their_way().order_by("pk")


def _returns(request: ViewerRequest) -> QuerySet[MoneyReturn]:
    return list_returns(request.GET.get("state", "open")).order_by("opened_at", "pk")


add_export(
    Export(
        "bank-lists",
        _("Treasury and bank"),
        (
            Column(_("List"), lambda row: row.number),
            Column(_("What is paid"), lambda row: list_title(row, language_of_page())),
            Column(_("District"), lambda row: place_title(row.territory)),
            Column(_("Month"), lambda row: row.closing.month),
            Column(_("Payments"), lambda row: row.count),
            Column(_("Sum"), lambda row: row.total_tenge),
            Column(_("State"), lambda row: row.get_state_display()),
            Column(_("Confirmed"), lambda row: row.confirmed_at),
        ),
        _lists,
        ability=VIEW,
    )
)
add_export(
    Export(
        "returns",
        _("What came back"),
        (
            Column(_("Number"), lambda row: row.payment.end_to_end_id),
            Column(_("List"), lambda row: row.payment.list.number),
            Column(_("Recipient"), lambda row: row.payment.payee_name),
            Column(_("Sum"), lambda row: row.payment.amount_tenge),
            Column(_("Reason"), lambda row: row.reason),
            Column(_("State"), lambda row: row.get_state_display()),
        ),
        _returns,
        ability=VIEW,
        persons=lambda row: [row.payment.holder_id, row.payment.payee_id],
    )
)
