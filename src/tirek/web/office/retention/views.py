"""What has been kept long enough; a proposal by one, a confirmation by another, a job for the rest."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tirek.department.accounts.models import User
from tirek.department.core.calendar.today import today
from tirek.department.core.retention import retention_classes
from tirek.department.files.faults import FileFault
from tirek.department.files.models import RetentionRun
from tirek.department.files.retention import confirm_run, count_ended, propose_run
from tirek.department.files.tasks import retain
from tirek.department.journal.faults import FourEyes, NotAllowed
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only

RUNS_SHOWN = 50


@require_safe
@needs("retain_data")
def show_runs(request: ViewerRequest) -> HttpResponse:
    """The terms, how much ended in the viewer's territory, and the runs so far."""
    counts = count_ended(today())
    language = language_of_page()
    classes = [
        {
            "kind": kind,
            "title": kind.title[language],
            "act": kind.act[language] if kind.act else "",
            "ended": counts.get(kind.name),
        }
        for kind in retention_classes()
    ]
    own = RetentionRun.objects.filter(territories__overlap=list(request.viewer.territories))
    runs = list(own.select_related("proposed_by", "confirmed_by")[:RUNS_SHOWN])
    rows = [
        {
            "run": run,
            "proposed": _in_words(run.proposed),
            "done": _in_words(run.done),
            "may_confirm": run.confirmed_at is None and run.proposed_by_id != request.viewer.user_id,
        }
        for run in runs
    ]
    has_open = any(run.finished_at is None for run in runs)
    told = {"classes": classes, "rows": rows, "may_propose": any(counts.values()) and not has_open}
    return render(request, "office/retention/list.html", told)


@require_POST
@needs("retain_data")
@once_only
def propose(request: ViewerRequest) -> HttpResponse:
    """Propose to carry out what ended by today."""
    try:
        propose_run(request.viewer, today(), acting_user=_officer(request))
    except FileFault as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, _("Proposed. Another person must confirm this."))
    return redirect("office:retention-list")


@require_POST
@needs("retain_data")
@once_only
def confirm(request: ViewerRequest, run_id: int) -> HttpResponse:
    """Confirm another person's proposal; the job starts when this is committed."""
    run = RetentionRun.objects.filter(pk=run_id, territories__overlap=list(request.viewer.territories)).first()
    if run is None:
        raise Http404
    try:
        confirm_run(request.viewer, run, acting_user=_officer(request))
    except (FourEyes, NotAllowed) as fault:
        messages.error(request, str(fault))
    else:
        retain.defer(run_id=run.pk)
        messages.success(request, _("Confirmed. What is past its term is being erased."))
    return redirect("office:retention-list")


def _in_words(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    titles = {kind.name: kind.title[language_of_page()] for kind in retention_classes()}
    return [(titles.get(name, name), count) for name, count in counts.items()]


def _officer(request: ViewerRequest) -> User:
    assert request.viewer.user_id is not None  # the page asked for an ability, and so for somebody who signed in
    return User.objects.get(pk=request.viewer.user_id)
