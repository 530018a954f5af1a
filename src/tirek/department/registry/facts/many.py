"""The facts of many families at once: the card's texts for a list of families, read by COPY inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
from django.db import connection
from numpy.typing import NDArray

from tirek.department.registry.facts.families import Families, arrange
from tirek.department.registry.facts.filling import Filling
from tirek.department.registry.facts.reading import quarter_before
from tirek.department.registry.facts.rows import arrays_of, no_rows, relations

ANSWERED = ("real_estate", "vehicles")
"""Sources whose answer for every member makes "no rows" of an entity a none."""
_MEMBERS = (
    "SELECT m.family_id, m.person_id, p.checked ? 'real_estate' AS real_estate, "
    "p.checked ? 'vehicles' AS vehicles FROM registry_membership m JOIN registry_person p ON p.id = m.person_id "
    "WHERE m.valid @> %(on)s::date"
)
_MERGED = "SELECT p.id AS record, p.merged_into_id AS person FROM registry_person p WHERE p.merged_into_id IS NOT NULL"
_ID, _YES_NO = pa.int64(), pa.bool_()
_MEMBER_COLUMNS = pa.schema([("family_id", _ID), ("person_id", _ID), ("real_estate", _YES_NO), ("vehicles", _YES_NO)])
_MERGED_COLUMNS = pa.schema([("record", _ID), ("person", _ID)])


@dataclass(frozen=True)
class ManyFamilies:
    """The facts of families on a day; ``ids`` are the families in the order of their numbers.

    ``records`` are all records of members (their own, and those merged into them), ``owners`` whose they are. ``answered``
    says of each family (in the order of ``ids``) and source of `ANSWERED` whether it answered for every member.
    """

    ids: NDArray[np.int64]
    filling: Filling
    families: Families
    records: NDArray[np.int64]
    owners: NDArray[np.int64]
    answered: NDArray[np.bool_]


def facts_of_families(family_ids: Sequence[int] | None, on: date, *, applied_on: date | None = None) -> ManyFamilies:
    """The facts of families as `case_of_family` reads each; a dozen queries, whatever their number.

    Parameters
    ----------
    family_ids
        None for everybody whom the viewer may see.
    on
        The day; incomes are those of the quarter before that of ``applied_on``, or before the day's.
    """
    told: dict[str, Any] = {"on": on, **quarter_before(applied_on or on)}
    everybody = family_ids is None
    of_families = "" if everybody else " AND m.family_id = ANY (%(families)s)"
    told["families"] = list(family_ids or ())
    members = _columns(_MEMBERS + of_families, told, _MEMBER_COLUMNS)
    persons = np.unique(members["person_id"])
    of_persons = "" if everybody else " AND p.merged_into_id = ANY (%(persons)s)"
    merged = _columns(_MERGED + of_persons, told | {"persons": persons.tolist()}, _MERGED_COLUMNS)
    told["records"] = np.union1d(persons, merged["record"]).tolist()
    listed: list[NDArray[np.int64]] = []

    def number(families: NDArray[np.int64], inhabited: NDArray[np.bool_]) -> NDArray[np.int64]:
        listed.append(families[inhabited])
        return np.where(inhabited, np.cumsum(inhabited) - 1, -1)

    rows = {name: _read(name, told, everybody=everybody) for name in ("member", "person")}
    families = arrange(rows["member"], rows["person"], number)
    filling = Filling(families)
    for name in relations().keys() - {"member", "person"}:
        filling.take(name, _read(name, told, everybody=everybody))
    return ManyFamilies(
        ids=listed[0],
        filling=filling,
        families=families,
        records=np.concatenate([persons, merged["record"]]),
        owners=np.concatenate([persons, merged["person"]]),
        answered=_answered(members, listed[0]),
    )


def _answered(members: dict[str, NDArray[Any]], ids: NDArray[np.int64]) -> NDArray[np.bool_]:
    told = np.ones((ids.size, len(ANSWERED)), dtype=bool)
    at = np.searchsorted(ids, members["family_id"])
    at = np.minimum(at, max(ids.size - 1, 0))
    mine = ids[at] == members["family_id"] if ids.size else np.zeros(at.size, dtype=bool)
    for place, source in enumerate(ANSWERED):
        silent = at[mine & ~members[source].astype(bool)]
        told[silent, place] = False
    return told


def _read(name: str, told: dict[str, Any], *, everybody: bool) -> dict[str, NDArray[Any]]:
    relation = relations()[name]
    table = _copied(relation.query(everybody=everybody), told, relation.schema)
    if not table.num_rows:
        return no_rows(relation)
    return arrays_of(relation, table.combine_chunks().to_batches()[0])


def _columns(query: str, told: dict[str, Any], schema: pa.Schema) -> dict[str, NDArray[Any]]:
    """A relation without nulls."""
    table = _copied(query, told, schema)
    return {name: np.asarray(table[name].to_numpy()) for name in table.column_names}


def _copied(query: str, told: dict[str, Any], schema: pa.Schema) -> pa.Table:
    """The rows of a query, as the viewer sees them; a COPY is one stream, and the driver makes no object a value."""
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER)", told) as copy:
        content = b"".join(bytes(block) for block in copy)
    options = arrow_csv.ConvertOptions(
        column_types=schema,
        null_values=[""],
        true_values=["t"],
        false_values=["f"],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )
    return arrow_csv.read_csv(BytesIO(content), convert_options=options)
