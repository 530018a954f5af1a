"""Looking: the queue of pairs, two records side by side, the merges."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import NotSeen
from tirek.department.registry.enums import DuplicateState
from tirek.department.registry.models import DuplicateCandidate, Merge
from tirek.department.registry.pairs import (
    Pair,
    access_candidate,
    access_merge,
    list_merges,
    list_open_pairs,
    waiting_merges_among,
)
from tirek.web.office.duplicate.comparison import comparison_of, district_titles
from tirek.web.office.duplicate.forms import MergeForm, ReasonOfDecision
from tirek.web.office.duplicate.shown import (
    confirming_hindrance,
    elsewhere_text,
    reason_words,
    shown_merges,
    shown_pairs,
    shown_record,
    state_of,
)
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.paging import page_of

ABILITY: Final = "merge_persons"
FIRST, SECOND = "first", "second"


@require_safe
@needs(ABILITY)
def list_pairs(request: ViewerRequest) -> HttpResponse:
    """Pairs to be decided, the likeliest first."""
    columns = {"score": "score_percent", "found": "found_at"}
    page = page_of(list_open_pairs(), columns, request.GET, default="-score")
    return render(request, "office/duplicate/list.html", {"page": page, "pairs": shown_pairs(page.rows)})


@require_safe
@needs(ABILITY)
def show_pair(request: ViewerRequest, pair_id: int) -> HttpResponse:
    """A pair side by side, and the two decisions about it."""
    return render_pair(request, *found_pair(request.viewer, pair_id))


@require_safe
@needs(ABILITY)
def list_all_merges(request: ViewerRequest) -> HttpResponse:
    """Merges, the newest first; with ``?waiting=1`` those that a second person must confirm."""
    only_waiting = bool(request.GET.get("waiting"))
    rows = list_merges(only_waiting=only_waiting)
    page = page_of(rows, {"asked": "requested_at"}, request.GET, default="-asked")
    context = {"page": page, "merges": shown_merges(page.rows), "only_waiting": only_waiting}
    return render(request, "office/duplicate/merges.html", context)


@require_safe
@needs(ABILITY)
def show_merge(request: ViewerRequest, merge_id: int) -> HttpResponse:
    """A merge: what waits for the second person, or what was done and how it is taken back."""
    return render_merge(request, *found_merge(request.viewer, merge_id))


def found_pair(viewer: Viewer, pk: int) -> tuple[DuplicateCandidate, Pair]:
    """The pair, or the page "not here"."""
    try:
        return access_candidate(viewer, pk)
    except NotSeen:
        raise Http404 from None


def found_merge(viewer: Viewer, pk: int) -> tuple[Merge, Pair]:
    """The merge, or the page "not here"."""
    try:
        return access_merge(viewer, pk)
    except NotSeen:
        raise Http404 from None


def merge_form_of(pair: Pair, titles: dict[str, str], typed: Any = None) -> MergeForm:
    """The form that merges a pair; a prefix keeps its ids apart from the other form of the page."""
    sides = []
    for side, person, place in ((FIRST, pair.first, _("Left")), (SECOND, pair.second, _("Right"))):
        shown = shown_record(person, titles)
        sides.append((side, f"{place}: {shown.name}, {shown.district}" if shown else place))
    return MergeForm(typed, prefix="merge", sides=sides)


def reject_form_of(typed: Any = None) -> ReasonOfDecision:
    """The form that says of a pair that it is two people."""
    return ReasonOfDecision(typed, prefix="reject")


def render_pair(
    request: ViewerRequest,
    candidate: DuplicateCandidate,
    pair: Pair,
    *,
    merge_form: MergeForm | None = None,
    reject_form: ReasonOfDecision | None = None,
) -> HttpResponse:
    """The page of a pair, with a form that was refused where there is one."""
    titles = district_titles()
    ids = [person.pk for person in (pair.first, pair.second) if person]
    waiting = waiting_merges_among(ids).get(frozenset(ids))
    is_free = pair.is_whole and not pair.is_one and waiting is None
    context = {
        "candidate": candidate,
        "reasons": reason_words(candidate.reasons),
        "first": shown_record(pair.first, titles),
        "second": shown_record(pair.second, titles),
        "lines": comparison_of(pair, titles) if pair.is_whole and not pair.is_one else [],
        "is_one": pair.is_one,
        "waiting": waiting,
        "hindrance": "" if pair.is_whole else elsewhere_text(),
        "may_merge": is_free,  # also after a rejection, which may have been a mistake
        "may_reject": is_free and candidate.state == DuplicateState.OPEN,
        "merge_form": merge_form or merge_form_of(pair, titles),
        "reject_form": reject_form or reject_form_of(),
    }
    refused = any(form is not None and form.errors for form in (merge_form, reject_form))
    return render(request, "office/duplicate/show.html", context, status=422 if refused else 200)


def render_merge(
    request: ViewerRequest,
    merge: Merge,
    pair: Pair,
    *,
    undo_form: ReasonOfDecision | None = None,
    fault: str = "",
) -> HttpResponse:
    """The page of a merge, with what was refused where something was."""
    titles = district_titles()
    waits = merge.effective_at is None and merge.undone_at is None
    state, tone = state_of(merge)
    context = {
        "merge": merge,
        "state": state,
        "tone": tone,
        "first": shown_record(pair.first, titles),
        "second": shown_record(pair.second, titles),
        "from_district": titles.get(merge.loser_territory, merge.loser_territory),
        "lines": comparison_of(pair, titles) if waits and pair.is_whole and not pair.is_one else [],
        "waits": waits,
        "hindrance": confirming_hindrance(merge, pair, request.viewer) if waits else "",
        "undo_form": undo_form or ReasonOfDecision(),
        "fault": fault,
    }
    refused = bool(fault) or bool(undo_form is not None and undo_form.errors)
    return render(request, "office/duplicate/merge.html", context, status=422 if refused else 200)
