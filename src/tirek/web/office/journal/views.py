"""The journal, who looked at a person, and the list of digests. Reading it is written into it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tirek.department.accounts.models import User
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.models import JournalSeal, SeenLine
from tirek.department.journal.reading import lines_for_reading, lines_of_person, note_reading, reading
from tirek.department.registry.access import access_person
from tirek.web.office.journal.forms import JournalFilter
from tirek.web.office.journal.wording import action_words, kind_words, purpose_words
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.paging import page_of

COLUMNS: Final = {"at": "at"}
LINES_AT_MOST: Final = 20_000
NARROWED_BY: Final = ("day", "user", "action", "kind", "number")


@dataclass(frozen=True)
class Row:
    """A line in words."""

    line: SeenLine
    who: str
    action: str
    kind: str
    people: int
    purpose: str


@require_safe
@needs("view_journal")
def show_journal(request: ViewerRequest) -> HttpResponse:
    """The lines about the people and the staff of the viewer's territory, newest first."""
    form = JournalFilter(request.GET)
    with reading(request.viewer):
        page = page_of(form.narrowed(lines_for_reading()), COLUMNS, request.GET, default="-at")
        note_reading(None, _asked(request))
        rows = _in_words(page.rows)
    told = {
        "form": form,
        "page": page,
        "rows": rows,
        "seal": JournalSeal.objects.last(),
        "query": request.GET.urlencode(),
    }
    return render(request, "office/journal/list.html", told)


@require_safe
@needs("view_journal")
def show_person(request: ViewerRequest, person_id: int) -> HttpResponse:
    """Who looked at a person, and who changed what."""
    try:
        person = access_person(request.viewer, person_id)
    except NotSeen:
        raise Http404 from None
    with reading(request.viewer):
        page = page_of(lines_of_person(person.pk), COLUMNS, request.GET, default="-at")
        note_reading(person.pk, "")
        rows = _in_words(page.rows)
    name = person.full_name(request.LANGUAGE_CODE)
    return render(request, "office/journal/person.html", {"person": person, "name": name, "page": page, "rows": rows})


@require_safe
@needs("view_journal")
def export_digests(request: ViewerRequest) -> HttpResponse:
    """The digests of the lines that were asked for, to compare with a copy kept elsewhere: no person, no officer."""
    form = JournalFilter(request.GET)
    table = StringIO()
    writer = csv.writer(table)
    writer.writerow(["hour", "writer", "sequence", "digest"])
    with reading(request.viewer):
        lines = form.narrowed(lines_for_reading()).order_by("hour", "writer", "sequence")[:LINES_AT_MOST]
        for line in lines:
            writer.writerow([line.hour.isoformat(), line.writer, line.sequence, bytes(line.digest).hex()])
        note_reading(None, f"export {_asked(request)}")
    response = HttpResponse(table.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="journal-digests.csv"'
    return response


def _in_words(lines: Iterable[SeenLine]) -> list[Row]:
    lines = list(lines)
    staff = User.objects.in_bulk({line.user_id for line in lines if line.user_id is not None})
    return [
        Row(
            line,
            staff[line.user_id].get_full_name() if line.user_id in staff else "",
            action_words(line.action),
            kind_words(line.kind),
            len(line.person_ids),
            purpose_words(line.purpose),
        )
        for line in lines
    ]


def _asked(request: ViewerRequest) -> str:
    return "&".join(f"{name}={request.GET[name]}" for name in NARROWED_BY if request.GET.get(name))
