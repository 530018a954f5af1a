"""The steps of a closing, and settling what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.payments.access import access_exception
from tirek.department.payments.actions.closing import cancel_closing, close_closing, open_closing
from tirek.department.payments.actions.exceptions import exclude, settle_exception
from tirek.department.payments.actions.lists import submit_lists
from tirek.department.payments.actions.working import begin_step
from tirek.department.payments.enums import ClosingKind, ListState, Step
from tirek.department.payments.models import PaymentException
from tirek.department.payments.queries import lists_of_closing
from tirek.web.office.closing.forms import ClosingForm
from tirek.web.office.closing.shown import exception_row
from tirek.web.office.closing.views import found_closing
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.forms import ReasonForm
from tirek.web.ui.once import once_only
from tirek.web.ui.places import place_title


@require_http_methods(["GET", "POST"])
@needs("prepare_payments")
@once_only
def open_new(request: ViewerRequest) -> HttpResponse:
    """Open the close of a month, or a payment between two closes."""
    territories = [(code, place_title(code)) for code in request.viewer.territories]

    def save(told: dict[str, Any]) -> str:
        kind = ClosingKind(told["kind"])
        closing = open_closing(told["territory"], told["month"], kind, acting_user=request.user)
        return reverse("office:closing-show", args=[closing.pk])

    return answer_form(
        request,
        ClosingForm(territories, typed(request), initial={"month": today()}),
        save,
        heading=_("Open a closing"),
        back=reverse("office:closing-list"),
        action=_("Open"),
        said=_("The closing is open: collect what is due."),
        about=_("One that is open already for the month is shown instead."),
    )


@require_POST
@needs("prepare_payments")
@once_only
def collect_now(request: ViewerRequest, closing_id: int) -> HttpResponse:
    """Gather what is due."""
    return _step(request, closing_id, Step.COLLECT, _("Collected. Check what stands in the way."))


@require_POST
@needs("prepare_payments")
@once_only
def check_now(request: ViewerRequest, closing_id: int) -> HttpResponse:
    """Look for what cannot be paid."""
    return _step(request, closing_id, Step.CHECK, _("Checked. What cannot be paid stands below."))


@require_POST
@needs("prepare_payments")
@once_only
def submit_all(request: ViewerRequest, closing_id: int) -> HttpResponse:
    """Hand over every drafted list that has something to pay."""
    closing = found_closing(request, closing_id)

    def work() -> str:
        drafts = list(lists_of_closing(closing).filter(state=ListState.DRAFTED))
        count = len(submit_lists(drafts, acting_user=request.user))
        said = ngettext("%(count)s list is handed over.", "%(count)s lists are handed over.", count)
        return said % {"count": count}

    return _answered(request, closing_id, work)


@require_POST
@needs("prepare_payments")
@once_only
def close(request: ViewerRequest, closing_id: int) -> HttpResponse:
    """Close the month."""
    closing = found_closing(request, closing_id)

    def work() -> str:
        close_closing(closing, acting_user=request.user)
        return _("Closed. What is left in the queue comes into the next closing.")

    return _answered(request, closing_id, work)


@require_http_methods(["GET", "POST"])
@needs("prepare_payments")
@once_only
def give_up(request: ViewerRequest, closing_id: int) -> HttpResponse:
    """Give a closing up with its drafts."""
    closing = found_closing(request, closing_id)

    def save(told: dict[str, Any]) -> None:
        cancel_closing(closing, reason=told["reason"], acting_user=request.user)

    return answer_form(
        request,
        ReasonForm(typed(request)),
        save,
        heading=_("Give the closing up"),
        back=reverse("office:closing-show", args=[closing.pk]),
        action=_("Give up"),
        said=_("Given up: nothing of it is paid."),
        about=_("Its drafts are cancelled; what is due may be collected again."),
    )


@require_http_methods(["GET", "POST"])
@needs("prepare_payments")
@once_only
def clear(request: ViewerRequest, exception_id: int) -> HttpResponse:
    """Let an exception pass with a reason."""
    row = _found_exception(request, exception_id)

    def save(told: dict[str, Any]) -> None:
        settle_exception(row, reason=told["reason"], acting_user=request.user)

    return _settled(request, row, save, _("Let it pass"), _("It stays in its list."))


@require_http_methods(["GET", "POST"])
@needs("prepare_payments")
@once_only
def leave_out(request: ViewerRequest, exception_id: int) -> HttpResponse:
    """Leave a payment out of this closing."""
    row = _found_exception(request, exception_id)

    def save(told: dict[str, Any]) -> None:
        exclude(row, reason=told["reason"], acting_user=request.user)

    return _settled(request, row, save, _("Leave out of this closing"), _("The next closing collects it again."))


def _settled(
    request: ViewerRequest, row: PaymentException, save: Callable[[dict[str, Any]], None], action: str, said: str
) -> HttpResponse:
    shown = exception_row(row, request.viewer)
    about = " · ".join(
        str(part) for part in (row.get_kind_display(), shown["name"], shown["programme"], shown["sum"]) if part
    )
    return answer_form(
        request,
        ReasonForm(typed(request)),
        save,
        heading=action,
        back=reverse("office:exception-list", args=[row.closing_id]),
        action=action,
        said=said,
        about=about,
    )


def _step(request: ViewerRequest, closing_id: int, step: Step, said: str) -> HttpResponse:
    closing = found_closing(request, closing_id)

    def work() -> str:
        if begin_step(closing, step, acting_user=request.user):
            return said
        return _("There is much to do: it goes on by itself. Look again in a minute.")

    return _answered(request, closing_id, work)


def _answered(request: ViewerRequest, closing_id: int, work: Callable[[], str]) -> HttpResponse:
    """Do it and say so, or say why not; back to the closing."""
    try:
        messages.success(request, work())
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("office:closing-show", closing_id)


def _found_exception(request: ViewerRequest, pk: int) -> PaymentException:
    try:
        return access_exception(request.viewer, pk)
    except NotSeen:
        raise Http404 from None
