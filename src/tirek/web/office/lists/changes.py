"""Bringing a list or a correction of one, settling doubtful rows, applying."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tirek.department.core.refusals import Refused
from tirek.department.journal.views import note_view
from tirek.department.lists import actions
from tirek.department.lists.models import IncomingList, ListRow
from tirek.department.registry.importing.problems import ImportFault
from tirek.department.registry.models import Person
from tirek.web.office.imports.wording import column_words
from tirek.web.office.lists.forms import NOBODY, OTHER, FileForm, ListForm, SettlingForm
from tirek.web.office.lists.views import described, found_list, kinds_for, own_titles
from tirek.web.office.registry.changes import districts_of, typed
from tirek.web.office.registry.forms import refuse
from tirek.web.office.registry.views import language_of_page, sentence
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.once import once_only

_ISO_DAY = re.compile(r"\d{4}-[01]\d-[0-3]\d")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("manage_lists")
@once_only
def upload(request: ViewerRequest) -> HttpResponse:
    """Bring a list of a body for a period."""
    kinds = [(name, sentence(dict(kind.title))) for name, kind in kinds_for(request.viewer).items()]
    form = ListForm(typed(request), _files(request), kinds=kinds, districts=districts_of(request))
    return _answer(request, form, lambda told: _read(request, **told), _("Bring a list"), reverse("office:list-list"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("manage_lists")
@once_only
def correct(request: ViewerRequest, list_id: int) -> HttpResponse:
    """Bring a correction of a list that was applied."""
    wrong = found_list(request.viewer, list_id)
    if wrong.state != IncomingList.State.APPLIED:
        raise Http404

    def save(told: dict[str, Any]) -> IncomingList:
        same = {"schema": wrong.schema, "territory": wrong.territory, "period_on": wrong.period_on}
        return _read(request, corrects=wrong, **same, **told)

    back = reverse("office:list-show", args=[wrong.pk])
    return _answer(request, FileForm(typed(request), _files(request)), save, _("Bring a correction"), back)


def _files(request: ViewerRequest) -> Any:
    return request.FILES if request.method == "POST" else None


def _read(request: ViewerRequest, **told: Any) -> IncomingList:
    file = told.pop("file")
    return actions.read_list(file.read(), file.name, viewer=request.viewer, acting_user=request.user, **told)


def _answer(
    request: ViewerRequest,
    form: django_forms.Form,
    save: Callable[[dict[str, Any]], IncomingList],
    heading: str,
    back: str,
) -> HttpResponse:
    """Show a form, or read the file it brings; what is wrong with it stands at its field."""
    if request.method == "POST" and form.is_valid():
        try:
            read = save(dict(form.cleaned_data))
        except ImportFault as fault:
            form.add_error("file", ValidationError(fault.text(language_of_page())))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The list has been read. Nothing of it holds before it is applied."))
            return redirect("office:list-show", read.pk)
    told = {"form": form, "heading": heading, "back": back}
    return render(request, "office/imports/upload.html", told, status=422 if form.errors else 200)


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
    if request.method == "POST" and form.is_valid():
        try:
            person = _chosen(form.cleaned_data, people)
            actions.settle_row(row, person, acting_user=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("office:list-queue", current.pk)
    note_view("person-list", None, list(people))
    told = {"form": form, "row": row, "cells": _cells(current, row), **described(current)}
    return render(request, "office/lists/settle.html", told, status=422 if form.errors else 200)


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
    born = f", {date_format(person.birth_on, 'SHORT_DATE_FORMAT')}" if person.birth_on else ""
    return f"{person.full_name(language_of_page())}{born}"


def _cells(current: IncomingList, row: ListRow) -> list[tuple[str, object]]:
    """What the row says, by the titles of its columns."""
    language = language_of_page()
    titles = own_titles(current, language)
    return [(titles.get(name) or column_words(name, language), _cell(value)) for name, value in row.data.items()]


def _cell(value: object) -> object:
    """A cell as it is read; a day is kept as ISO writes it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    day = parse_date(value) if isinstance(value, str) and _ISO_DAY.fullmatch(value) else None
    return date_format(day, "SHORT_DATE_FORMAT") if day else value


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
