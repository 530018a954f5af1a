"""Looking: the last lists of each body, one list against the one before, its doubtful rows.

A kind of list that the viewer's posts do not open is not there: not in choices, not in counts, and its page is "not here".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tirek.department.accounts.viewer import Viewer
from tirek.department.journal.views import note_view
from tirek.department.lists.differences import difference_to
from tirek.department.lists.models import IncomingList, ListRow
from tirek.department.lists.schemas import ListSchema, schemas
from tirek.web.office.imports.wording import as_title, findings_file, shown_findings
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.language import language_of_page, sentence
from tirek.web.ui.paging import page_of
from tirek.web.ui.places import place_title
from tirek.web.ui.wording import month_words, quarter_words

State, Match = IncomingList.State, ListRow.Match
LAST: Final = 3
SHOWN: Final = 100


@dataclass(frozen=True)
class ShownPerson:
    """A person of a difference; without a name where the record is closed to the viewer, such as the own family's."""

    pk: int
    name: str


@dataclass(frozen=True)
class ShownPart:
    """Who came, left or changed: how many, and the first of them."""

    count: int
    people: tuple[ShownPerson, ...]


@require_safe
@needs("manage_lists")
def list_lists(request: ViewerRequest) -> HttpResponse:
    """The last periods of each body and district. One query of lists, however many bodies there are."""
    kinds = kinds_for(request.viewer)
    newest = Window(
        RowNumber(), partition_by=[F("schema"), F("territory")], order_by=[F("period_on").desc(), F("pk").desc()]
    )
    found = (
        IncomingList.objects.filter(schema__in=kinds)
        .annotate(place=newest)
        .filter(place__lte=LAST)
        .order_by("territory", "-period_on", "-pk")
    )
    unsure = unsure_counts(found)
    of_kind: dict[str, list[dict[str, Any]]] = {name: [] for name in kinds}
    for each in found:
        of_kind[each.schema].append({**described(each), "unsure": unsure.get(each.pk, 0)})
    bodies = [(sentence(dict(kind.title)), bool(kind.confidential), of_kind[name]) for name, kind in kinds.items()]
    return render(request, "office/lists/list.html", {"bodies": bodies})


@require_safe
@needs("manage_lists")
def show_list(request: ViewerRequest, list_id: int) -> HttpResponse:
    """One list: who came, left and changed since the one before, what is wrong, and whether it may be applied."""
    return render(request, "office/lists/show.html", context_of(request, found_list(request.viewer, list_id)))


@require_safe
@needs("manage_lists")
def show_queue(request: ViewerRequest, list_id: int) -> HttpResponse:
    """The rows whose person is not known for sure; what they say of people is shown one by one."""
    current = found_list(request.viewer, list_id)
    rows = current.rows.filter(match__in=[Match.UNSURE, Match.NONE])
    page = page_of(rows, {"row": "row"}, request.GET, default="row")
    return render(request, "office/lists/queue.html", {"page": page, **described(current)})


@require_safe
@needs("manage_lists")
def save_findings(request: ViewerRequest, list_id: int, language: str) -> HttpResponse:
    """All findings as a file, whose name does not tell the body."""
    current = found_list(request.viewer, list_id)
    name = f"list-{current.pk}-{language}.csv"
    return findings_file(current.findings.all(), name, language, own_titles(current, language))


def kinds_for(viewer: Viewer) -> dict[str, ListSchema]:
    """The kinds of lists that the viewer's posts open."""
    return {name: kind for name, kind in schemas().items() if kind.confidential in ("", *viewer.confidential)}


def found_list(viewer: Viewer, list_id: int) -> IncomingList:
    """The list, or the page "not here": of another district or of a kind that is closed, too."""
    found = IncomingList.objects.select_related("corrects").filter(pk=list_id, schema__in=kinds_for(viewer)).first()
    if found is None:
        raise Http404
    return found


def described(current: IncomingList) -> dict[str, Any]:
    """A list in words."""
    kind = schemas()[current.schema]
    return {
        "current": current,
        "title": sentence(dict(kind.title)),
        "period": period_words(current.period_on, kind.period),
        "district": place_title(current.territory),
    }


def period_words(period_on: date, period: str) -> str:
    """The month or the quarter that begins on a day."""
    return quarter_words(period_on) if period == "quarter" else month_words(period_on)


def own_titles(current: IncomingList, language: str) -> dict[str, str]:
    """Titles of the columns that this kind of list has beside a person's: as the body heads them."""
    titles = schemas()[current.schema].titles
    return {name: as_title(title.get(language, title["kk"])) for name, title in titles.items()}


def unsure_counts(lists: Iterable[IncomingList]) -> dict[int, int]:
    """How many rows of each list wait for an officer."""
    asked = ListRow.objects.filter(incoming__in=[each.pk for each in lists], match=Match.UNSURE)
    return dict(asked.order_by().values_list("incoming").annotate(count=Count("pk")))


def context_of(request: ViewerRequest, current: IncomingList) -> dict[str, Any]:
    """What the page of a list shows."""
    language = language_of_page()
    difference = difference_to(current)
    came, left, changed = (_part(rows, language) for rows in (difference.came, difference.left, difference.changed))
    people = [person.pk for part in (came, left, changed) for person in part.people]
    if people:
        note_view("person-list", None, people)
    counts = current.rows.aggregate(
        unsure=Count("pk", filter=Q(match=Match.UNSURE)),
        none=Count("pk", filter=Q(match=Match.NONE)),
        known=Count("pk", filter=Q(person__isnull=False)),
    )
    page = page_of(current.findings.all(), {"row": "row"}, request.GET, default="row")
    is_read = current.state == State.READ
    needs_another = bool(current.confidential) and current.uploaded_by_id == request.viewer.user_id
    return {
        **described(current),
        "before": difference.before,
        "parts": {"came": came, "left": left, "changed": changed},
        "counts": counts,
        "page": page,
        "findings": shown_findings(page.rows, language, own_titles(current, language)),
        "is_read": is_read,
        "needs_another": is_read and needs_another,
        "may_apply": is_read and not needs_another and not counts["unsure"],
    }


def _part(rows: tuple[ListRow, ...], language: str) -> ShownPart:
    people = (
        ShownPerson(row.person_id, row.person.full_name(language) if row.person else "")
        for row in rows[:SHOWN]
        if row.person_id is not None
    )
    return ShownPart(len(rows), tuple(people))
