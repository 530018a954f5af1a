"""Looking: the list of organisations, a search, one organisation with all it has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.calendar.today import today
from tirek.department.core.identifiers.iban import mask_iban
from tirek.department.core.identifiers.iin import mask_iin
from tirek.department.core.identifiers.phone import mask_phone
from tirek.department.core.refusals import NotSeen
from tirek.department.providers.access import access_organisation, may_change
from tirek.department.providers.enums import ContractState
from tirek.department.providers.models import Contract, OfOrganisation, Organisation
from tirek.department.providers.queries import MOST_FOUND, find_organisations, holdings_of, list_organisations
from tirek.department.providers.titles import organisation_kinds, price_units, service_titles, title_of
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.language import language_of_page
from tirek.web.ui.paging import page_of
from tirek.web.ui.places import place_title


@dataclass(frozen=True)
class ShownOrganisation:
    """A line of the list."""

    pk: int
    name: str
    number: str
    kind: str
    district: str


@require_http_methods(["GET", "HEAD", "POST"])
@needs("view_providers")
def list_providers(request: ViewerRequest) -> HttpResponse:
    """The list by pages, of one kind if asked; after a POST what was searched for. Two queries."""
    language = language_of_page()
    words, kind = request.POST.get("q", "").strip()[:200], request.GET.get("kind", "")
    kinds = organisation_kinds()
    context = {
        "words": words,
        "kind": kind,
        "kinds": [(code, title_of(kinds, code, language)) for code in kinds],
        "may_add": request.viewer.may("edit_providers"),
        "page": None,
        "is_cut": False,
    }
    if words:
        found = find_organisations(words)
        rows, context["is_cut"] = found[:MOST_FOUND], len(found) > MOST_FOUND
    else:
        columns = {"name": "sort_key", "number": "number"}
        context["page"] = page = page_of(list_organisations(kind), columns, request.GET, default="name")
        rows = list(page.rows)
    return render(request, "office/providers/list.html", context | {"rows": _shown(rows, language)})


def _shown(rows: list[Organisation], language: str) -> list[ShownOrganisation]:
    kinds = organisation_kinds()
    return [
        ShownOrganisation(
            row.pk,
            row.name(language),
            shown_number(row),
            title_of(kinds, row.kind, language),
            place_title(row.territory),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Line:
    """A licence, a contract or a price with what is told of its days."""

    row: OfOrganisation
    titles: list[str]
    unit: str
    last_day: date | None
    state: str
    state_words: str | Promise
    may_end: bool


@require_safe
@needs("view_providers")
def show(request: ViewerRequest, pk: int) -> HttpResponse:
    """One organisation. Five queries, however much it has."""
    organisation = found_organisation(request.viewer, pk)
    language, on = language_of_page(), today()
    held = holdings_of(organisation)
    context = {
        "organisation": organisation,
        "name": organisation.name(language),
        "number": shown_number(organisation),
        "phone": _kept(organisation, organisation.phone, mask_phone),
        "iban": _kept(organisation, organisation.iban, mask_iban),
        "kind": title_of(organisation_kinds(), organisation.kind, language),
        "district": place_title(organisation.territory),
        "may_edit": may_change(request.viewer, organisation),
        "licences": [_line(row, on, [], "") for row in held.licences],
        "contracts": [_line(row, on, _service_names(row.services, language), "") for row in held.contracts],
        "prices": [
            _line(row, on, _service_names([row.service], language), title_of(price_units(), row.unit, language))
            for row in held.prices
        ],
    }
    return render(request, "office/providers/show.html", context)


def _line(row: OfOrganisation, on: date, titles: list[str], unit: str) -> Line:
    state, words = _state(row, on)
    last = row.valid.upper - timedelta(days=1) if row.valid.upper else None
    return Line(row, titles, unit, last, state, words, may_end=state != "over")


def _state(row: OfOrganisation, on: date) -> tuple[str, str | Promise]:
    """How a row stands on a day: a code for the page, and the words."""
    if isinstance(row, Contract) and row.state != ContractState.IN_FORCE:
        return ("over" if row.state == ContractState.ENDED else "draft"), ContractState(row.state).label
    if row.valid.upper is not None and row.valid.upper <= on:
        return "over", _("does not hold any more")
    if row.valid.lower > on:
        return "ahead", _("does not hold yet")
    return "holds", _("holds today")


def _service_names(codes: Iterable[str], language: str) -> list[str]:
    return [title_of(service_titles(), code, language) for code in codes]


def _kept(organisation: Organisation, value: str, mask: Callable[[str], str]) -> str:
    return mask(value) if value and organisation.sole_trader else value


def shown_number(organisation: Organisation) -> str:
    """A BIN as it is; of a sole trader's number only what tells one from another."""
    return mask_iin(organisation.number) if organisation.sole_trader else organisation.number


def found_organisation(viewer: Viewer, pk: int, *, to_change: bool = False) -> Organisation:
    """The organisation, or the page "not here"."""
    try:
        return access_organisation(viewer, pk, to_change=to_change)
    except NotSeen:
        raise Http404 from None
