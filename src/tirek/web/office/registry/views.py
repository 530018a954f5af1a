"""Looking: search, a person, the card of a family."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.department.registry.access import access_person
from tirek.department.registry.card import FamilyCard, family_card_for
from tirek.department.registry.models import Membership, Person
from tirek.department.registry.search import SearchLine, search_people
from tirek.web.office.registry.cards import card_context, person_context
from tirek.web.office.registry.hits import shown_answer
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.language import language_of_page
from tirek.web.ui.panels import panels_of


@require_http_methods(["GET", "HEAD", "POST"])
@needs("view_person")
def search(request: ViewerRequest) -> HttpResponse:
    """The answers to what was typed into the box; one sure answer opens at once."""
    text = request.POST.get("q", "").strip()[:200]
    if request.method != "POST" or not text:
        return render(request, "office/registry/search.html", {"answer": None, "words": ""})
    answer = search_people(text, record=_record_search)
    if len(answer.hits) == 1 and answer.hits[0].reasons in (("iin",), ("phone",)):
        return redirect("office:person-show", answer.hits[0].person.pk)
    # What was typed stands in the box again: too many were found, or a digit is wrong, and one corrects it.
    context = {"answer": shown_answer(answer, request.viewer), "words": text}
    return render(request, "office/registry/search.html", context)


def _record_search(line: SearchLine) -> None:
    note_view("person-list", None, line.person_ids, detail=line.digest.hex(), action="search")


@require_safe
@needs("view_person")
def show_person(request: ViewerRequest, person_id: int) -> HttpResponse:
    """A person: to the card of the family where there is one, else the person alone."""
    person = found_person(request.viewer, person_id)
    membership = membership_on(person, today())
    if membership is not None and "alone" not in request.GET:
        return redirect("office:family-show", membership.family_id)
    context = person_context(person, membership, request.viewer, today())
    return render(request, "office/registry/person.html", context)


@require_safe
@needs("view_person")
def show_family(request: ViewerRequest, family_id: int) -> HttpResponse:
    """The card of a family."""
    card = found_card(request.viewer, family_id, today())
    context = card_context(card, request.viewer, language_of_page())
    context["panels"] = list(panels_of("family", request, card.family))
    return render(request, "office/registry/family.html", context)


def found_person(viewer: Viewer, pk: int) -> Person:
    """The person, or the page "not here"; the own family has a page of its own (`IsOwnFamily`)."""
    try:
        return access_person(viewer, pk)
    except NotSeen:
        raise Http404 from None


def found_card(viewer: Viewer, pk: int, on: date) -> FamilyCard:
    """The card, or the page "not here"."""
    try:
        return family_card_for(viewer, pk, on)
    except NotSeen:
        raise Http404 from None


def membership_on(person: Person, on: date) -> Membership | None:
    """Where the person lives on a day."""
    return Membership.objects.filter(person=person, valid__contains=on).order_by("pk").first()
