"""The rows of the registry that count on a day: one SQL text a relation, the same for one family and for everybody.

A text only says which rows count and which columns they have. What the rows mean is said once, in ``filling``, of arrays:
for the members of one family (the card) as for a whole city (the snapshot).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tirek.department.registry.facts.columns import (
    CONFIDENTIAL_FACTS,
    INCOMES,
    asked_bits,
    circumstances_of,
    facts_of,
    status_facts,
)

UNKNOWN = int(np.iinfo(np.int64).min)
"""Stands for NULL in an array of integers: no column of the registry holds it."""
ARROW = {int: pa.int64(), bool: pa.bool_(), str: pa.string()}


@dataclass(frozen=True)
class Relation:
    """Rows with a name.

    ``text`` ends in conditions, to which ``narrowed`` is added for one family; parameters are ``on``, ``quarter_from``,
    ``quarter_to`` and ``families`` or ``records``. ``columns`` are the types of its columns in order; ``words`` those
    whose text is one of a list, which become places in the list.
    """

    text: str
    narrowed: str
    columns: Mapping[str, type]
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns as they come from the database."""
        return pa.schema([(name, ARROW[kind]) for name, kind in self.columns.items()])

    def query(self, *, everybody: bool) -> str:
        """The text for everybody, or for one family."""
        return self.text if everybody or not self.narrowed else f"{self.text} AND {self.narrowed}"


@cache
def relations() -> dict[str, Relation]:
    """All relations; ``member`` and ``person`` are read first, for they say where every other row belongs."""
    return {"member": _members(), "person": _persons(), **_of_person(), "programme": _programmes()}


def arrays_of(relation: Relation, batch: pa.RecordBatch) -> dict[str, NDArray[Any]]:
    """The columns of a batch as arrays: NULL is `UNKNOWN`, a word its place in its list or -1; other texts are objects."""
    batch = batch.cast(relation.schema)
    return {name: _array(batch[name], relation.words.get(name)) for name in relation.columns}


def no_rows(relation: Relation) -> dict[str, NDArray[Any]]:
    """The columns of a relation, empty."""
    return arrays_of(relation, pa.RecordBatch.from_pylist([], schema=relation.schema))


def _array(column: pa.Array, words: tuple[str, ...] | None) -> NDArray[Any]:
    if words is not None:
        coded = pc.dictionary_encode(column)
        places = np.asarray(pc.fill_null(coded.indices, -1))
        place_of = {word: place for place, word in enumerate(words)}
        # The last entry answers for -1, a NULL.
        table = np.array([place_of.get(word, -1) for word in coded.dictionary.to_pylist()] + [-1], dtype=np.int16)
        return table[places]
    if pa.types.is_integer(column.type) and column.null_count:
        column = pc.fill_null(column, UNKNOWN)
    return np.asarray(column.to_numpy(zero_copy_only=False))


def _members() -> Relation:
    return Relation(
        "SELECT m.family_id, m.person_id, m.role = 'head' AS heads, f.territory::int AS territory, f.address_id "
        "FROM registry_membership m JOIN registry_family f ON f.id = m.family_id "
        "WHERE m.valid @> %(on)s::date AND f.dissolved_on IS NULL",
        "m.family_id = ANY (%(families)s)",
        {"family_id": int, "person_id": int, "heads": bool, "territory": int, "address_id": int},
    )


def _persons() -> Relation:
    """With merged records, and with those who died: a family may be known by them."""
    bits = []
    for (source, of_quarter), place in asked_bits().items():
        late = f"coalesce((p.checked->>'{source}') COLLATE \"C\" >= (SELECT %(quarter_to)s::date::text), FALSE)"
        answered = late if of_quarter else f"p.checked ? '{source}'"
        bits.append(f"(({answered})::int::bigint << {place})")
    by_name = {fact.name: fact for fact in facts_of("person")}
    return Relation(
        "SELECT p.id AS person_id, p.merged_into_id, (p.died_on IS NULL OR p.died_on > %(on)s::date) AS living, "
        f"p.birth_on - '1970-01-01'::date AS birth_day, p.sex, p.residence, {' | '.join(bits)} AS asked "
        "FROM registry_person p WHERE TRUE",
        "p.id = ANY (%(records)s)",
        {
            "person_id": int,
            "merged_into_id": int,
            "living": bool,
            "birth_day": int,
            "sex": str,
            "residence": str,
            "asked": int,
        },
        {name: by_name[name].values for name in ("sex", "residence")},
    )


def _of_person() -> dict[str, Relation]:
    """Rows about a person, which count for the record that this one was merged into."""
    asked = [fact for entity in ("person", "family") for fact in circumstances_of(entity)]
    choices = tuple(sorted({word for fact in asked for word in fact.values}))
    by_name = {
        (fact.entity, fact.name): fact for entity in ("person", "dwelling", "vehicle") for fact in facts_of(entity)
    }
    on = "valid @> %(on)s::date"

    def words(entity: str, **columns: str) -> dict[str, tuple[str, ...]]:
        return {column: by_name[entity, name].values for column, name in columns.items()}

    return {
        "circumstance": _about(
            f"SELECT c.person_id, c.fact, c.value, c.choice FROM registry_circumstance c WHERE c.{on}",
            {"fact": str, "value": int, "choice": str},
            {"fact": tuple(fact.name for fact in asked), "choice": choices},
        ),
        "income": _about(
            "SELECT i.person_id, i.kind, i.source = 'declared' AS declared, i.amount_tenge FROM registry_income i "
            "WHERE i.month >= %(quarter_from)s::date AND i.month < %(quarter_to)s::date",
            {"kind": str, "declared": bool, "amount_tenge": int},
            {"kind": INCOMES},
        ),
        "status": _about(
            f"SELECT s.person_id, s.kind FROM registry_status s WHERE s.{on}",
            {"kind": str},
            {"kind": tuple(status_facts().values())},
        ),
        "disability": _about(
            f'SELECT d.person_id, d."group", d.cause FROM registry_disability d WHERE d.{on}',
            {"group": str, "cause": str},
            words("person", group="disability", cause="disability_cause"),
        ),
        "address": _about(
            f"SELECT a.person_id, a.address_id FROM registry_personaddress a WHERE a.kind = 'registered' AND a.{on}",
            {"address_id": int},
        ),
        "dwelling": _about(
            "SELECT d.person_id, d.id AS row_id, nullif(d.cadastral_number, '') AS place, d.area_m2_hundredths AS area, "
            f"d.tenure, d.kind, d.residence FROM registry_dwelling d WHERE d.{on}",
            {"row_id": int, "place": str, "area": int, "tenure": str, "kind": str, "residence": bool},
            words("dwelling", tenure="tenure", kind="kind"),
        ),
        "vehicle": _about(
            f"SELECT v.person_id, v.id AS row_id, v.kind FROM registry_vehicle v WHERE v.{on}",
            {"row_id": int, "kind": str},
            words("vehicle", kind="kind"),
        ),
    }


def _about(text: str, columns: dict[str, type], words: Mapping[str, tuple[str, ...]] | None = None) -> Relation:
    return Relation(text, "person_id = ANY (%(records)s)", {"person_id": int, **columns}, words or {})


def _programmes() -> Relation:
    """The confidential programmes whose facts the viewer may know."""
    return Relation(
        "SELECT unnest(string_to_array(current_setting('tirek.confidential', true), ',')) AS kind",
        "",
        {"kind": str},
        {"kind": tuple(CONFIDENTIAL_FACTS.values())},
    )
