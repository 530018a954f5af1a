"""The signer's list and the signature: the page gives what is to be signed, and takes what the signing program made of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tirek.department.core.refusals import Refused
from tirek.department.decisions.access import SIGN
from tirek.department.decisions.content import content_of, round_content
from tirek.department.decisions.models import Decision
from tirek.department.decisions.queries import SigningList, names_of_applicants, signing_list
from tirek.department.flows.signing import sign_and_carry_out, sign_round_and_carry_out
from tirek.department.journal.views import note_view
from tirek.web.office.decision.forms import ChosenForm, RoundForm, SignatureForm
from tirek.web.office.decision.shown import group_of, line_of
from tirek.web.office.decision.views import asks_the_signer, found_decision, render_decision, signer_context, tabs_for
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import refuse
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only
from tirek.web.ui.panels import panels_of
from tirek.web.ui.wording import tenge_words

BYTES = "application/octet-stream"


@require_safe
@needs(SIGN)
@asks_the_signer
def list_waiting(request: ViewerRequest) -> HttpResponse:
    """What waits: the marked ones first, each by itself; the rest in groups that one signature may cover."""
    return _render_list(request, signing_list(request.viewer))


@require_POST
@needs(SIGN)
@asks_the_signer
@once_only
def sign_round(request: ViewerRequest) -> HttpResponse:
    """Sign the chosen proposals with one reason; what each of them does is done with it, or nothing is."""
    waiting = signing_list(request.viewer)
    form = RoundForm([row.pk for row in waiting.plain], request.POST, request.FILES)
    if form.is_valid():
        try:
            made = sign_round_and_carry_out(
                _chosen(form, waiting),
                form.cleaned_data["signature"],
                reason=form.cleaned_data["reason"],
                acting_user=request.user,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            told = {"count": made.count, "sum": tenge_words(made.total_tenge)}
            messages.success(request, _("Signed: %(count)s, %(sum)s a period.") % told)
            return redirect("office:signing-list")
    return _render_list(request, signing_list(request.viewer), form, status=422)


@require_POST
@needs(SIGN)
@once_only
def give_round(request: ViewerRequest) -> HttpResponse:
    """The bytes of a round of the chosen proposals, for the signing program; nothing is written."""
    waiting = signing_list(request.viewer)
    form = ChosenForm([row.pk for row in waiting.plain], request.POST)
    if not form.is_valid():
        return _render_list(request, waiting, form, status=422)
    return _file(round_content(_chosen(form, waiting), form.cleaned_data["reason"]), "round.json")


@require_safe
@needs(SIGN)
def give_content(request: ViewerRequest, decision_id: int) -> HttpResponse:
    """The bytes of one decision, for the signing program."""
    decision = found_decision(request, decision_id, what="content")
    return _file(content_of(decision), f"decision-{decision.pk}.json")


@require_POST
@needs(SIGN)
@asks_the_signer
@once_only
def sign(request: ViewerRequest, decision_id: int) -> HttpResponse:
    """Sign one proposal, and do what it says."""
    decision, form = found_decision(request, decision_id), SignatureForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            signed = sign_and_carry_out(decision, form.cleaned_data["signature"], acting_user=request.user)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Signed: No. %(number)s.") % {"number": signed.number})
            return redirect("office:decision-show", decision_id)
    return render_decision(request, found_decision(request, decision_id), signature=form, status=422)


def _chosen(form: ChosenForm, waiting: SigningList) -> list[Decision]:
    keys = set(form.cleaned_data["decisions"])
    return [row for row in waiting.plain if row.pk in keys]


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=BYTES, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _render_list(
    request: ViewerRequest, waiting: SigningList, form: ChosenForm | None = None, *, status: int = 200
) -> HttpResponse:
    rows = [*waiting.single, *waiting.plain]
    note_view("decision-list", None, {row.case.applicant_id for row in rows})
    names = names_of_applicants(rows, language_of_page())
    chosen = set(request.POST.getlist("decisions")) if form is not None else {str(row.pk) for row in waiting.plain}
    return render(
        request,
        "office/decision/signing.html",
        {
            "single": [line_of(row, names) for row in waiting.single],
            "groups": [group_of(group, names) for group in waiting.groups],
            "count": len(waiting.plain),
            "total": tenge_words(sum(group.total_tenge for group in waiting.groups)),
            "panels": list(panels_of("signing", request, rows)),
            "own": waiting.own,
            "left_over": waiting.left_over,
            "chosen": chosen,
            "form": form or RoundForm([]),
            **tabs_for(request),
            **signer_context(request),
        },
        status=status,
    )
