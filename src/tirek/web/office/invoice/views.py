"""Looking: invoices that wait, one whole with what does not agree, and what is due in kind."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tirek.department.core.refusals import NotSeen
from tirek.department.entitlements.models import Due
from tirek.department.journal.views import note_view
from tirek.department.payments.claim_queries import access_invoice, list_invoices, list_to_hand_over
from tirek.department.payments.enums import InvoiceState
from tirek.department.payments.invoices_checked import faults_of
from tirek.department.payments.models import HandOver, Invoice
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.cases import short_name, short_programme
from tirek.web.ui.language import language_of_page
from tirek.web.ui.paging import page_of
from tirek.web.ui.places import place_title
from tirek.web.ui.quantities import quantity_words

WAITING = (InvoiceState.RECEIVED, InvoiceState.CHECKED)
TONES = {InvoiceState.ACCEPTED: "good", InvoiceState.PAID: "good", InvoiceState.REFUSED: "bad"}


def found_invoice(request: ViewerRequest, invoice_id: int) -> Invoice:
    """The invoice, or the page "not here"."""
    try:
        return access_invoice(request.viewer, invoice_id)
    except NotSeen:
        raise Http404 from None


@require_safe
@needs("view_payments")
def list_all(request: ViewerRequest) -> HttpResponse:
    """Invoices that wait to be accepted, the oldest first; or those that are over."""
    is_over = request.GET.get("state") == "over"
    rows = list_invoices(open_only=not is_over)
    page = page_of(rows, {"received": "received_at"}, request.GET, default="-received" if is_over else "received")
    note_view("invoice-list", None)
    language = language_of_page()
    shown = [
        {
            "invoice": row,
            "organisation": row.organisation.name(language),
            "programme": short_programme(row.programme),
            "place": place_title(row.territory),
            "tone": TONES.get(InvoiceState(row.state), ""),
        }
        for row in page.rows
    ]
    may_receive = request.viewer.may("prepare_payments")
    context = {"page": page, "rows": shown, "is_over": is_over, "may_receive": may_receive}
    return render(request, "office/invoice/list.html", context)


@require_safe
@needs("view_payments")
def show(request: ViewerRequest, invoice_id: int) -> HttpResponse:
    """One invoice: what it asks for, what it names, what does not agree, and what may be done now."""
    invoice = found_invoice(request, invoice_id)
    is_open = invoice.state in WAITING
    faults = faults_of(invoice) if is_open else []
    given = list(invoice.given.select_related("due__entitlement__holder").order_by("pk")[:200])
    handed = dict(HandOver.objects.filter(due__in=[each.due_id for each in given]).values_list("due_id", "reference"))
    note_view("invoice", invoice.pk, {each.due.entitlement.holder_id for each in given}, detail="rows")
    context = {
        "invoice": invoice,
        "organisation": invoice.organisation.name(language_of_page()),
        "programme": short_programme(invoice.programme),
        "place": place_title(invoice.territory),
        "tone": TONES.get(InvoiceState(invoice.state), ""),
        "faults": faults,
        "is_open": is_open,
        "rows": [
            {
                "who": short_name(each.due.entitlement.holder),
                "due": each.due,
                "quantity": quantity_words(each.due.quantity, each.due.unit),
                "paper": handed.get(each.due_id, ""),
            }
            for each in given
        ],
        "may_accept": is_open
        and not faults
        and request.viewer.may("confirm_payments")
        and invoice.received_by_id != request.user.pk,
        "may_refuse": is_open and request.viewer.may("prepare_payments"),
    }
    return render(request, "office/invoice/show.html", context)


@require_safe
@needs("prepare_payments")
def list_in_kind(request: ViewerRequest) -> HttpResponse:
    """What is due in kind and was not handed over yet, the oldest first."""
    page = page_of(list_to_hand_over(), {"due": "due_on"}, request.GET, default="due")
    note_view("due-list", None, {row.entitlement.holder_id for row in page.rows}, detail="in-kind")
    rows = [in_kind_row(row) for row in page.rows]
    return render(request, "office/invoice/in_kind.html", {"page": page, "rows": rows})


def in_kind_row(due: Due) -> dict[str, object]:
    """A due row in kind with its words."""
    return {
        "due": due,
        "who": short_name(due.entitlement.holder),
        "programme": short_programme(due.programme),
        "place": place_title(due.territory),
        "quantity": quantity_words(due.quantity, due.unit),
    }
