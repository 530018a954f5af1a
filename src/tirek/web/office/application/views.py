"""Looking: the list of drafts, and one application."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tirek.department.accounts.viewer import Viewer
from tirek.department.applications.access import access_application
from tirek.department.applications.actions.drafts import expires_on, is_expired
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Application, Case, DeclaredFact
from tirek.department.applications.programmes import title_of
from tirek.department.applications.queries import list_drafts as drafts
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.rulebook.engine.facts import find_fact
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.facts import value_words
from tirek.web.ui.language import language_of_page
from tirek.web.ui.paging import page_of

COLUMNS = {"saved": "saved_at"}


@dataclass(frozen=True)
class ShownDraft:
    """A line of the list."""

    application: Application
    applicant: str
    titles: str
    last_day: date
    is_expired: bool


@dataclass(frozen=True)
class Declared:
    """One declared fact in words; ``whose`` is a person, or empty."""

    whose: str
    label: str
    value: str


def found_application(viewer: Viewer, pk: int, *, what: str = "application") -> Application:
    """The application, or the page "not here"."""
    try:
        return access_application(viewer, pk, what=what)
    except NotSeen:
        raise Http404 from None


def titles_of(programmes: Sequence[str]) -> str:
    """Programmes as a line says them."""
    return ", ".join(title_of(name, language_of_page(), short=True) for name in programmes)


@require_safe
@needs("register_application")
def list_drafts(request: ViewerRequest) -> HttpResponse:
    """The drafts of the viewer's districts, the one saved last first."""
    page = page_of(drafts(), COLUMNS, request.GET, default="-saved")
    note_view("application-list", None, {row.applicant_id for row in page.rows})
    lines = [shown_draft(row, today()) for row in page.rows]
    return render(request, "office/application/list.html", {"page": page, "lines": lines})


def shown_draft(application: Application, on: date) -> ShownDraft:
    """A draft as a line of a list."""
    return ShownDraft(
        application,
        application.applicant.full_name(language_of_page()),
        titles_of(application.programmes),
        expires_on(application),
        is_expired(application, on),
    )


@require_safe
@needs("view_cases")
def show(request: ViewerRequest, application_id: int) -> HttpResponse:
    """A registered application; a draft leads to its form."""
    application = found_application(request.viewer, application_id)
    cases = list(application.cases.order_by("pk"))
    if application.registered_at is None and any(case.state == CaseState.DRAFT for case in cases):
        return redirect("office:application-form", application.pk)
    language = language_of_page()
    members = list(application.members.values_list("person_id", flat=True))
    note_view("application", application.pk, members, detail="declared")
    context = {
        "application": application,
        "heading": heading_of(application),
        "applicant": application.applicant.full_name(language),
        "cases": [(case, title_of(case.programme, language), may_withdraw(request.viewer, case)) for case in cases],
        "declared": declared_facts(application),
        "files": application.files.select_related("file").order_by("pk"),
        "may_register": request.viewer.may("register_application"),
    }
    return render(request, "office/application/show.html", context)


def heading_of(application: Application) -> str:
    """What an application is called."""
    return (
        _("Application %(number)s") % {"number": application.number}
        if application.number
        else _("Draft of an application")
    )


def may_withdraw(viewer: Viewer, case: Case) -> bool:
    """Whether a case can be taken back, and by this viewer."""
    return case.state in CaseState.open() and viewer.may("register_application")


def declared_facts(application: Application) -> list[Declared]:
    """What the applicant declared, the newest word of each fact, in words. One query."""
    newest: dict[tuple[str, int, int | None, str], DeclaredFact] = {}
    for row in application.declared.select_related("person").order_by("pk"):
        newest[row.entity, row.row, row.person_id, row.fact] = row
    return [_in_words(row) for row in newest.values()]


def _in_words(row: DeclaredFact) -> Declared:
    language = language_of_page()
    fact = find_fact(row.entity, row.fact)
    whose = row.person.full_name(language) if row.person else ""
    return Declared(whose, fact.title[language], value_words(fact, row.value, nothing=_("not known")))
