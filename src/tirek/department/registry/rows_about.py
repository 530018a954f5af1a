"""All rows about some people in one query: a card reads nine tables, and each round trip costs more than its rows."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db import connection, models
from psycopg.types.range import DateRange

from tirek.department.registry.models.recorded import OfPerson

Found = dict[type[models.Model], list[Any]]


def rows_about(person_ids: Sequence[int], kinds: Sequence[type[OfPerson]]) -> Found:
    """Rows of these kinds about these people, by kind, newest last, under the policies. One query.

    Parameters
    ----------
    person_ids
        Ids of records, merged ones included.
    kinds
        Models of rows about a person.
    """
    parts = " UNION ALL ".join(
        f"SELECT {place}, to_jsonb(t) FROM {kind._meta.db_table} t WHERE t.person_id = ANY (%(ids)s)"  # noqa: S608, SLF001
        for place, kind in enumerate(kinds)
    )
    found: Found = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(f"{parts} ORDER BY 1", {"ids": list(person_ids)})
        for place, row in cursor.fetchall():
            found[kinds[place]].append(_instance(kinds[place], json.loads(row) if isinstance(row, str) else row))
    for rows in found.values():
        rows.sort(key=lambda row: int(row.pk))
    return found


def _instance(kind: type[models.Model], row: dict[str, Any]) -> models.Model:
    names, values = [], []
    for field in kind._meta.concrete_fields:  # noqa: SLF001 - Django's documented door to a model's fields
        names.append(field.attname)
        values.append(_value(field, row[str(field.column)]))
    return kind.from_db("default", names, values)


def _value(field: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, models.DateTimeField):
        return datetime.fromisoformat(value)
    if isinstance(field, models.DateField):
        return date.fromisoformat(value)
    if isinstance(field, DateRangeField):
        return _range(value)
    return value


def _range(text: str) -> DateRange:
    if text == "empty":
        return DateRange(empty=True)
    lower, upper = (date.fromisoformat(end) if end else None for end in text[1:-1].split(","))
    return DateRange(lower, upper, text[0] + text[-1])
