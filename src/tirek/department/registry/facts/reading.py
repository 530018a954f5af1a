"""The facts of one family as the law reads them."""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
from django.db import connection
from numpy.typing import NDArray

from tirek.department.registry.facts.families import arrange
from tirek.department.registry.facts.filling import Filling
from tirek.department.registry.facts.rows import arrays_of, relations
from tirek.population.snapshot.schema import FAMILY_ID
from tirek.rulebook.engine.calendar import Quarter
from tirek.rulebook.engine.case import Case, Row


def case_of_family(
    family_id: int,
    records: Sequence[int],
    on: date,
    asked: Container[str] = (),
    *,
    applied_on: date | None = None,
) -> tuple[Case, tuple[int, ...]]:
    """The case of a family on a day, and the persons in the order of its rows. One query.

    Parameters
    ----------
    family_id
        The family.
    records
        Ids of all records of its members: their own, and those merged into them.
    on
        The day; incomes are those of the quarter before the day's quarter.
    applied_on
        The day of an application: incomes are then those of the quarter before its quarter.
    asked
        Sources that answered for every member: without an answer, no dwelling on record is an unknown, not a none.
    """
    told: dict[str, Any] = {
        "families": [family_id],
        "records": list(records),
        "on": on,
        **quarter_before(applied_on or on),
    }
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in relations()}
    with connection.cursor() as cursor:
        cursor.execute(_everything(), told)
        for name, row in cursor.fetchall():
            found[name].append(json.loads(row))
    rows = {name: _arrays(name, found[name]) for name in found}
    families = arrange(rows["member"], rows["person"], lambda ids, _: np.zeros(ids.size, dtype=np.int64))
    filling = Filling(families)
    for name in rows.keys() - {"member", "person"}:
        filling.take(name, rows[name])
    answers = {entity: filling.table(entity).to_pylist() for entity in ("family", "person", "dwelling", "vehicle")}
    case = Case(
        _known(answers["family"][0]) if answers["family"] else {},
        {
            "person": tuple(_known(row) for row in answers["person"]),
            "dwelling": _rows(answers["dwelling"], "real_estate" in asked),
            "vehicle": _rows(answers["vehicle"], "vehicles" in asked),
            "claim": (),
            "employer": None,
        },
    )
    return case, tuple(families.person_ids.tolist())


@cache
def _everything() -> str:
    """The texts of all relations as one query: the relation's name, the row as JSON."""
    return " UNION ALL ".join(
        f"SELECT '{name}' AS relation, to_jsonb(t)::text FROM ({relation.query(everybody=False)}) t"
        for name, relation in relations().items()
    )


def _arrays(name: str, found: list[dict[str, Any]]) -> dict[str, NDArray[Any]]:
    relation = relations()[name]
    return arrays_of(relation, pa.RecordBatch.from_pylist(found, schema=relation.schema))


def _rows(found: list[dict[str, int | bool | None]], asked: bool) -> tuple[Row, ...] | None:
    rows = tuple(_known(row) for row in found)
    return rows if rows or asked else None


def quarter_before(on: date) -> dict[str, date]:
    """Its first day and the day after its last, as the parameters of the queries."""
    now, before = Quarter.of(on), Quarter.of(on).before()
    return {
        "quarter_from": date(before.year, before.number * 3 - 2, 1),
        "quarter_to": date(now.year, now.number * 3 - 2, 1),
    }


def _known(row: dict[str, int | bool | None]) -> Row:
    """A row without its family and without what nobody knows."""
    return {name: value for name, value in row.items() if value is not None and name != FAMILY_ID}
