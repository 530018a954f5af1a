"""The invoices that may be taken out."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tirek.department.payments.claim_queries import list_invoices
from tirek.department.payments.models import Invoice
from tirek.web.ui.access import ViewerRequest
from tirek.web.ui.exports import Column, Export, add_export
from tirek.web.ui.language import language_of_page


def _invoices(request: ViewerRequest) -> QuerySet[Invoice]:
    return list_invoices(open_only=request.GET.get("state") != "over").order_by("pk")


add_export(
    Export(
        "invoices",
        _("Invoices"),
        (
            Column(_("Number"), lambda row: row.number),
            Column(_("Organisation"), lambda row: row.organisation.name(language_of_page())),
            Column(_("Kind"), lambda row: row.get_kind_display()),
            Column(_("Month"), lambda row: row.month),
            Column(_("Sum"), lambda row: row.amount_tenge),
            Column(_("State"), lambda row: row.get_state_display()),
        ),
        _invoices,
        ability="view_payments",
    )
)
