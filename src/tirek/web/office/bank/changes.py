"""Sending a list, bringing a message by hand, taking a file out, dealing with what came back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.files.access import access_file
from tirek.department.files.actions import files_folder
from tirek.department.files.blobs import read_blob
from tirek.department.files.faults import FileFault, FileRefused
from tirek.department.journal.views import note_view
from tirek.department.payments.actions.files import make_files
from tirek.department.payments.actions.replies import take_message
from tirek.department.payments.actions.returns import leave_unpaid, pay_again
from tirek.department.payments.banking import access_bank_file, access_return
from tirek.department.payments.models import MoneyReturn
from tirek.department.payments.tasks import send_list
from tirek.settlement.failures import FileRefused as MessageRefused
from tirek.web.office.bank.forms import MessageForm
from tirek.web.office.bank.shown import return_row
from tirek.web.office.bank.views import found_list
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, brought, typed
from tirek.web.ui.forms import ReasonForm
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only


@require_POST
@needs("prepare_payments")
@once_only
def send(request: ViewerRequest, list_id: int) -> HttpResponse:
    """Write the files of a list and send it on its way; where no bank is connected the files wait to be carried by hand."""
    payment_list = found_list(request, list_id)
    try:
        make_files(payment_list, acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("office:bank-list", list_id)
    if settings.BANK_URL and settings.TREASURY_URL:
        send_list.defer(list_id=payment_list.pk, user_id=request.user.pk)
        messages.success(
            request, _("The files are written; the treasury and the bank are asked now. Look again in a minute.")
        )
    else:
        messages.warning(
            request, _("The files are written. The bank or the treasury is not connected: tell the administrator.")
        )
    return redirect("office:bank-list", list_id)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("prepare_payments")
@once_only
def bring_message(request: ViewerRequest) -> HttpResponse:
    """Take a message that came otherwise than over the line."""

    def save(told: dict[str, Any]) -> None:
        file = told["file"]
        try:
            taken = take_message(file.read(), _("The file"), acting_user=request.user)
        except MessageRefused as fault:
            raise Refused("unreadable_file", fault.text(language_of_page()), "file") from None
        except FileRefused as fault:
            raise Refused("unreadable_file", str(fault), "file") from None
        if taken.unmatched:
            messages.warning(request, _("Something in it agrees with no payment of ours: see the message."))

    return answer_form(
        request,
        MessageForm(typed(request), brought(request)),
        save,
        heading=_("Bring a file of the bank"),
        action=_("Take it"),
        back=reverse("office:bank-messages"),
        said=_("The message is taken. Brought again it changes nothing."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("prepare_payments")
@once_only
def download(request: ViewerRequest, file_id: int) -> HttpResponse:
    """Hand a file for the bank out, with a reason that the journal keeps."""
    try:
        file = access_bank_file(request.viewer, file_id)
    except NotSeen:
        raise Http404 from None

    def save(told: dict[str, Any]) -> HttpResponse:
        try:
            stored = access_file(request.viewer, file.stored_id)
            content = b"".join(read_blob(files_folder(), stored.digest))
        except FileFault as fault:
            raise Refused("file_closed", str(fault)) from None
        note_view("bank_file", file.pk, detail=told["reason"])
        response = HttpResponse(content, content_type=stored.media_type)
        ending = "txt" if file.format == "mt102" else "xml"
        response["Content-Disposition"] = f'attachment; filename="{file.message_id}.{ending}"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "no-store"
        return response

    return answer_form(
        request,
        ReasonForm(typed(request)),
        save,
        heading=_("Download the file for the bank"),
        about=file.message_id,
        action=_("Download"),
        back=reverse("office:bank-list", args=[file.list_id]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("prepare_payments")
@once_only
def again(request: ViewerRequest, return_id: int) -> HttpResponse:
    """List what came back anew."""

    def save(row: MoneyReturn, reason: str) -> str:
        anew = pay_again(row, reason, acting_user=request.user)
        return reverse("office:closing-show", args=[anew.list.closing_id]) if anew else reverse("office:bank-returns")

    said = _("It is listed anew, between two closes: check, hand over and confirm that closing.")
    return _resolved(request, return_id, save, _("Pay again"), said)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("prepare_payments")
@once_only
def unpaid(request: ViewerRequest, return_id: int) -> HttpResponse:
    """Close what came back without paying it."""

    def save(row: MoneyReturn, reason: str) -> str:
        leave_unpaid(row, reason, acting_user=request.user)
        return reverse("office:bank-returns")

    return _resolved(request, return_id, save, _("Do not pay"), _("The return is closed; nothing is paid."))


def _resolved(
    request: ViewerRequest, return_id: int, save: Callable[[MoneyReturn, str], str], action: str, said: str
) -> HttpResponse:
    try:
        row = access_return(request.viewer, return_id)
    except NotSeen:
        raise Http404 from None
    shown = return_row(row, request.viewer)
    return answer_form(
        request,
        ReasonForm(typed(request)),
        lambda told: save(row, told["reason"]),
        heading=action,
        about=" · ".join(str(shown[part]) for part in ("name", "programme", "sum", "why")),
        action=action,
        said=said,
        back=reverse("office:bank-returns"),
    )
