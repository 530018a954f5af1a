"""Asking for a run, drafting what it lists, setting a line aside, and saying what an audit found."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.flows.enums import RunKind
from tirek.department.flows.recalculation.drafting import close_audit, draft_differences, set_aside
from tirek.department.flows.recalculation.queries import access_audit, access_difference
from tirek.department.flows.recalculation.running import ask_recalculation
from tirek.web.office.recalculation.forms import DraftForm, FindingForm, RunForm
from tirek.web.office.recalculation.views import found_run, lines_chosen, render_run
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.cases import programme_title, short_name
from tirek.web.ui.form_page import answer_form, refuse, typed
from tirek.web.ui.forms import ReasonForm
from tirek.web.ui.once import once_only
from tirek.web.ui.places import district_choices


@require_http_methods(["GET", "POST"])
@needs("draft_decision")
@once_only
def ask(request: ViewerRequest) -> HttpResponse:
    """Ask for a run over one's own districts."""

    def save(told: dict[str, Any]) -> str:
        districts = [code for code, _title in district_choices(request.viewer)]
        run = ask_recalculation(RunKind.STANDING, districts, on=told["on"], acting_user=request.user)
        return reverse("office:recalculation-show", args=[run.pk])

    return answer_form(
        request,
        RunForm(typed(request)),
        save,
        heading=_("Calculate anew what is granted"),
        back=reverse("office:recalculation-list"),
        action=_("Calculate"),
        said=_("The calculation has been asked for."),
        about=_(
            "Everything that runs in your districts is asked of the law. Nothing changes by it: what differs is listed."
        ),
    )


@require_POST
@needs("draft_decision")
@once_only
def draft(request: ViewerRequest, run_id: int) -> HttpResponse:
    """Draft a decision of each ticked line; they go to the signer's list."""
    run = found_run(request, run_id)
    typed_ids = [int(pk) for pk in request.POST.getlist("chosen") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    lines = lines_chosen(run, typed_ids)
    form = DraftForm([row.pk for row in lines], request.POST)
    if not form.is_valid():
        return render_run(request, run, form)
    try:
        made = draft_differences(lines, reason=form.cleaned_data["reason"], acting_user=request.user)
    except Refused as refusal:
        refuse(form, refusal)
        return render_run(request, run, form)
    count = len(made.decisions)
    if count:
        said = ngettext("%(count)s draft waits for a signature.", "%(count)s drafts wait for a signature.", count)
        messages.success(request, said % {"count": count})
    for text in sorted(set(made.refused.values())):
        times = sum(told == text for told in made.refused.values())
        messages.error(request, f"{text} ({times})")
    return redirect("office:recalculation-show", run.pk)


@require_http_methods(["GET", "POST"])
@needs("draft_decision")
@once_only
def put_aside(request: ViewerRequest, difference_id: int) -> HttpResponse:
    """Nothing is to be decided of a line: say why."""
    try:
        row = access_difference(request.viewer, difference_id)
    except NotSeen:
        raise Http404 from None

    def save(told: dict[str, Any]) -> None:
        set_aside(row, reason=told["reason"], acting_user=request.user)

    return answer_form(
        request,
        ReasonForm(typed(request)),
        save,
        heading=_("Set a difference aside"),
        back=reverse("office:recalculation-show", args=[row.run_id]),
        action=_("Set aside"),
        said=_("Set aside."),
        about=f"{programme_title(row.programme)} · {short_name(row.entitlement.holder)}",
    )


@require_http_methods(["GET", "POST"])
@needs("view_overrides")
@once_only
def close(request: ViewerRequest, audit_id: int) -> HttpResponse:
    """Say what was found."""
    try:
        item = access_audit(request.viewer, audit_id)
    except NotSeen:
        raise Http404 from None

    def save(told: dict[str, Any]) -> None:
        close_audit(item, finding=told["finding"], acting_user=request.user)

    return answer_form(
        request,
        FindingForm(typed(request)),
        save,
        heading=_("What was found"),
        back=reverse("office:audit-list"),
        action=_("Close"),
        said=_("Closed."),
        about=f"{programme_title(item.programme)} · {short_name(item.entitlement.holder)}",
    )
