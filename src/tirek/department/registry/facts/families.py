"""Who is asked about: the families and persons of an answer, in the order of its rows, and where an id belongs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tirek.department.registry.facts.rows import UNKNOWN

Numbering = Callable[[NDArray[np.int64], NDArray[np.bool_]], NDArray[np.int64]]
"""Ids of families, and whether somebody lives in each -> the number of each; -1 leaves a family out."""
DENSE = 16
"""So many times more ids than rows may a table have that is looked up by the id itself; else a search is cheaper."""


class Places:
    """Where an id stands; -1 for an id that is not there."""

    def __init__(self, ids: NDArray[np.int64], places: NDArray[Any]) -> None:
        self._first = int(ids.min()) if ids.size else 0
        self._last = int(ids.max()) if ids.size else -1
        self._table: NDArray[Any] | None = None
        if self._last - self._first < DENSE * ids.size:
            self._table = np.full(self._last - self._first + 1, -1, dtype=np.int32)
            self._table[ids - self._first] = places
        else:
            order = np.argsort(ids)
            self._ids, self._places = ids[order], places[order]

    def of(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The place of each id."""
        result = np.full(ids.size, -1, dtype=np.int64)
        inside = np.flatnonzero((ids >= self._first) & (ids <= self._last))
        if self._table is not None:
            result[inside] = self._table[ids[inside] - self._first]
        elif inside.size:
            asked = ids[inside]
            at = np.searchsorted(self._ids, asked)
            result[inside] = np.where(self._ids[at] == asked, self._places[at], -1)
        return result


@dataclass(frozen=True)
class Rows:
    """The rows of an entity: their family's number, and which of the persons read is behind each."""

    family: NDArray[np.int64]
    source: NDArray[np.int64]


@dataclass(frozen=True)
class Families:
    """The rows to fill. ``people`` are the columns of the relation ``person``.

    ``families`` have a row for each family, behind which stands its head, or its eldest record where none heads;
    ``persons`` one for each living member whose record was not merged into another.
    """

    people: Mapping[str, NDArray[Any]]
    families: Rows
    persons: Rows
    territory: NDArray[np.int64]
    person_ids: NDArray[np.int64]
    home_of_person: NDArray[np.int64]
    _member_of: Places
    _places: Mapping[str, NDArray[np.int64]]

    def places(self, entity: str, records: NDArray[np.int64]) -> NDArray[np.int64]:
        """The row of ``person`` or ``family`` for which a record counts, or (``number``) its family's number; -1: none.

        A record that turned out to be another person's counts for the survivor.
        """
        return self._places[entity][self._member_of.of(records)]


def arrange(members: Mapping[str, NDArray[Any]], people: Mapping[str, NDArray[Any]], number: Numbering) -> Families:
    """The rows of the families that are numbered, sorted by number, and within a family by the person's id."""
    at = Places(people["person_id"], np.arange(people["person_id"].size)).of(members["person_id"])
    seen = at >= 0
    alive = np.append(people["living"] & (people["merged_into_id"] == UNKNOWN), False)[at] & seen
    ids, family_of = np.unique(members["family_id"], return_inverse=True)
    inhabited = np.zeros(ids.size, dtype=bool)
    inhabited[family_of[alive]] = True
    numbers = number(ids, inhabited)[family_of]
    persons = np.flatnonzero(alive & (numbers >= 0))
    persons = persons[np.lexsort((members["person_id"][persons], numbers[persons]))]
    heads = np.flatnonzero(seen & (numbers >= 0))
    heads = heads[np.lexsort((members["person_id"][heads], ~members["heads"][heads], numbers[heads]))]
    heads = heads[np.append(True, np.diff(numbers[heads]) != 0)[: heads.size]]
    owner = np.where(people["merged_into_id"] == UNKNOWN, people["person_id"], people["merged_into_id"])
    member = Places(members["person_id"], np.arange(numbers.size)).of(owner)
    return Families(
        people=people,
        families=Rows(numbers[heads], at[heads]),
        persons=Rows(numbers[persons], at[persons]),
        territory=members["territory"][heads],
        person_ids=members["person_id"][persons],
        home_of_person=members["address_id"][persons],
        _member_of=Places(people["person_id"], member),
        _places={
            "person": _rows_of(persons, numbers.size),
            "family": _rows_of(heads, numbers.size),
            "number": np.append(numbers, -1),
        },
    )


def _rows_of(members: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Member -> row; the last entry answers for -1, nobody."""
    rows = np.full(count + 1, -1, dtype=np.int64)
    rows[members] = np.arange(members.size)
    return rows
