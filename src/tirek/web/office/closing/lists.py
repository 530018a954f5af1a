"""One list with its payments: confirmed by another, given back or cancelled; and one payment down to its ground."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.journal.views import note_view
from tirek.department.payments.access import access_list, access_payment
from tirek.department.payments.actions.lists import cancel_list, confirm_list, give_back_list
from tirek.department.payments.cycles import cycle_of
from tirek.department.payments.enums import ListState, PaymentState
from tirek.department.payments.models import Payment, PaymentList
from tirek.department.payments.queries import payments_by_state, payments_of_due, payments_of_list
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.acts import act_in, cite_act
from tirek.rulebook.engine.moment import Moment
from tirek.web.office.closing.shown import list_row, payment_row, programme_of
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.forms import ReasonForm
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only
from tirek.web.ui.paging import page_of
from tirek.web.ui.wording import tenge_words

COLUMNS = {"number": "end_to_end_id", "sum": "amount_tenge"}


@require_safe
@needs("view_payments")
def show_list(request: ViewerRequest, list_id: int) -> HttpResponse:
    """A list: who prepared and confirmed it, its sum and digest, its payments by state."""
    found = _found_list(request, list_id)
    state = request.GET.get("state", "")
    page = page_of(payments_of_list(found, state=state), COLUMNS, request.GET, default="number")
    persons = {pk for row in page.rows for pk in (row.holder_id, row.payee_id) if pk}
    note_view("payment_list", found.pk, persons, detail="list")
    counts = payments_by_state(found)
    may_confirm = request.viewer.may("confirm_payments") and found.state == ListState.SUBMITTED
    context: dict[str, Any] = {
        "list": found,
        "row": list_row(found),
        "page": page,
        "rows": [payment_row(each) for each in page.rows],
        "counts": [
            {"state": key, "title": PaymentState(key).label, "count": count, "sum": tenge_words(tenge)}
            for key, (count, tenge) in counts.items()
        ],
        "states": PaymentState.choices,
        "state": state,
        "may_confirm": may_confirm and found.prepared_by_id != request.user.pk,
        "is_own": may_confirm and found.prepared_by_id == request.user.pk,
        "may_return": may_confirm,
        "may_cancel": request.viewer.may("prepare_payments")
        and found.state in (ListState.DRAFTED, ListState.SUBMITTED, ListState.CONFIRMED),
    }
    return render(request, "office/closing/payments.html", context)


@require_POST
@needs("confirm_payments")
@once_only
def confirm(request: ViewerRequest, list_id: int) -> HttpResponse:
    """Confirm a list that another prepared."""
    found = _found_list(request, list_id)
    try:
        confirm_list(found, acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("Confirmed: its money is committed, and nothing in it changes any more."))
    return redirect("office:payment-list", found.pk)


@require_http_methods(["GET", "POST"])
@needs("confirm_payments")
@once_only
def give_back(request: ViewerRequest, list_id: int) -> HttpResponse:
    """Give a list back to whoever prepared it."""
    found = _found_list(request, list_id)

    def save(told: dict[str, Any]) -> None:
        give_back_list(found, reason=told["reason"], acting_user=request.user)

    return _with_reason(request, found, save, _("Give the list back"), _("Given back."))


@require_http_methods(["GET", "POST"])
@needs("prepare_payments")
@once_only
def cancel(request: ViewerRequest, list_id: int) -> HttpResponse:
    """Cancel a list before it is sent."""
    found = _found_list(request, list_id)

    def save(told: dict[str, Any]) -> None:
        cancel_list(found, reason=told["reason"], acting_user=request.user)

    return _with_reason(request, found, save, _("Cancel the list"), _("Cancelled: what it held may be listed again."))


@require_safe
@needs("view_payments")
def show_payment(request: ViewerRequest, payment_id: int) -> HttpResponse:
    """A payment: what it settles, what was granted, who decided, on which evaluation, by which act."""
    try:
        found = access_payment(request.viewer, payment_id)
    except NotSeen:
        raise Http404 from None
    context: dict[str, Any] = {
        "payment": found,
        "row": payment_row(found),
        "programme": programme_of(found),
        "attempts": payments_of_due(found.due_id) if found.due_id else (),
        "due_sum": tenge_words(found.due_tenge),
        "withheld": tenge_words(found.withheld_tenge) if found.withheld_tenge else "",
        **_ground(found),
    }
    return render(request, "office/closing/payment.html", context)


def _ground(payment: Payment) -> dict[str, Any]:
    """What a payment rests on, down to the act in force on the day by whose values it goes."""
    if payment.due is None:
        return {}
    entitlement, language = payment.due.entitlement, language_of_page()
    term = find_benefit(payment.programme).term_at(Moment(on=payment.due.valued_on))
    act = cite_act(act_in(term.act, payment.territory), language) if term is not None else ""
    cycle = cycle_of(payment.programme, entitlement.period, entitlement.unit)
    return {
        "due": payment.due,
        "period": (payment.due.period_from, payment.due.period_to),
        "entitlement": entitlement,
        "decision": entitlement.decision,
        "evaluation": entitlement.decision.evaluation,
        "act": act,
        "cycle": cycle.title.get(language, cycle.title["kk"]),
    }


def _with_reason(request: ViewerRequest, found: PaymentList, save: Any, action: str, said: str) -> HttpResponse:
    row = list_row(found)
    return answer_form(
        request,
        ReasonForm(typed(request)),
        save,
        heading=action,
        back=reverse("office:payment-list", args=[found.pk]),
        action=action,
        said=said,
        about=f"{found.number} · {row['programme']} · {row['sum']}",
    )


def _found_list(request: ViewerRequest, pk: int) -> PaymentList:
    try:
        return access_list(request.viewer, pk)
    except NotSeen:
        raise Http404 from None
