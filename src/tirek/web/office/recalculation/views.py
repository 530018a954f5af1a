"""Looking at runs, at what they list, and at whoever receives and is not entitled."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tirek.department.core.refusals import NotSeen
from tirek.department.flows.enums import DifferenceKind, DifferenceState, RunKind, RunState
from tirek.department.flows.models import Difference, Recalculation
from tirek.department.flows.recalculation.queries import (
    SIZES,
    access_run,
    effects_of,
    list_audit,
    list_differences,
    list_runs,
)
from tirek.department.journal.views import note_view
from tirek.web.office.recalculation.forms import DraftForm
from tirek.web.office.recalculation.shown import audit_line, effect_rows, largest_tenge, line_of, run_tone
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.cases import programme_title
from tirek.web.ui.paging import page_of
from tirek.web.ui.wording import tenge_words

RUN_COLUMNS = {"asked": "asked_at"}
LINE_COLUMNS = {"weight": "weight", "size": "size", "since": "from_on"}
AUDIT_COLUMNS = {"tenge": "tenge", "found": "found_on"}


@require_safe
@needs("view_cases")
def list_all_runs(request: ViewerRequest) -> HttpResponse:
    """The runs over what is granted, the newest first."""
    page = page_of(list_runs(RunKind.STANDING), RUN_COLUMNS, request.GET, default="-asked")
    context = {
        "page": page,
        "rows": [{"run": run, "tone": run_tone(run)} for run in page.rows],
        "may_ask": request.viewer.may("draft_decision"),
        "may_audit": request.viewer.may("view_overrides"),
    }
    return render(request, "office/recalculation/list.html", context)


@require_safe
@needs("view_cases")
def show_run(request: ViewerRequest, run_id: int) -> HttpResponse:
    """A run: how far it is, what it would change, and its lines, the unusual first."""
    return render_run(request, found_run(request, run_id))


@require_safe
@needs("view_overrides")
def list_all_audit(request: ViewerRequest) -> HttpResponse:
    """Who receives and is not entitled, the greatest sums first."""
    closed = request.GET.get("closed", "") == "on"
    page = page_of(list_audit(closed=closed), AUDIT_COLUMNS, request.GET, default="-tenge")
    note_view("audit_item", None, {row.entitlement.holder_id for row in page.rows}, detail="list")
    context = {"page": page, "rows": [audit_line(row) for row in page.rows], "closed": closed}
    return render(request, "office/recalculation/audit.html", context)


def render_run(request: ViewerRequest, run: Recalculation, form: DraftForm | None = None) -> HttpResponse:
    """The page of a run; with a form that was refused, as it was typed."""
    told = {name: request.GET.get(name, "") for name in ("does", "programme", "size", "state")}
    page = page_of(list_differences(run, **told), LINE_COLUMNS, request.GET, default="-weight")
    note_view("difference", run.pk, {row.entitlement.holder_id for row in page.rows}, detail="list")
    effects = effects_of(run)
    context: dict[str, Any] = {
        "run": run,
        "tone": run_tone(run),
        "is_done": run.state == RunState.DONE,
        "is_running": run.state in RunState.unfinished(),
        "page": page,
        "rows": [line_of(row) for row in page.rows],
        "effects": effect_rows(effects),
        "largest": largest_tenge(effects),
        "kinds": DifferenceKind.choices,
        "states": DifferenceState.choices,
        "programmes": sorted(((each.programme, programme_title(each.programme)) for each in effects), key=_title),
        "sizes": [(code, tenge_words(value)) for code, value in SIZES.items()],
        "told": told,
        "form": form or DraftForm([]),
        "chosen": set(request.POST.getlist("chosen")),
        "may_draft": request.viewer.may("draft_decision"),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "office/recalculation/show.html", context, status=status)


def found_run(request: ViewerRequest, pk: int) -> Recalculation:
    """The run over what is granted, or the page "not here"."""
    try:
        run = access_run(request.viewer, pk)
    except NotSeen:
        raise Http404 from None
    if run.kind != RunKind.STANDING:
        raise Http404
    return run


def _title(choice: tuple[str, str]) -> str:
    return choice[1]


def lines_chosen(run: Recalculation, chosen: list[int]) -> list[Difference]:
    """The lines of a run that were ticked, in their order."""
    return list(list_differences(run).filter(pk__in=chosen).order_by("-weight", "pk"))
