"""The facts of one family as the law reads them."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import date
from typing import Any

from django.db import connection

from tirek.department.registry.facts.queries import dwelling_query, family_query, person_query, vehicle_query
from tirek.rulebook.engine.calendar import Quarter
from tirek.rulebook.engine.case import Case, Row


def case_of_family(
    family_id: int, records: Sequence[int], on: date, asked: Container[str] = ()
) -> tuple[Case, tuple[int, ...]]:
    """The case of a family on a day, and the persons in the order of its rows. Four queries.

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
    told = {"families": [family_id], "records": list(records), "on": on, **quarter_before(on)}
    families = _read(family_query(), told)
    persons = _read(person_query(), told)
    order = tuple(int(row["person_id"] or 0) for row in persons)
    rows = {
        "person": tuple(_known(row, "person_id") for row in persons),
        "dwelling": _rows(dwelling_query(), told, "real_estate" in asked),
        "vehicle": _rows(vehicle_query(), told, "vehicles" in asked),
        "claim": (),
        "employer": None,
    }
    return Case(_known(families[0]) if families else {}, rows), order


def _rows(query: str, told: dict[str, Any], asked: bool) -> tuple[Row, ...] | None:
    rows = tuple(_known(row) for row in _read(query, told))
    return rows if rows or asked else None


def quarter_before(on: date) -> dict[str, date]:
    """Its first day and the day after its last, as the parameters of the queries."""
    now, before = Quarter.of(on), Quarter.of(on).before()
    return {
        "quarter_from": date(before.year, before.number * 3 - 2, 1),
        "quarter_to": date(now.year, now.number * 3 - 2, 1),
    }


def _read(query: str, told: dict[str, Any]) -> list[dict[str, int | bool | None]]:
    with connection.cursor() as cursor:
        cursor.execute(query, told)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _known(row: dict[str, int | bool | None], *besides: str) -> Row:
    """A row without its ids and without what nobody knows."""
    return {name: value for name, value in row.items() if value is not None and name not in ("family_id", *besides)}
