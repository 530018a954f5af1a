"""Looking at the treasury and the bank: the log, a list on its way, messages, what came back."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.department.payments.banking import (
    access_bank_list,
    documents_of,
    files_of,
    list_messages,
    list_returns,
    lists_on_their_way,
    messages_of,
    reconcile,
    unmatched_messages,
)
from tirek.department.payments.enums import FileState, ListState, ReturnState
from tirek.department.payments.models import PaymentList
from tirek.settlement.codes import codes
from tirek.web.office.bank.shown import document_row, file_row, list_row, message_row, return_row
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.language import language_of_page
from tirek.web.ui.paging import page_of

LIST_COLUMNS = {"number": "pk", "sum": "total_tenge"}
MESSAGE_COLUMNS = {"number": "pk", "made": "made_at"}
RETURN_COLUMNS = {"opened": "opened_at", "sum": "amount_tenge"}


@require_safe
@needs("view_payments")
def show_log(request: ViewerRequest) -> HttpResponse:
    """Every confirmed list: what was sent, what became of it, and whether bank and ledger agree."""
    page = page_of(lists_on_their_way(), LIST_COLUMNS, request.GET, default="-number")
    stands = reconcile(row.pk for row in page.rows)
    rows = [list_row(each, stands.get(each.pk)) for each in page.rows]
    unconfirmed = [code for kind in codes().values() for code in kind.values() if code.provenance == "memory"]
    context = {
        "page": page,
        "rows": rows,
        "difference": sum(each.difference for each in stands.values()),
        "returns": list_returns().count(),
        "unmatched": unmatched_messages().count(),
        "may_prepare": request.viewer.may("prepare_payments"),
        "unconfirmed": [(code.code, code.title[language_of_page()]) for code in unconfirmed],
    }
    return render(request, "office/bank/log.html", context)


@require_safe
@needs("view_payments")
def show_list(request: ViewerRequest, list_id: int) -> HttpResponse:
    """One list: its documents for the treasury, its files for the bank, what the bank said."""
    payment_list = found_list(request, list_id)
    files = files_of(payment_list)
    stands = reconcile([payment_list.pk]).get(payment_list.pk)
    waits = payment_list.state == ListState.CONFIRMED or any(each.state == FileState.MADE for each in files)
    context = {
        "list": payment_list,
        "row": list_row(payment_list, stands),
        "documents": [document_row(each) for each in documents_of(payment_list)],
        "files": [file_row(each) for each in files],
        "messages_taken": [message_row(each) for each in messages_of(payment_list)],
        "may_prepare": request.viewer.may("prepare_payments"),
        "may_send": request.viewer.may("prepare_payments") and waits,
    }
    return render(request, "office/bank/list.html", context)


@require_safe
@needs("view_payments")
def list_all_messages(request: ViewerRequest) -> HttpResponse:
    """Messages of the bank, and what in them agrees with nothing."""
    page = page_of(list_messages(), MESSAGE_COLUMNS, request.GET, default="-number")
    context = {
        "page": page,
        "rows": [message_row(each) for each in page.rows],
        "may_prepare": request.viewer.may("prepare_payments"),
    }
    return render(request, "office/bank/messages.html", context)


@require_safe
@needs("view_payments")
def list_all_returns(request: ViewerRequest) -> HttpResponse:
    """What did not reach its payee, with what to do."""
    state = request.GET.get("state", ReturnState.OPEN)
    page = page_of(list_returns(state), RETURN_COLUMNS, request.GET, default="-opened")
    persons = {each.payment.payee_id for each in page.rows if each.payment.payee_id}
    note_view("money_return", None, persons, detail="list")
    context = {
        "page": page,
        "rows": [return_row(each, request.viewer) for each in page.rows],
        "states": ReturnState.choices,
        "state": state,
    }
    return render(request, "office/bank/returns.html", context)


def found_list(request: ViewerRequest, pk: int) -> PaymentList:
    """The list, or the page "not here"."""
    try:
        return access_bank_list(request.viewer, pk)
    except NotSeen:
        raise Http404 from None
