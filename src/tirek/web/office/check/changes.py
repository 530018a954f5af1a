"""Changing: a fact is settled or opened again, the facts of a case are compared anew."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tirek.department.accounts.viewer import Viewer
from tirek.department.applications.actions.documents import bring_document
from tirek.department.applications.enums import CaseState
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.verification.access import access_check
from tirek.department.verification.actions.checks import refresh_checks, settle_check, unsettle_check
from tirek.department.verification.comparing import About, CaseFacts
from tirek.department.verification.facts import key_of
from tirek.department.verification.models import FactCheck
from tirek.department.verification.queries import documents_of, next_discrepancy
from tirek.web.office.check.forms import LONGEST_TITLE, SettleForm
from tirek.web.office.check.shown import shown_check, voices_of
from tirek.web.office.check.views import found_case
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, brought, typed
from tirek.web.ui.forms import ReasonForm
from tirek.web.ui.once import once_only


@require_http_methods(["GET", "HEAD", "POST"])
@needs("check_facts")
@once_only
def settle(request: ViewerRequest, check_id: int) -> HttpResponse:
    """One fact with everything that is said of it; the officer says what stands, and the next discrepancy follows."""
    check = found_check(request.viewer, check_id)
    said = CaseFacts(check.case, today()).said_of(About(*key_of(check)))
    form = SettleForm(typed(request), brought(request), check=check, said=said, documents=documents_of(check.case))
    back = reverse("office:check-list", args=[check.case_id])
    line = shown_check(check)

    @transaction.atomic  # a document of a refused settlement is not kept
    def save(told: dict[str, Any]) -> str:
        document = told["document"]
        if told["file"] is not None:
            title = line.title[:LONGEST_TITLE]
            document = bring_document(check.case.application, told["file"], title, acting_user=request.user).file
        settle_check(
            check,
            told["stored"],
            told["source"],
            acting_user=request.user,
            reason=told["reason"],
            document=document,
        )
        following = next_discrepancy(check.case, besides=check)
        return back if following is None else reverse("office:check-show", args=[following.pk])

    return answer_form(
        request,
        form,
        save,
        heading=line.title,
        about=f"{line.whose} · {line.programme}",
        back=back,
        action=_("Settle"),
        said=_("The fact is settled."),
        template="office/check/show.html",
        line=line,
        voices=list(voices_of(check, said)),
        is_open=check.case.state == CaseState.CHECKING,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("check_facts")
@once_only
def unsettle(request: ViewerRequest, check_id: int) -> HttpResponse:
    """Open a settled fact again, with a reason."""
    check = found_check(request.viewer, check_id)
    line = shown_check(check)
    return answer_form(
        request,
        ReasonForm(typed(request)),
        lambda told: unsettle_check(check, acting_user=request.user, reason=told["reason"]),
        heading=_("Open the fact again"),
        about=f"{line.title} · {line.whose}",
        back=reverse("office:check-show", args=[check.pk]),
        action=_("Open again"),
    )


@require_POST
@needs("check_facts")
@once_only
def compare(request: ViewerRequest, case_id: int) -> HttpResponse:
    """Compare anew what registers, lists, the registry and the visit say."""
    case = found_case(request.viewer, case_id)
    try:
        refreshed = refresh_checks(case, acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        count = len(refreshed.discrepant)
        text = ngettext("Compared. Discrepancies: %(count)d.", "Compared. Discrepancies: %(count)d.", count)
        messages.success(request, text % {"count": count})
    return redirect("office:check-list", case_id=case.pk)


def found_check(viewer: Viewer, pk: int) -> FactCheck:
    """The check, or the page "not here"."""
    try:
        return access_check(viewer, pk)
    except NotSeen:
        raise Http404 from None
