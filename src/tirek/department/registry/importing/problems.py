"""What is wrong with a row that is brought in, where, and what to do; never the value: it may be a real person's."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import polars as pl

from tirek.department.core.identifiers.faults import FAULTS
from tirek.rulebook.engine.documents import read_document
from tirek.rulebook.engine.errors import TirekError

PROBLEMS: dict[str, pl.DataType] = {
    "table": pl.String(),
    "row": pl.Int64(),
    "column": pl.String(),
    "kind": pl.String(),
    "expected": pl.String(),
}
"""Columns of a frame of problems; ``row`` is counted as the file counts, ``kind`` is a key of ``texts.yaml`` or ``iin.check``."""
TEXTS = Path(__file__).with_name("texts.yaml")


class ImportFault(TirekError):
    """Something cannot be brought in at all: what is wrong and what to do."""

    def __init__(self, kind: str, **details: object) -> None:
        self.kind, self.details = kind, details
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """One line in a language."""
        return str(_document()["faults"][self.kind][language]).format(**self.details)


@lru_cache(maxsize=1)
def _document() -> dict[str, dict[str, dict[str, str]]]:
    document: dict[str, dict[str, dict[str, str]]] = read_document(TEXTS)
    return document


def describe(kind: str, expected: str, language: str) -> str:
    """The sentence of a problem: what is wrong, and what to do.

    Examples
    --------
    >>> describe("not_a_date", "", "en")
    'This is no date. Write it as 31.01.2026.'
    """
    identifier, _, code = kind.partition(".")
    if code:
        return str(read_document(FAULTS)[identifier][code][language])
    return _document()["rows"][kind][language].format(expected=expected)


def no_problems() -> pl.DataFrame:
    """An empty frame of problems."""
    return pl.DataFrame(schema=PROBLEMS)


def joined(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Problems of several checks, by table, row and column, each once."""
    found = pl.concat([no_problems(), *parts])
    return found.unique(maintain_order=True).sort("table", "row", "column", "kind", maintain_order=True)


def found(frame: pl.DataFrame, wrong: pl.Expr, kind: str, column: str = "", expected: str = "") -> pl.DataFrame:
    """The problem of every row of a frame (with ``row``) for which a condition holds; the table's name is given later."""
    return frame.filter(wrong.fill_null(value=False)).select(
        table=pl.lit(""),
        row=pl.col("row").cast(pl.Int64),
        column=pl.lit(column),
        kind=pl.lit(kind),
        expected=pl.lit(expected),
    )
