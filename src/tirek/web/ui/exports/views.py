"""Taking a table out: why, in which form; written, journalled, sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import uuid4

import structlog
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tirek.department.journal.views import note_view
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.errors import AbilityMissing
from tirek.web.ui.exports.tables import Cell, Export, find_export
from tirek.web.ui.exports.writing import Watermark, write_csv, write_xlsx
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.forms import ReasonForm
from tirek.web.ui.once import once_only

EXPORT = "export_tables"
ROWS_AT_MOST = 50_000
IN_MEMORY_BYTES = 2 * 2**20
PIECE_BYTES = 64 * 1024
CHUNK = 2_000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class TooManyRows(Exception):
    """The table is longer than a file may be: nothing was sent."""


class ExportForm(ReasonForm):
    """Why a table is taken out, and as what."""

    form = forms.ChoiceField(
        label=gettext_lazy("Kind of file"),
        choices=[("xlsx", "XLSX"), ("csv", "CSV")],
        initial="xlsx",
        widget=forms.RadioSelect,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(EXPORT)
@once_only
def export_table(request: ViewerRequest, name: str) -> HttpResponseBase:
    """A table of the office as a file: the filters of its page stand in the address, the reason in the form."""
    export = find_export(name)
    if export is None:
        raise Http404
    if not request.viewer.may(export.ability):
        raise AbilityMissing(export.ability)
    form = ExportForm(typed(request))

    def save(told: dict[str, Any]) -> HttpResponseBase | None:
        return _sent(request, export, told["form"], told["reason"])

    back = request.GET.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    try:
        return answer_form(
            request, form, save, heading=_("Take a table out"), back=back, action=_("Download"), about=export.title
        )
    except TooManyRows:
        told = _("The table has more than %(most)s rows. Narrow it down on its page, then take it out.")
        form.add_error(None, ValidationError(told % {"most": ROWS_AT_MOST}))
        return answer_form(
            request, form, save, heading=_("Take a table out"), back=back, action=_("Download"), about=export.title
        )


def _sent(request: ViewerRequest, export: Export, kind: str, reason: str) -> StreamingHttpResponse:
    """The file, written whole before its first byte goes: the journal names whose data it holds, or nothing is sent."""
    persons: set[int] = set()
    mark = _watermark(request, export, reason, timezone.now())
    # The answer closes it when it is sent, or given up.
    target: IO[bytes] = SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115
    try:
        write = write_csv if kind == "csv" else write_xlsx
        write(target, [str(column.title) for column in export.columns], _cells(request, export, persons), mark)
        size = target.tell() or target.seek(0, 2)
    except BaseException:
        target.close()
        raise
    note_view("table", None, persons, action="export", detail=f"{export.name} {mark.number} {reason}", at_once=True)
    target.seek(0)
    response = StreamingHttpResponse(_pieces(target), content_type=TYPES[kind])
    # It needs no database any more.
    response.carries_viewer = True  # type: ignore[attr-defined]
    response["Content-Disposition"] = f'attachment; filename="{export.name}-{mark.number[:8]}.{kind}"'
    response["Content-Length"] = str(size)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _cells(request: ViewerRequest, export: Export, persons: set[int]) -> Iterator[list[Cell]]:
    rows = export.rows(request)
    if isinstance(rows, QuerySet):
        rows = rows.iterator(chunk_size=CHUNK)
    for count, row in enumerate(rows, start=1):
        if count > ROWS_AT_MOST:
            raise TooManyRows
        persons.update(each for each in export.persons(row) if each is not None)
        yield [column.value(row) for column in export.columns]


def _pieces(target: IO[bytes]) -> Iterator[bytes]:
    with target:
        while piece := target.read(PIECE_BYTES):
            yield piece


def _watermark(request: ViewerRequest, export: Export, reason: str, at: datetime) -> Watermark:
    number = str(structlog.contextvars.get_contextvars().get("request_id") or uuid4().hex)
    told = {
        "who": request.user.get_full_name(),
        "login": request.user.get_username(),
        "when": date_format(localtime(at), "SHORT_DATETIME_FORMAT"),
    }
    return Watermark(
        title=str(export.title),
        lines=(
            _("Taken out by %(who)s (%(login)s), %(when)s.") % told,
            _("Reason: %(reason)s") % {"reason": reason},
            _("For official use. Number in the journal: %(number)s") % {"number": number},
        ),
        author=told["who"],
        number=number,
    )
