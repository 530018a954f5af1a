"""Pairs and merges as lists show them: words for codes, and nothing of a record that the viewer may not see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.identifiers.iin import mask_iin
from tirek.department.registry.models import DuplicateCandidate, Merge, Person
from tirek.department.registry.pairs import Pair, people_seen, waiting_merges_among
from tirek.department.registry.search_words import search_table
from tirek.web.office.duplicate.comparison import district_titles
from tirek.web.ui.language import language_of_page

ONLY_HERE = {"near_birth_date": gettext_lazy("a near date of birth"), "sex": gettext_lazy("sex")}
"""Reasons that a search never gives; the others stand in ``search.yaml``."""


@dataclass(frozen=True)
class ShownRecord:
    """A record in a list."""

    pk: int
    name: str
    born_on: date | None
    iin: str
    district: str


@dataclass(frozen=True)
class ShownPair:
    """A pair of the queue; a record that the viewer may not see is None."""

    pk: int
    score_percent: int
    reasons: str
    found_at: datetime
    first: ShownRecord | None
    second: ShownRecord | None
    waits: bool

    @property
    def names(self) -> str:
        """Both names for who hears the page, or the one that may be told."""
        return " – ".join(record.name for record in (self.first, self.second) if record)


@dataclass(frozen=True)
class ShownMerge:
    """A merge of the list."""

    merge: Merge
    loser: ShownRecord | None
    survivor: ShownRecord | None
    state: str | Promise
    tone: str


def shown_pairs(rows: Sequence[DuplicateCandidate]) -> list[ShownPair]:
    """The rows of a page of the queue; four queries however many rows."""
    ids = {pk for row in rows for pk in (row.first_id, row.second_id)}
    people, titles, waiting = people_seen(ids, what="duplicates"), district_titles(), waiting_merges_among(ids)
    return [
        ShownPair(
            pk=row.pk,
            score_percent=row.score_percent,
            reasons=reason_words(row.reasons),
            found_at=row.found_at,
            first=shown_record(people.get(row.first_id), titles),
            second=shown_record(people.get(row.second_id), titles),
            waits=frozenset((row.first_id, row.second_id)) in waiting,
        )
        for row in rows
    ]


def shown_merges(rows: Sequence[Merge]) -> list[ShownMerge]:
    """The rows of a page of the merges; two queries however many rows."""
    ids = {pk for row in rows for pk in (row.loser_id, row.survivor_id)}
    people, titles = people_seen(ids, what="merges"), district_titles()
    return [
        ShownMerge(
            row,
            shown_record(people.get(row.loser_id), titles),
            shown_record(people.get(row.survivor_id), titles),
            *state,
        )
        for row in rows
        for state in [state_of(row)]
    ]


def state_of(merge: Merge) -> tuple[str | Promise, str]:
    """What became of a merge, and the tone of its tag."""
    if merge.undone_at:
        return (_("taken back") if merge.effective_at else _("withdrawn")), ""
    return (_("merged"), "good") if merge.effective_at else (_("waits for a second person"), "warn")


def shown_record(person: Person | None, titles: dict[str, str]) -> ShownRecord | None:
    """A record with its numbers masked."""
    if person is None:
        return None
    return ShownRecord(
        person.pk,
        person.full_name(language_of_page()),
        person.birth_on,
        mask_iin(person.iin) if person.iin else "",
        titles.get(person.territory, person.territory),
    )


def reason_words(codes: Iterable[str]) -> str:
    """What agrees, in the language of the page; a code without words is left out."""
    table, language = search_table()["reasons"], language_of_page()
    words = (table[code][language] if code in table else str(ONLY_HERE.get(code, "")) for code in codes)
    return ", ".join(word for word in words if word)


def confirming_hindrance(merge: Merge, pair: Pair, viewer: Viewer) -> str:
    """Why the viewer cannot confirm a merge that waits; empty where nothing hinders."""
    if merge.requested_by_id == viewer.user_id:
        return _("You asked for this merge yourself: a second person confirms it.")
    return "" if pair.is_whole else elsewhere_text()


def elsewhere_text() -> str:
    """Why nobody decides about a record that one does not see."""
    return _("One of the records is outside your districts. Somebody who works in both decides about the pair.")
