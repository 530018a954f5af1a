"""Changing: receive an invoice, accept it, give it back, write down what was handed over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tirek.department.core.calendar.today import today
from tirek.department.journal.views import note_view
from tirek.department.payments.actions.handovers import hand_over
from tirek.department.payments.actions.invoices import accept_invoice, receive_invoice, refuse_invoice
from tirek.department.payments.claim_queries import list_to_hand_over
from tirek.department.payments.enums import InvoiceKind
from tirek.web.office.invoice.forms import HandForm, ReceiveForm, RefuseForm
from tirek.web.office.invoice.views import found_invoice, in_kind_row
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.once import once_only
from tirek.web.ui.places import district_choices

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@needs("prepare_payments")
@once_only
def receive(request: ViewerRequest) -> HttpResponse:
    """An invoice that came."""
    form = ReceiveForm(typed(request), districts=district_choices(request.viewer))

    def save(told: dict[str, Any]) -> str:
        kind = InvoiceKind(told.pop("kind"))
        made = receive_invoice(told.pop("organisation"), kind=kind, **told, acting_user=request.user)
        return reverse("office:invoice-show", args=[made.pk])

    back = reverse("office:invoice-list")
    return answer_form(request, form, save, heading=_("Receive an invoice"), back=back, action=_("Receive"))


@require_http_methods(METHODS)
@needs("confirm_payments")
@once_only
def accept(request: ViewerRequest, invoice_id: int) -> HttpResponse:
    """Accept an invoice that another received."""
    invoice = found_invoice(request, invoice_id)

    def save(_told: dict[str, Any]) -> None:
        accept_invoice(invoice, acting_user=request.user)

    back = reverse("office:invoice-show", args=[invoice.pk])
    return answer_form(
        request, forms.Form(typed(request)), save, heading=_("Accept the invoice"), back=back, action=_("Accept"),
        said=_("Accepted: it reaches the next list."), about=invoice.number,
    )  # fmt: skip


@require_http_methods(METHODS)
@needs("prepare_payments")
@once_only
def refuse_it(request: ViewerRequest, invoice_id: int) -> HttpResponse:
    """Give an invoice back."""
    invoice = found_invoice(request, invoice_id)

    def save(told: dict[str, Any]) -> None:
        refuse_invoice(invoice, **told, acting_user=request.user)

    back = reverse("office:invoice-show", args=[invoice.pk])
    form = RefuseForm(typed(request))
    return answer_form(request, form, save, heading=_("Give the invoice back"), back=back, about=invoice.number)


@require_http_methods(METHODS)
@needs("prepare_payments")
@once_only
def hand(request: ViewerRequest, due_id: int) -> HttpResponse:
    """What is due in kind was handed over."""
    due = list_to_hand_over().filter(pk=due_id).first()
    if due is None:
        raise Http404
    note_view("due", due.pk, [due.entitlement.holder_id])

    def save(told: dict[str, Any]) -> None:
        hand_over(due, **told, acting_user=request.user)

    row = in_kind_row(due)
    return answer_form(
        request, HandForm(typed(request), initial={"handed_on": today()}), save, heading=_("Handed over"),
        back=reverse("office:invoice-in-kind"), about=f"{row['who']} · {row['programme']} · {row['quantity']}",
    )  # fmt: skip
