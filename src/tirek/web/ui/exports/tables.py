"""Which tables may be taken out, and what each cell of them says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from tirek.web.ui.access import ViewerRequest

Cell = str | Promise | int | float | date | datetime | bool | None
Rows = QuerySet[Any] | Iterable[Any]


@dataclass(frozen=True)
class Column:
    """One column: its head, and what a row says in it. A number stays a number, a day a day; the rest is text."""

    title: str | Promise
    value: Callable[[Any], Cell]


@dataclass(frozen=True)
class Export:
    """A table that may be taken out.

    ``rows`` is given the request with the filters of the page in ``request.GET``: the same rows that the page lists, under the
    same policies. ``persons`` says whose data a row shows: the journal names them. ``ability`` is what the page itself
    needs, beside ``export_tables``. ``name`` stands in the address and in the name of the file: it names no programme.
    """

    name: str
    title: str | Promise
    columns: tuple[Column, ...]
    rows: Callable[[ViewerRequest], Rows]
    ability: str
    persons: Callable[[Any], Iterable[int | None]] = lambda _row: ()


_exports: dict[str, Export] = {}


def add_export(export: Export) -> None:
    """Let a table be taken out; called once, from a page group's ``exports.py``."""
    _exports[export.name] = export


def find_export(name: str) -> Export | None:
    """The table of a name."""
    return _exports.get(name)
