"""Bringing a file, saying which column is which, starting and giving up."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tirek.department.core.refusals import Refused
from tirek.department.journal.views import note_view
from tirek.department.registry.actions import imports
from tirek.department.registry.importing.people import suggest_mapping
from tirek.department.registry.importing.problems import ImportFault
from tirek.department.registry.importing.tables_of_text import headings_of, unpack
from tirek.department.registry.models import PeopleImport
from tirek.department.registry.tasks import run_people_import
from tirek.web.office.imports.forms import FileForm, MappingForm
from tirek.web.office.imports.views import found_import
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, brought, typed
from tirek.web.ui.language import language_of_page
from tirek.web.ui.once import once_only
from tirek.web.ui.places import district_choices

PREVIEW_ROWS = 5


@require_http_methods(["GET", "HEAD", "POST"])
@needs("import_people")
@once_only
def upload(request: ViewerRequest) -> HttpResponse:
    """Bring a file; it is read, and its headings are asked about next."""

    def save(told: dict[str, Any]) -> HttpResponse:
        file = told.pop("file")
        try:
            current = imports.bring_people(
                file.read(), file.name, viewer=request.viewer, acting_user=request.user, **told
            )
        except ImportFault as fault:
            raise Refused("unreadable_file", fault.text(language_of_page()), "file") from None
        return redirect("office:import-mapping", current.pk)

    return answer_form(
        request,
        FileForm(typed(request), brought(request), districts=district_choices(request.viewer)),
        save,
        heading=_("Bring a file of people"),
        action=_("Read the file"),
        back=reverse("office:import-list"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("import_people")
@once_only
def map_columns(request: ViewerRequest, import_id: int) -> HttpResponse:
    """Which heading is which column, beside the first rows of the file; then every row is checked."""
    current = found_import(import_id, with_rows=True)
    if current.rows is None or current.state == PeopleImport.State.RUNNING:
        return redirect("office:import-show", current.pk)
    frame = unpack(current.rows)
    headings = headings_of(frame)
    initial = MappingForm.initial_of(current.mapping or suggest_mapping(headings), headings)
    form = MappingForm(typed(request), headings=headings, language=language_of_page(), initial=initial)
    note_view("registry_peopleimport", current.pk, detail="first rows")
    return answer_form(
        request,
        form,
        lambda _told: imports.check_import(current, form.mapping(), acting_user=request.user),
        heading=_("Columns of the file"),
        action=_("Check the rows"),
        back=reverse("office:import-show", args=[current.pk]),
        said=_("Every row has been checked."),
        template="office/imports/mapping.html",
        headings=headings,
        rows=_preview(frame, headings),
    )


def _preview(frame: pl.DataFrame, headings: list[str]) -> list[dict[str, Any]]:
    """The first rows as the file has them."""
    first = frame.head(PREVIEW_ROWS)
    return [
        {"row": number, "cells": ["" if cell is None else cell for cell in cells]}
        for number, cells in zip(first["row"], first.select(headings).iter_rows(), strict=True)
    ]


@require_POST
@needs("import_people")
@once_only
def start(request: ViewerRequest, import_id: int) -> HttpResponse:
    """Take over the right rows, as a job. The job is written in this transaction: a worker sees both or neither."""
    current = found_import(import_id)
    try:
        imports.start_import(current, acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        run_people_import.defer(import_id=current.pk, user_id=request.user.pk)
    return redirect("office:import-show", current.pk)


@require_POST
@needs("import_people")
@once_only
def cancel(request: ViewerRequest, import_id: int) -> HttpResponse:
    """Give an import up before it begins; the rows of the file are forgotten."""
    current = found_import(import_id)
    try:
        imports.cancel_import(current, acting_user=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The import was given up; the rows of the file are forgotten."))
    return redirect("office:import-show", current.pk)
