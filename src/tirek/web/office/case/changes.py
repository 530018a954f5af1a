"""What is done with a case from its page."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tirek.department.applications.actions.hands import UNDO_SECONDS, give_turn, undo_token
from tirek.department.applications.enums import Turn
from tirek.department.core.refusals import Refused
from tirek.department.evaluations.actions import evaluate_again as repeat_evaluation
from tirek.department.evaluations.actions import evaluate_case
from tirek.department.evaluations.enums import Mode, Outcome
from tirek.department.verification.actions.checks import finish_checks, open_checks, reopen_checks
from tirek.web.office.case.views import found_case, turns_by_hand
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.cases import programme_title
from tirek.web.ui.errors import AbilityMissing
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.forms import ReasonForm
from tirek.web.ui.once import once_only
from tirek.web.ui.undo import say_with_undo


@require_POST
@needs("check_facts")
@once_only
def start(request: ViewerRequest, case_id: int) -> HttpResponse:
    """Begin to check the facts: the registers are asked as far as consents go, so this cannot be taken back."""
    return _step(request, case_id, open_checks, _("The checks have begun: the registers are asked."))


@require_POST
@needs("check_facts")
@once_only
def finish(request: ViewerRequest, case_id: int) -> HttpResponse:
    """End the checks: the case is ready for a decision."""
    return _step(request, case_id, finish_checks, _("The checks are finished: the case is ready for a decision."))


@require_http_methods(["GET", "POST"])
@needs("check_facts")
@once_only
def reopen(request: ViewerRequest, case_id: int) -> HttpResponse:
    """Check the facts again, for a reason."""
    case = found_case(request, case_id, to_change=request.method == "POST")
    return answer_form(
        request,
        ReasonForm(typed(request)),
        lambda told: reopen_checks(case, acting_user=request.user, reason=told["reason"]),
        heading=_("Back to the checks"),
        back=reverse("office:case-show", args=[case.pk]),
        said=_("The facts are checked again."),
        about=programme_title(case.programme),
    )


def _step(request: ViewerRequest, case_id: int, act: Callable[..., object], said: str) -> HttpResponse:
    case = found_case(request, case_id, to_change=True)
    try:
        act(case, acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, said)
    return redirect("office:case-show", case.pk)


@require_POST
@needs("draft_decision")
@once_only
def evaluate(request: ViewerRequest, case_id: int) -> HttpResponse:
    """Freeze the facts and write down what the law says of them, for a decision."""
    return _evaluate(request, case_id, Mode.DECIDE)


@require_POST
@needs("check_facts")
@once_only
def preview(request: ViewerRequest, case_id: int) -> HttpResponse:
    """What the law would say of what is known by now; no decision rests on it."""
    return _evaluate(request, case_id, Mode.PREVIEW)


@require_POST
@needs("draft_decision")
@once_only
def evaluate_again(request: ViewerRequest, case_id: int, evaluation_id: int) -> HttpResponse:
    """The same facts by the law as known then, or as known now; shown beside the first."""
    case = found_case(request, case_id, to_change=True)
    first = case.evaluations.filter(pk=evaluation_id).first()
    if first is None:
        raise Http404
    try:
        made = repeat_evaluation(first, Mode(request.POST.get("mode", "")), acting_user=request.user)
    except (Refused, ValueError) as refusal:
        said = refusal.message if isinstance(refusal, Refused) else _("Evaluate again as known then, or as known now.")
        messages.error(request, str(said))
        return redirect("office:case-show", case.pk)
    query = urlencode({"before": first.pk, "after": made.pk})
    return redirect(f"{reverse('office:case-compare', args=[case.pk])}?{query}")


def _evaluate(request: ViewerRequest, case_id: int, mode: Mode) -> HttpResponse:
    case = found_case(request, case_id, to_change=True)
    try:
        made = evaluate_case(case, mode=mode, acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        told = {"outcome": Outcome(made.outcome).label}
        messages.success(request, _("The law says: %(outcome)s.") % told)
    page = reverse("office:case-show", args=[case.pk])
    return redirect(f"{page}?preview=1#explanation" if mode == Mode.PREVIEW else f"{page}#explanation")


@require_POST
@needs("view_cases")
@once_only
def pass_turn(request: ViewerRequest, case_id: int) -> HttpResponse:
    """Say who has to do something next."""
    case = found_case(request, case_id, to_change=True)
    offered = dict(turns_by_hand(case, request))
    chosen = request.POST.get("turn", "")
    if not offered:
        raise AbilityMissing("check_facts")
    if chosen not in offered:
        messages.error(request, _("Choose whose turn it is."))
        return redirect("office:case-show", case.pk)
    try:
        before = give_turn(case, Turn(chosen), acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        token = undo_token([before], acting_user=request.user)
        text = _("The case now %(waits)s.") % {"waits": offered[chosen]}
        say_with_undo(request, text, url=reverse("office:work-undo"), token=token, seconds=UNDO_SECONDS)
    return redirect("office:case-show", case.pk)
