"""Papers: the receipt, the stickers, documents and scans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from tirek.department.applications.actions.documents import bring_document
from tirek.department.applications.models import Application
from tirek.department.applications.programmes import road_of
from tirek.department.applications.queries import find_by_code
from tirek.department.core.clocks.counting import due_on
from tirek.department.core.clocks.register import find_clock
from tirek.department.core.refusals import Refused
from tirek.department.journal.views import note_view
from tirek.rulebook.catalogue import find_benefit
from tirek.web.office.application.codes import draw_code
from tirek.web.office.application.forms import DocumentForm, ScanForm
from tirek.web.office.application.views import found_application
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, brought, typed
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only
from tirek.web.ui.places import place_title

LANGUAGES = ("kk", "ru")
STICKERS = 24


@dataclass(frozen=True)
class NextStep:
    """What happens, and by which day."""

    what: str
    by: date


@dataclass(frozen=True)
class Side:
    """A receipt in one language."""

    language: str
    applicant: str
    place: str
    programmes: list[str]
    steps: list[NextStep]


@require_safe
@needs("view_cases")
def receipt(request: ViewerRequest, application_id: int) -> HttpResponse:
    """The receipt to print: number, day, code, and what happens next by which day, in both languages."""
    application = _registered(request, application_id, "receipt")
    note_view("receipt", application.pk, [application.applicant_id], action="print")
    own_first = sorted(LANGUAGES, key=lambda language: language != application.language)
    context = {
        "application": application,
        "code": draw_code(str(application.barcode)),
        "sides": [side_of(application, language) for language in own_first],
    }
    return render(request, "office/application/receipt.html", context)


def _registered(request: ViewerRequest, application_id: int, what: str) -> Application:
    application = found_application(request.viewer, application_id, what=what)
    if application.registered_at is None:
        raise Http404
    return application


def side_of(application: Application, language: str) -> Side:
    """What a receipt says in a language; a confidential programme by its neutral title, as the paper goes through other hands."""
    cases = list(application.cases.order_by("pk"))
    with override(language):
        steps = [step for case in cases for step in _steps(case.programme, application.received_on, case.due_on)]
        return Side(
            language,
            application.applicant.full_name(language),
            place_title(application.territory),
            [neutral_title(case.programme, language) for case in cases],
            sorted(dict.fromkeys(steps), key=lambda step: step.by),
        )


def neutral_title(programme: str, language: str) -> str:
    """The title that a paper may show."""
    document: Mapping[str, Any] = find_benefit(programme).document
    return str(document.get("neutral_title", document["title"])[language])


def _steps(programme: str, received_on: date, decision_by: date | None) -> Iterator[NextStep]:
    road = road_of(programme)
    if road.survey:
        by = due_on(find_clock(road.survey_clock), received_on)
        yield NextStep(_("The participating commission visits the family."), by)
    if decision_by is not None:
        told = {"programme": neutral_title(programme, language_of_page())}
        yield NextStep(_("The department decides on “%(programme)s”.") % told, decision_by)


@require_safe
@needs("register_application")
def stickers(request: ViewerRequest, application_id: int) -> HttpResponse:
    """A sheet of stickers for the papers of an application: a scan finds its way by the code."""
    application = found_application(request.viewer, application_id, what="stickers")
    context = {
        "application": application,
        "code": draw_code(str(application.barcode)),
        "stickers": range(STICKERS),
        "short": str(application.barcode)[:8],
    }
    return render(request, "office/application/stickers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("register_application")
@once_only
def attach(request: ViewerRequest, application_id: int) -> HttpResponse:
    """Attach a document."""
    application = found_application(request.viewer, application_id)

    def save(told: dict[str, Any]) -> None:
        bring_document(application, told["file"], told["title"], acting_user=request.user)

    return answer_form(
        request,
        DocumentForm(typed(request), brought(request)),
        save,
        heading=_("Attach a document"),
        about=application.applicant.full_name(language_of_page()),
        back=reverse("office:application-show", args=[application.pk]),
        action=_("Attach"),
        said=_("The document is attached."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("register_application")
@once_only
def scan(request: ViewerRequest) -> HttpResponse:
    """Attach a scan to the application whose sticker the paper bears."""

    def save(told: dict[str, Any]) -> str:
        found = find_by_code(told["code"])
        if found is None:
            raise Refused("code_unknown", _("No application of yours has this code. Scan the sticker again."), "code")
        application = found_application(request.viewer, found.pk, what="scan")
        bring_document(application, told["file"], told["title"], acting_user=request.user)
        return reverse("office:application-scan")

    return answer_form(
        request,
        ScanForm(typed(request), brought(request), initial={"title": _("Scan of the application")}),
        save,
        heading=_("Attach a scan by its sticker"),
        back=reverse("office:application-list"),
        action=_("Attach"),
        said=_("The document is attached."),
    )
