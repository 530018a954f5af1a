"""Bringing a list or a correction of one, settling doubtful rows, applying."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tirek.department.core.identifiers.iin import mask_iin
from tirek.department.core.refusals import Refused
from tirek.department.journal.views import note_view
from tirek.department.lists import actions
from tirek.department.lists.models import IncomingList, ListRow
from tirek.department.lists.schemas import schemas
from tirek.department.registry.facts.columns import status_kinds
from tirek.department.registry.importing.problems import ImportFault
from tirek.department.registry.models import Person
from tirek.web.office.imports.wording import column_words
from tirek.web.office.lists.forms import NOBODY, OTHER, FileForm, ListForm, SettlingForm
from tirek.web.office.lists.views import described, found_list, kinds_for, own_titles
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, brought, typed
from tirek.web.ui.language import language_of_page, sentence
from tirek.web.ui.once import once_only
from tirek.web.ui.places import district_choices, place_title

READ = gettext_lazy("The list has been read. Nothing of it holds before it is applied.")
_ISO_DAY = re.compile(r"\d{4}-[01]\d-[0-3]\d")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("manage_lists")
@once_only
def upload(request: ViewerRequest) -> HttpResponse:
    """Bring a list of a body for a period."""
    kinds = [(name, sentence(dict(kind.title))) for name, kind in kinds_for(request.viewer).items()]
    return answer_form(
        request,
        ListForm(typed(request), brought(request), kinds=kinds, districts=district_choices(request.viewer)),
        lambda told: _read(request, told),
        heading=_("Bring a list"),
        action=_("Read the file"),
        back=reverse("office:list-list"),
        said=READ,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("manage_lists")
@once_only
def correct(request: ViewerRequest, list_id: int) -> HttpResponse:
    """Bring a correction of a list that was applied."""
    wrong = found_list(request.viewer, list_id)
    if wrong.state != IncomingList.State.APPLIED:
        raise Http404
    same = {"schema": wrong.schema, "territory": wrong.territory, "period_on": wrong.period_on}
    return answer_form(
        request,
        FileForm(typed(request), brought(request)),
        lambda told: _read(request, told, corrects=wrong, **same),
        heading=_("Bring a correction"),
        action=_("Read the file"),
        back=reverse("office:list-show", args=[wrong.pk]),
        said=READ,
    )


def _read(request: ViewerRequest, told: dict[str, Any], **same: Any) -> str:
    """Read the file; where the list it made is shown."""
    file = told.pop("file")
    try:
        made = actions.read_list(
            file.read(), file.name, viewer=request.viewer, acting_user=request.user, **told, **same
        )
    except ImportFault as fault:
        raise Refused("unreadable_file", fault.text(language_of_page()), "file") from None
    return reverse("office:list-show", args=[made.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@needs("manage_lists")
@once_only
def settle(request: ViewerRequest, list_id: int, row_id: int) -> HttpResponse:
    """Say whose a row is: one of those it may be, another by IIN, or nobody of ours."""
    current = found_list(request.viewer, list_id)
    row = current.rows.filter(pk=row_id).first()
    if row is None:
        raise Http404
    people = Person.objects.filter(pk__in=row.candidates, merged_into__isnull=True).order_by("pk").in_bulk()
    form = SettlingForm(typed(request), candidates=[(str(pk), _told(person)) for pk, person in people.items()])

    def save(told: dict[str, Any]) -> None:
        actions.settle_row(row, _chosen(told, people), acting_user=request.user, reason=told["reason"])

    note_view("person-list", None, list(people))
    shown = {"row": row, "cells": _cells(current, row), **described(current)}
    heading = _("Row %(number)s") % {"number": row.row}
    back = reverse("office:list-queue", args=[current.pk])
    return answer_form(request, form, save, heading=heading, back=back, template="office/lists/settle.html", **shown)


def _chosen(told: dict[str, Any], people: dict[int, Person]) -> Person | None:
    """The person that was chosen; nobody.

    Raises
    ------
    Refused
        ``iin_unknown``.
    """
    if told["whose"] == NOBODY:
        return None
    if told["whose"] != OTHER:
        return people[int(told["whose"])]
    found = Person.objects.filter(iin=told["iin"], merged_into__isnull=True).first()
    if found is None:
        raise Refused("iin_unknown", _("Nobody of your districts has this IIN."), "iin")
    return found


def _told(person: Person) -> str:
    """What tells a person from another of the same name: birthday, district, the last of the IIN."""
    born = date_format(person.birth_on, "SHORT_DATE_FORMAT") if person.birth_on else ""
    number = mask_iin(person.iin) if person.iin else ""
    told = (person.full_name(language_of_page()), born, place_title(person.territory), number)
    return ", ".join(part for part in told if part)


def _cells(current: IncomingList, row: ListRow) -> list[tuple[str, object]]:
    """What the row says, by the titles of its columns."""
    language = language_of_page()
    titles = own_titles(current, language)
    words = schemas()[current.schema].words
    return [
        (titles.get(name) or column_words(name, language), _cell(value, words.get(name, {})))
        for name, value in row.data.items()
    ]


def _cell(value: object, words: Mapping[str, str]) -> object:
    """A cell as it is read; a day is kept as ISO writes it, a word of a list by its code."""
    if value in words.values():
        return _meant(str(value), words)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    day = parse_date(value) if isinstance(value, str) and _ISO_DAY.fullmatch(value) else None
    return date_format(day, "SHORT_DATE_FORMAT") if day else value


def _meant(code: str, words: Mapping[str, str]) -> str:
    """A code as a page says it: the title of the status, else the words by which the body may write it."""
    title = status_kinds().get(code)
    return sentence(title) if title else ", ".join(word for word, meant in words.items() if meant == code)


@require_POST
@needs("manage_lists")
@once_only
def apply(request: ViewerRequest, list_id: int) -> HttpResponse:
    """Let a list hold; of a confidential one, by another person than who brought it."""
    current = found_list(request.viewer, list_id)
    try:
        actions.apply_list(current, acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The list holds now."))
    return redirect("office:list-show", current.pk)
