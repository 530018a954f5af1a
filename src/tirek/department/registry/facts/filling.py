"""What the rows of the registry mean for the law: each fact said once, of arrays.

The card gives the rows of one family, the export those of everybody, batch after batch; both get the same columns.
Values are integers in the law's stored form until the end; -1 in a column of bytes, else `UNKNOWN`, is what nobody
recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tirek.department.registry.facts.columns import (
    CONFIDENTIAL_FACTS,
    INCOMES,
    OWN_SOURCES,
    asked_bits,
    circumstances_of,
    default_of,
    facts_of,
    is_of_quarter,
    status_facts,
)
from tirek.department.registry.facts.families import Families
from tirek.department.registry.facts.rows import UNKNOWN, no_rows, relations
from tirek.population.snapshot.schema import FAMILY_ID
from tirek.rulebook.engine.facts import Fact

Arrays = Mapping[str, NDArray[Any]]
NARROW = frozenset({"boolean", "enum"})
"""Types of facts that fit in a byte."""


class Filling:
    """The columns of the families' rows, filled relation after relation. Different relations may come at once."""

    def __init__(self, families: Families) -> None:
        self._families = families
        self._columns: dict[tuple[str, str], NDArray[Any]] = {}
        self._incomes: dict[tuple[int, bool], list[tuple[NDArray[Any], NDArray[Any]]]] = {}
        self._belongings: dict[str, list[dict[str, NDArray[Any]]]] = {"dwelling": [], "vehicle": []}
        self._may_know: set[str] = set()
        self._registered: NDArray[np.int64] | None = None
        self._take: dict[str, Callable[[Arrays], None]] = {
            "circumstance": self._take_circumstances,
            "income": self._take_incomes,
            "status": self._take_statuses,
            "disability": self._take_disabilities,
            "address": self._take_addresses,
            "dwelling": lambda rows: self._take_belongings("dwelling", rows),
            "vehicle": lambda rows: self._take_belongings("vehicle", rows),
            "programme": self._take_programmes,
        }
        self._circumstances = [fact for entity in ("person", "family") for fact in circumstances_of(entity)]

    def take(self, relation: str, rows: Arrays) -> None:
        """Rows of a relation (all but ``member`` and ``person``); those of nobody asked about are passed over."""
        self._take[relation](rows)

    def table(self, entity: str) -> pa.Table:
        """The rows of an entity: ``family_id`` and its facts, sorted by family; unknown is null. Its columns are given up."""
        if entity in self._belongings:
            return self._belongings_table(entity)
        rows = self._families.families if entity == "family" else self._families.persons
        asked = self._families.people["asked"][rows.source]
        own = self._own_columns(entity, rows.source)
        columns = {FAMILY_ID: pa.array(rows.family)}
        for fact in facts_of(entity):
            values = own[fact.name]() if fact.name in own else self._columns.pop((entity, fact.name), None)
            columns[fact.name] = self._finished(fact, values, asked)
        return pa.table(columns)

    def _column(self, fact: Fact) -> NDArray[Any]:
        key = (fact.entity, fact.name)
        if key not in self._columns:
            of_family = fact.entity == "family"
            size = (self._families.families if of_family else self._families.persons).family.size
            self._columns[key] = _unknowns(fact, size)
        return self._columns[key]

    def _take_circumstances(self, rows: Arrays) -> None:
        """Of two values, which only a record and one merged into it can have, the greater counts."""
        for place, chosen in _groups(rows["fact"]):
            fact = self._circumstances[place]
            if fact.type == "enum":
                values = _codes_of_choices(fact.values)[rows["choice"][chosen]]
                known = values >= 0
            else:
                values = rows["value"][chosen]
                known = values != UNKNOWN
                if fact.type == "boolean":
                    values = values != 0
            at = self._families.places(fact.entity, rows["person_id"][chosen])
            known &= at >= 0
            column = self._column(fact)
            np.maximum.at(column, at[known], values[known].astype(column.dtype))

    def _take_statuses(self, rows: Arrays) -> None:
        facts = {fact.name: fact for fact in facts_of("person")}
        for place, chosen in _groups(rows["kind"]):
            at = self._families.places("person", rows["person_id"][chosen])
            self._column(facts[list(status_facts())[place]])[at[at >= 0]] = 1

    def _take_incomes(self, rows: Arrays) -> None:
        at = self._families.places("person", rows["person_id"])
        for place, chosen in _groups(np.where(at >= 0, rows["kind"], -1)):
            declared = rows["declared"][chosen]
            for told, kept in ((True, chosen[declared]), (False, chosen[~declared])):
                if kept.size:
                    found = (at[kept].astype(np.int32), rows["amount_tenge"][kept])
                    self._incomes.setdefault((place, told), []).append(found)

    def _take_disabilities(self, rows: Arrays) -> None:
        """Of two of them, which only a record and one merged into it can have, the earlier word of the list counts."""
        facts = {fact.name: fact for fact in facts_of("person")}
        at = self._families.places("person", rows["person_id"])
        for name, fact in (("group", facts["disability"]), ("cause", facts["disability_cause"])):
            kept = np.flatnonzero((at >= 0) & (rows[name] >= 0))
            # The earliest word is written last, and stays.
            kept = kept[np.argsort(-rows[name][kept].astype(np.int64), kind="stable")]
            later = rows[name][kept]
            column = self._column(fact)
            earlier = column[at[kept]]
            column[at[kept]] = np.where((earlier >= 0) & (earlier < later), earlier, later)

    def _take_addresses(self, rows: Arrays) -> None:
        if self._registered is None:
            self._registered = np.full(self._families.person_ids.size, np.iinfo(np.int64).max)
        at = self._families.places("person", rows["person_id"])
        np.minimum.at(self._registered, at[at >= 0], rows["address_id"][at >= 0])

    def _take_belongings(self, entity: str, rows: Arrays) -> None:
        number = self._families.places("number", rows["person_id"])
        kept = np.flatnonzero(number >= 0)
        self._belongings[entity].append(
            {FAMILY_ID: number[kept], **{name: values[kept] for name, values in rows.items() if name != "person_id"}}
        )

    def _take_programmes(self, rows: Arrays) -> None:
        kinds = relations()["programme"].words["kind"]
        self._may_know |= {kinds[place] for place in rows["kind"] if place >= 0}

    def _own_columns(self, entity: str, source: NDArray[np.int64]) -> dict[str, Callable[[], NDArray[Any]]]:
        """Facts that are not collected row by row."""
        if entity == "family":
            return {"territory": lambda: self._families.territory}
        people = self._families.people
        incomes = {kind: partial(self._income, place) for place, kind in enumerate(INCOMES)}
        return {
            "birth_date": lambda: _as_integers(people["birth_day"][source]),
            "sex": lambda: people["sex"][source].astype(np.int8),
            "residence": lambda: people["residence"][source].astype(np.int8),
            "registered_at_address": self._registered_at_home,
            **incomes,
        }

    def _registered_at_home(self) -> NDArray[np.int8]:
        """Whether the registered address is the family's: true where the family's is not known; unknown without the first."""
        home, registered = self._families.home_of_person, self._registered
        if registered is None:
            return np.full(home.size, -1, dtype=np.int8)
        same = ((home == registered) | (home == UNKNOWN)).astype(np.int8)
        return np.where(registered == np.iinfo(np.int64).max, np.int8(-1), same)

    def _income(self, kind: int) -> NDArray[np.int64]:
        """The sum of a kind; what registers say counts before a declaration."""
        size = self._families.person_ids.size
        values = np.full(size, UNKNOWN)
        for declared in (True, False):
            sums, told = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=bool)
            for at, amounts in self._incomes.pop((kind, declared), []):
                np.add.at(sums, at, amounts)
                told[at] = True
            values[told] = sums[told]
        return values

    def _finished(self, fact: Fact, values: NDArray[Any] | None, asked: NDArray[np.int64]) -> pa.Array:
        """What is recorded; else "none" where the source has answered; else null, which the law reads as unknown."""
        if values is None:
            values = _unknowns(fact, asked.size)
        unknown = _unknown(values)
        none = default_of(fact)
        if none is not None:
            filled = unknown
            if fact.source not in OWN_SOURCES:
                bit = asked_bits()[fact.source, is_of_quarter(fact)]
                filled = unknown & ((asked >> bit) & 1 == 1)
            values[filled] = none
            unknown = unknown & ~filled
        if CONFIDENTIAL_FACTS.get(fact.name, "") not in {"", *self._may_know}:
            unknown[:] = True
        return pa.array(values.astype(bool) if fact.type == "boolean" else values, mask=unknown)

    def _belongings_table(self, entity: str) -> pa.Table:
        """Dwellings and vehicles in the order of their rows; a dwelling that several members share counts once."""
        names = [FAMILY_ID, *(name for name in relations()[entity].columns if name != "person_id")]
        batches = [no_rows(relations()[entity]) | {FAMILY_ID: np.zeros(0, np.int64)}, *self._belongings.pop(entity)]
        rows = {name: np.concatenate([batch[name] for batch in batches]) for name in names}
        order = _once_a_dwelling(rows) if entity == "dwelling" else np.arange(rows[FAMILY_ID].size)
        order = order[np.lexsort((rows["row_id"][order], rows[FAMILY_ID][order]))]
        columns = {FAMILY_ID: pa.array(rows[FAMILY_ID][order])}
        for fact in facts_of(entity):
            values = rows[fact.name][order]
            if fact.type == "boolean":
                columns[fact.name] = pa.array(values.astype(bool))
            else:
                columns[fact.name] = pa.array(values, mask=_unknown(values))
        return pa.table(columns)


