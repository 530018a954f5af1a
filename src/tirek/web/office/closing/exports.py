"""Tables of payments that may be taken out: closings, the payments of a list, the queue of a closing."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tirek.department.core.identifiers.iban import mask_iban
from tirek.department.payments.models import Closing, Payment, PaymentException, PaymentList
from tirek.department.payments.queries import list_closings, list_exceptions, payments_of_list
from tirek.web.office.closing.shown import programme_of
from tirek.web.ui.access import ViewerRequest
from tirek.web.ui.cases import short_name
from tirek.web.ui.exports import Column, Export, add_export
from tirek.web.ui.places import place_title

VIEW = "view_payments"


def _closings(_request: ViewerRequest) -> QuerySet[Closing]:
    return list_closings().order_by("-month", "-pk")


def _payments(request: ViewerRequest) -> QuerySet[Payment]:
    found = PaymentList.objects.filter(pk=_number(request, "list")).first()
    if found is None:
        return Payment.objects.none()
    return payments_of_list(found, state=request.GET.get("state", "")).order_by("end_to_end_id")


def _exceptions(request: ViewerRequest) -> QuerySet[PaymentException]:
    found = Closing.objects.filter(pk=_number(request, "closing")).first()
    if found is None:
        return PaymentException.objects.none()
    told = {"kind": request.GET.get("kind", ""), "state": request.GET.get("state", "open")}
    return list_exceptions(found, **told).order_by("pk")


def _number(request: ViewerRequest, name: str) -> int:
    told = request.GET.get(name, "")
    return int(told) if told.isdecimal() else 0


add_export(
    Export(
        "closings",
        _("Closings"),
        (
            Column(_("Month"), lambda row: row.month),
            Column(_("Number"), lambda row: row.number),
            Column(_("Kind"), lambda row: row.get_kind_display()),
            Column(_("District"), lambda row: place_title(row.territory)),
            Column(_("State"), lambda row: row.get_state_display()),
        ),
        _closings,
        ability=VIEW,
    )
)
add_export(
    Export(
        "payments",
        _("Payments"),
        (
            Column(_("Number"), lambda row: row.end_to_end_id),
            Column(_("Programme"), lambda row: programme_of(row)),
            Column(_("Recipient"), lambda row: row.payee_name),
            Column(_("Account"), lambda row: mask_iban(row.iban)),
            Column(_("Month"), lambda row: row.month),
            Column(_("Due"), lambda row: row.due_tenge),
            Column(_("Withheld"), lambda row: row.withheld_tenge),
            Column(_("Sum"), lambda row: row.amount_tenge),
            Column(_("State"), lambda row: row.get_state_display()),
        ),
        _payments,
        ability=VIEW,
        persons=lambda row: [row.holder_id, row.payee_id],
    )
)
add_export(
    Export(
        "exceptions",
        _("What cannot simply be paid"),
        (
            Column(_("Why"), lambda row: row.get_kind_display()),
            Column(_("Recipient"), lambda row: short_name(row.holder) if row.holder else ""),
            Column(_("Sum"), lambda row: row.amount_tenge),
            Column(_("State"), lambda row: row.get_state_display()),
            Column(_("Reason"), lambda row: row.reason),
        ),
        _exceptions,
        ability=VIEW,
        persons=lambda row: [row.holder_id],
    )
)
