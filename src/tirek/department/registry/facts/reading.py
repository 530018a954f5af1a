"""The facts of one family as the law reads them."""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from datetime import date
from functools import cache
from typing import Any

from django.db import connection

from tirek.department.registry.facts.queries import dwelling_query, family_query, person_query, vehicle_query
from tirek.rulebook.engine.calendar import Quarter
from tirek.rulebook.engine.case import Case, Row


def case_of_family(
    family_id: int, records: Sequence[int], on: date, asked: Container[str] = ()
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
    asked
        Sources that answered for every member: without an answer, no dwelling on record is an unknown, not a none.
    """
    told: dict[str, Any] = {"families": [family_id], "records": list(records), "on": on, **quarter_before(on)}
    found: dict[str, list[dict[str, int | bool | None]]] = {"family": [], "person": [], "dwelling": [], "vehicle": []}
    with connection.cursor() as cursor:
        cursor.execute(_everything(), told)
        for entity, _, row in cursor.fetchall():
            found[entity].append(json.loads(row))
    order = tuple(int(row["person_id"] or 0) for row in found["person"])
    rows = {
        "person": tuple(_known(row, "person_id") for row in found["person"]),
        "dwelling": _rows(found["dwelling"], "real_estate" in asked),
        "vehicle": _rows(found["vehicle"], "vehicles" in asked),
        "claim": (),
        "employer": None,
    }
    return Case(_known(found["family"][0]) if found["family"] else {}, rows), order


@cache
def _everything() -> str:
    """The four texts as one query: entity, place of the row, the row as JSON."""
    texts = {
        "family": family_query(),
        "person": person_query(),
        "dwelling": dwelling_query(),
        "vehicle": vehicle_query(),
    }
    return (
        " UNION ALL ".join(
            f"SELECT '{entity}' AS entity, row_number() OVER () AS place, to_jsonb(t)::text FROM ({text}) t"
            for entity, text in texts.items()
        )
        + " ORDER BY 1, 2"
    )


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


def _known(row: dict[str, int | bool | None], *besides: str) -> Row:
    """A row without its ids and without what nobody knows."""
    return {name: value for name, value in row.items() if value is not None and name not in ("family_id", *besides)}
