"""Pairs of records that may be one person, and decisions that they are: what of them a viewer may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.department.registry.enums import DuplicateState
from tirek.department.registry.models import DuplicateCandidate, Merge, Person
from tirek.department.registry.own_family import refuse_own_family


@dataclass(frozen=True)
class Pair:
    """Two records, each as the viewer may see it; None where it is in a district of others.

    A record that was merged stands here as the one it turned out to be.
    """

    first: Person | None
    second: Person | None

    @property
    def is_whole(self) -> bool:
        """Whether the viewer sees both: nobody decides about what one does not see."""
        return self.first is not None and self.second is not None

    @property
    def is_one(self) -> bool:
        """Whether earlier merges have made one record of them already."""
        return self.is_whole and self.first == self.second


def list_open_pairs() -> QuerySet[DuplicateCandidate]:
    """Pairs to be decided of which the viewer sees a record, without an order; not those that are one record already."""
    roots = {side: Subquery(_root_of(side)) for side in ("first", "second")}
    rows = DuplicateCandidate.objects.filter(state=DuplicateState.OPEN)
    rows = rows.annotate(first_root=roots["first"], second_root=roots["second"])
    return rows.filter(Q(first_root=None) | Q(second_root=None) | ~Q(first_root=F("second_root")))


def _root_of(side: str) -> QuerySet[Person]:
    return Person.objects.filter(pk=OuterRef(f"{side}_id")).values_list(Coalesce("merged_into_id", F("pk")))[:1]


def list_merges(*, only_waiting: bool = False) -> QuerySet[Merge]:
    """Merges whose survivor the viewer sees, with who decided them, without an order."""
    rows = Merge.objects.select_related("requested_by", "confirmed_by", "undone_by")
    return rows.filter(effective_at=None, undone_at=None) if only_waiting else rows


def people_seen(ids: Iterable[int | None], *, what: str) -> dict[int, Person]:
    """The records among ids that the viewer sees, by id; the look is journalled as one list."""
    found = Person.objects.in_bulk({pk for pk in ids if pk is not None})
    if found:
        note_view("person-list", None, sorted(found), detail=what)
    return found


def waiting_merges_among(ids: Iterable[int]) -> dict[frozenset[int], Merge]:
    """Merges asked for and not yet confirmed between records, by their two ids."""
    wanted = set(ids)
    rows = Merge.objects.filter(loser__in=wanted, survivor__in=wanted, effective_at=None, undone_at=None)
    return {frozenset((row.loser_id, row.survivor_id)): row for row in rows}


def access_candidate(viewer: Viewer, pk: int) -> tuple[DuplicateCandidate, Pair]:
    """A pair with the records of it that the viewer may see; the looks are journalled.

    Raises
    ------
    IsOwnFamily
        If a record is of the viewer's own family or address.
    NotSeen
        If there is no such pair, or neither record is in the viewer's territories.
    """
    found = DuplicateCandidate.objects.filter(pk=pk).first()
    if found is None:
        raise NotSeen("pair")
    rows = Person.objects.in_bulk([found.first_id, found.second_id])
    roots = Person.objects.in_bulk({row.merged_into_id for row in rows.values() if row.merged_into_id})
    sides = []
    for side in (found.first_id, found.second_id):
        row = rows.get(side)
        sides.append(_seen(viewer, side, roots.get(row.merged_into_id, row) if row and row.merged_into_id else row))
    return found, Pair(*sides)


def access_merge(viewer: Viewer, pk: int) -> tuple[Merge, Pair]:
    """A merge with the record that goes and the one that stays, as they stand; the looks are journalled.

    Raises
    ------
    IsOwnFamily
        If a record is of the viewer's own family or address.
    NotSeen
        If there is no such merge, or its survivor is not in the viewer's territories.
    """
    found = list_merges().filter(pk=pk).first()
    if found is None:
        raise NotSeen("merge")
    rows = Person.objects.in_bulk([found.loser_id, found.survivor_id])
    sides = (found.loser_id, found.survivor_id)
    return found, Pair(*(_seen(viewer, side, rows.get(side)) for side in sides))


def _seen(viewer: Viewer, pk: int, person: Person | None) -> Person | None:
    if person is None:
        refuse_own_family(viewer, person_id=pk)
        return None
    note_view("person", person.pk, [person.pk], detail="duplicate")
    return person


def merges_to_confirm(viewer: Viewer) -> QuerySet[Merge]:
    """Merges that somebody else asked for and a second person must confirm."""
    return Merge.objects.filter(effective_at=None, undone_at=None).exclude(requested_by=viewer.user_id).order_by()