def _groups(codes: NDArray[Any]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Each code that occurs, and the rows that have it; -1 is passed over."""
    order = np.argsort(codes.astype(np.int16), kind="stable")  # of two bytes: counted, not compared
    ordered = codes[order]
    ends = [*np.flatnonzero(np.diff(ordered)) + 1, ordered.size]
    begin = 0
    for end in ends:
        if end > begin and ordered[begin] >= 0:
            yield int(ordered[begin]), order[begin:end]
        begin = end


@cache
def _codes_of_choices(values: tuple[str, ...]) -> NDArray[np.int8]:
    """Place among the words of all enumerations -> the code in one of them; -1 for a word that is not its own."""
    words = (*relations()["circumstance"].words["choice"], "")
    return np.array([values.index(word) if word in values else -1 for word in words], dtype=np.int8)


def _unknowns(fact: Fact, size: int) -> NDArray[Any]:
    """A column of which nothing is known yet."""
    return np.full(size, -1, dtype=np.int8) if fact.type in NARROW else np.full(size, UNKNOWN)


def _unknown(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Of codes whatever is below 0, of other integers `UNKNOWN`."""
    found: NDArray[np.bool_] = values == UNKNOWN if values.dtype == np.int64 else values < 0
    return found


def _as_integers(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Days from 1970 as YYYYMMDD."""
    known = days != UNKNOWN
    dates = np.where(known, days, 0).astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    place = months.astype(np.int64)
    integers = (place // 12 + 1970) * 10_000 + (place % 12 + 1) * 100 + (dates - months).astype(np.int64) + 1
    return np.where(known, integers, UNKNOWN)


def _once_a_dwelling(rows: Arrays) -> NDArray[np.int64]:
    """Of the rows of one cadastral number in a family the one that is lived in, else the first; others stand for themselves."""
    numbers = pa.array(rows["place"], pa.string()).dictionary_encode().indices.fill_null(-1)
    codes = np.asarray(numbers).astype(np.int64)
    key = np.where(codes >= 0, codes, codes.size + np.arange(codes.size))
    order = np.lexsort((rows["row_id"], ~rows["residence"].astype(bool), key, rows[FAMILY_ID]))
    first = np.append(True, (np.diff(key[order]) != 0) | (np.diff(rows[FAMILY_ID][order]) != 0))[: order.size]
    return order[first]
