"""One page of a long list: sorted by a column, continued after a row, never counted through.

The address holds the number of the last row seen, not what is written in it: names and dates of people do not belong
into addresses. The values to continue from are read again, under the policies of who looks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

PAGE_ROWS: Final = 50


@dataclass(frozen=True)
class Page:
    """The rows of one page and how to go on.

    ``column`` and ``is_descending`` say the order; ``next_query`` and ``previous_query`` are query strings, or empty where
    the list ends.
    """

    rows: Sequence[Any]
    column: str
    is_descending: bool
    next_query: str
    previous_query: str
    query: QueryDict

    def sort_query(self, column: str) -> str:
        """The query string of the list sorted by a column; by the same column again, in the other direction."""
        turned = column == self.column and not self.is_descending
        return _with(self.query, sort=f"-{column}" if turned else column, after=None, before=None)


def page_of(
    rows: QuerySet[Any], columns: Mapping[str, str], query: QueryDict, *, default: str, size: int = PAGE_ROWS
) -> Page:
    """The page of a list that the query string asks for, in two queries at most.

    Parameters
    ----------
    rows
        What may be listed, without an order.
    columns
        The name of a column in the address, to the field or annotation to sort by; it must never be null. The primary key
        is added, so that the order is whole.
    query
        ``request.GET``: ``sort`` (``-`` before a name turns it round), ``after`` or ``before`` (a primary key). What it does
        not know, or a row that is gone, gives the first page.
    default
        The value of ``sort`` where the address has none.
    size
        Rows a page.
    """
    column, is_descending = _order(query.get("sort", default), columns, default)
    field = columns[column]
    backwards = "before" in query and "after" not in query
    anchor = _anchor(rows, field, query.get("before" if backwards else "after", ""))
    backwards = backwards and anchor is not None
    falling = is_descending != backwards
    sign = "-" if falling else ""
    asked = rows.order_by(*dict.fromkeys((f"{sign}{field}", f"{sign}pk")))
    if anchor is not None:
        asked = asked.filter(_beyond(field, anchor, falling=falling))
    found = list(asked[: size + 1])
    is_more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    return Page(
        rows=found,
        column=column,
        is_descending=is_descending,
        next_query=_with(query, after=_key(found[-1]), before=None) if found and (is_more or backwards) else "",
        previous_query=_with(query, before=_key(found[0]), after=None)
        if found and (is_more if backwards else anchor is not None)
        else "",
        query=query,
    )


def _order(asked: str, columns: Mapping[str, str], default: str) -> tuple[str, bool]:
    chosen = asked if asked.removeprefix("-") in columns else default
    return chosen.removeprefix("-"), chosen.startswith("-")


def _anchor(rows: QuerySet[Any], field: str, key: str) -> tuple[Any, int] | None:
    """The value of the field in the row to continue from, and its key."""
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    found = rows.filter(pk=int(key)).values_list(field, "pk").first()
    return None if found is None else (found[0], found[1])


def _beyond(field: str, anchor: tuple[Any, int], *, falling: bool) -> Q:
    """Rows after the anchor; the first condition alone bounds the scan of an index on the field."""
    value, key = anchor
    sign = "lt" if falling else "gt"
    return Q(**{f"{field}__{sign}e": value}) & (Q(**{f"{field}__{sign}": value}) | Q(**{f"pk__{sign}": key}))


def _key(row: Any) -> str:
    return str(row.pk if isinstance(row, Model) else row["pk"])


def _with(query: QueryDict, **changes: str | None) -> str:
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = value
    return changed.urlencode()
