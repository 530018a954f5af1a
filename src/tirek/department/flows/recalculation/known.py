"""The facts of many cases at once: the registry read in columns, over it each case's declarations and settlements.

What they mean is said where it is said for one case (`laid_facts`); here it is only read for all of them together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from tirek.department.applications.models import DeclaredFact
from tirek.department.flows.recalculation.standing import Standing
from tirek.department.registry.facts.many import ANSWERED, ManyFamilies, facts_of_families
from tirek.department.registry.facts.reading import quarter_before
from tirek.department.verification.facts import KnownFacts, laid_facts, newest, received_programmes
from tirek.department.verification.models import FactCheck
from tirek.department.verification.receipts import receipts_of
from tirek.population.snapshot.schema import FAMILY_ID
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.case import Case as Facts
from tirek.rulebook.engine.facts import RECEIVES
from tirek.rulebook.engine.needs import facts_needed

ENTITIES = ("family", "person", "dwelling", "vehicle")
OPEN_ROWS: Mapping[str, str] = {"dwelling": "real_estate", "vehicle": "vehicles"}
"""Entities of which no row on record is an unknown, not a none, until the source has answered for everybody."""


@dataclass(frozen=True)
class KnownCase:
    """The law's case of an entitlement, ``None`` where nobody lives in the family any more."""

    standing: Standing
    facts: Facts | None


def known_cases(standing: Sequence[Standing], on: date) -> Iterator[KnownCase]:
    """The facts of each case on a day, as `facts_of_case` gives them; a dozen queries for each quarter of incomes, and two."""
    declared = _by_key(
        DeclaredFact.objects.filter(application__in={row.application_id for row in standing}), "application_id"
    )
    checks = _by_key(FactCheck.objects.filter(case__in={row.case_id for row in standing}), "case_id")
    by_quarter: dict[date, list[Standing]] = defaultdict(list)
    for row in standing:
        by_quarter[quarter_before(row.applied_on)["quarter_from"]].append(row)
    for rows in by_quarter.values():
        many = _Registry(facts_of_families([*{row.family_id for row in rows}], on, applied_on=rows[0].applied_on))
        for row in rows:
            known = many.known(row.family_id, row.programme)
            if known is None:
                yield KnownCase(row, None)
                continue
            received = receipts_of(row.family_id, on, received_programmes(row.programme, row.confidential))
            own = newest(declared.get(row.application_id, ()))
            yield KnownCase(row, laid_facts(known, own, checks.get(row.case_id, ()), received, row.confidential))


def _by_key(rows: Any, key: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.order_by("pk").iterator(chunk_size=10_000):
        found[getattr(row, key)].append(row)
    return found


class _Registry:
    """What the registry knows of families, given out family by family: only the facts that a programme reads."""

    def __init__(self, many: ManyFamilies) -> None:
        self._ids = many.ids
        self._answered = many.answered
        self._tables = {entity: many.filling.table(entity) for entity in ENTITIES}
        self._bounds = {entity: _bounds(table, many.ids.size) for entity, table in self._tables.items()}
        self._order = many.families.person_ids
        self._columns: dict[tuple[str, str], list[Any]] = {}
        order = np.argsort(many.owners, kind="stable")
        self._owners, self._records = many.owners[order], many.records[order]

    def known(self, family_id: int, programme: str) -> KnownFacts | None:
        at = int(np.searchsorted(self._ids, family_id))
        if at == self._ids.size or self._ids[at] != family_id:
            return None
        asked = frozenset(source for place, source in enumerate(ANSWERED) if self._answered[at, place])
        rows: dict[str, Any] = {entity: tuple(self._rows(entity, at, programme)) for entity in ENTITIES[1:]}
        for entity, source in OPEN_ROWS.items():
            rows[entity] = rows[entity] or (() if source in asked else None)
        first, last = self._bounds["person"][at], self._bounds["person"][at + 1]
        facts = Facts(next(self._rows("family", at, programme)), {**rows, "claim": (), "employer": None})
        order = tuple(self._order[first:last].tolist())
        owner = {record: person for person in order for record in self._records_of(person)}
        return KnownFacts(facts, order, owner, asked, registry=facts, established=facts)

    def _rows(self, entity: str, at: int, programme: str) -> Iterator[dict[str, int | bool]]:
        names = _read(programme).get(entity, ())
        columns = [(name, self._column(entity, name)) for name in names]
        for place in range(self._bounds[entity][at], self._bounds[entity][at + 1]):
            yield {name: values[place] for name, values in columns if values[place] is not None}

    def _column(self, entity: str, name: str) -> list[Any]:
        if (entity, name) not in self._columns:
            self._columns[entity, name] = self._tables[entity][name].to_pylist()
        return self._columns[entity, name]

    def _records_of(self, person: int) -> list[int]:
        first, last = np.searchsorted(self._owners, [person, person + 1])
        records: list[int] = self._records[first:last].tolist()
        return records


def _bounds(table: pa.Table, families: int) -> list[int]:
    """Where the rows of each family begin; the rows are sorted by family."""
    numbers: NDArray[np.int64] = np.asarray(table[FAMILY_ID].to_numpy())
    bounds: list[int] = np.searchsorted(numbers, np.arange(families + 1)).tolist()
    return bounds


@cache
def _read(programme: str) -> Mapping[str, tuple[str, ...]]:
    """The facts a programme reads, by entity; "receives" is told by who pays, not by the registry."""
    found: dict[str, list[str]] = defaultdict(list)
    for fact in facts_needed(find_benefit(programme)):
        if fact.entity in ENTITIES and not fact.name.startswith(RECEIVES):
            found[fact.entity].append(fact.name)
    return {
        entity: tuple(dict.fromkeys(["territory", *names] if entity == "family" else names))
        for entity, names in found.items()
    }
