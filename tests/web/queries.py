"""The queries of a page, as a list one can read and compare: values stripped, one line a query."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_COLUMN = r'"\w+"\."\w+"(?: AS "\w+")?'
_COLUMNS: Final = re.compile(rf"(?<=SELECT )(?:{_COLUMN}, )+{_COLUMN}(?= FROM)")
_STRIPPED: Final = (
    (re.compile(r"'(?:[^']|'')*'"), "%s"),
    (re.compile(r"(?<![\w\"$.])-?\d+(?:\.\d+)?\b"), "%s"),
    (re.compile(r"\((?:%s(?:::\w+)?, )+%s(?:::\w+)?\)"), "(%s, ...)"),
    (re.compile(r'"s\d+_x\d+"|"_django_curs_\w+"'), "..."),
    (re.compile(r"\s+"), " "),
)


def shape_of(sql: str) -> str:
    """A query without its values.

    >>> shape_of("SELECT a FROM b WHERE c = 'O''Neil' AND id IN (1, 2, 3) LIMIT 21")
    'SELECT a FROM b WHERE c = %s AND id IN (%s, ...) LIMIT %s'
    """
    for pattern, replacement in _STRIPPED:
        sql = pattern.sub(replacement, sql)
    sql = _COLUMNS.sub(lambda found: f"{found.group().count(', ') + 1} columns", sql)
    return sql.strip().replace('"', "")


def shapes_of(queries: Iterable[dict[str, str]]) -> list[str]:
    """The shapes of captured queries, numbered by their place."""
    return [shape_of(query["sql"]) for query in queries]
