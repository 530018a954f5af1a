"""Looking: the imports of the user, one import with how far it is, and what is wrong with its rows."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tirek.department.registry.models import ImportedRow, PeopleImport
from tirek.web.office.imports.wording import findings_file, shown_findings
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.language import language_of_page
from tirek.web.ui.paging import page_of
from tirek.web.ui.places import place_title

State = PeopleImport.State
UNSURE_SHOWN: Final = 100
OUTCOMES: Final = {
    "created": _("New people"),
    "updated": _("Changed people"),
    "skipped": _("Passed over: the registry has them"),
    "unsure": _("New people who may be known already"),
}


@require_safe
@needs("import_people")
def list_imports(request: ViewerRequest) -> HttpResponse:
    """The user's own files, newest first: nobody else sees them."""
    page = page_of(PeopleImport.objects.defer("rows"), {"number": "pk"}, request.GET, default="-number")
    return render(request, "office/imports/list.html", {"page": page})


@require_safe
@needs("import_people")
def show_import(request: ViewerRequest, import_id: int) -> HttpResponse:
    """One import: how far it is, what came of it, what is wrong."""
    return render(request, "office/imports/show.html", context_of(request, found_import(import_id)))


@require_safe
@needs("import_people")
def save_findings(request: ViewerRequest, import_id: int, language: str) -> HttpResponse:
    """All findings as a file."""
    current = found_import(import_id)
    return findings_file(current.findings.all().iterator(), f"import-{current.pk}-{language}.csv", language)


def found_import(import_id: int, *, with_rows: bool = False) -> PeopleImport:
    """The import, or the page "not here", also for somebody else's. Its rows are read where they are shown only."""
    asked = PeopleImport.objects.all() if with_rows else PeopleImport.objects.defer("rows")
    found = asked.filter(pk=import_id).first()
    if found is None:
        raise Http404
    return found


def context_of(request: ViewerRequest, current: PeopleImport) -> dict[str, Any]:
    """What the page of an import shows."""
    page = page_of(current.findings.all(), {"row": "row"}, request.GET, default="row")
    language = language_of_page()
    told = dict(
        ImportedRow.objects.filter(people_import=current).order_by().values_list("outcome").annotate(count=Count("pk"))
    )
    unsure = ImportedRow.objects.filter(people_import=current, outcome="unsure").order_by("row")
    return {
        "current": current,
        "district": place_title(current.territory),
        "page": page,
        "findings": shown_findings(page.rows, language),
        "wrong_rows": current.file_rows - current.good_rows if current.state != State.UPLOADED else 0,
        "outcomes": [(title, told[key]) for key, title in OUTCOMES.items() if key in told],
        "unsure": list(unsure[:UNSURE_SHOWN]) if "unsure" in told else [],
        "is_running": current.state == State.RUNNING,
        "may_map": current.state in (State.UPLOADED, State.CHECKED),
        "may_start": current.state == State.CHECKED and current.good_rows > 0,
    }
