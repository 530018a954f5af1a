"""A file that a person brings: read as text, its headings found, its rows as the columns of a table."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from tirek.department.registry.importing.exchange import Table
from tirek.department.registry.importing.problems import ImportFault, found
from tirek.population.importing.problems import ImportProblem
from tirek.population.importing.sources import BEYOND, ROW, read_table

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")
LARGEST_BYTES, MOST_ROWS = 64 * 2**20, 200_000
"""What an officer may bring at once; a whole registry goes by ``tirek registry load``."""
CLOSE = 0.84
"""How alike a heading and a known one must be, from 0 to 1."""
_PLAIN = re.compile(r"[^\w]+")


def read_file(content: bytes, name: str) -> pl.DataFrame:
    """The rows of a file as text by heading, with ``row`` as a spreadsheet counts and ``beyond``.

    Raises
    ------
    ImportFault
        If the file is of another kind, too large, empty, or cannot be read. The name of the file is not repeated.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise ImportFault("file_kind", allowed=", ".join(SUFFIXES))
    if len(content) > LARGEST_BYTES:
        raise ImportFault("file_large", most=LARGEST_BYTES // 2**20)
    with TemporaryDirectory() as folder:
        # A name of our own: that of the file may tell whom it is about.
        path = Path(folder) / f"file{suffix}"
        path.write_bytes(content)
        try:
            frame = read_table(path, most=MOST_ROWS + 1)
        except ImportProblem as problem:
            raise ImportFault(f"file_{problem.kind}") from None
    if not frame.height:
        raise ImportFault("file_empty")
    if frame.height > MOST_ROWS:
        raise ImportFault("file_long", most=MOST_ROWS)
    return frame.rename({ROW: "row", BEYOND: "beyond"})


def headings_of(frame: pl.DataFrame) -> list[str]:
    """The headings of a file that was read."""
    return [name for name in frame.columns if name not in ("row", "beyond")]


def digest_of(content: bytes) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(content).hexdigest()


def pack(frame: pl.DataFrame) -> bytes:
    """Rows as bytes, to be kept until they are taken over."""
    made = io.BytesIO()
    frame.write_parquet(made, compression="zstd")
    return made.getvalue()


def unpack(content: bytes | memoryview) -> pl.DataFrame:
    """The rows of `pack`."""
    return pl.read_parquet(io.BytesIO(bytes(content)))


def suggest_headings(headings: Iterable[str], known: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Which heading is which column: column -> heading; each is used once, the surest first.

    Examples
    --------
    >>> suggest_headings(["ИИН", "Дата рожденья"], {"iin": ["жсн", "иин"], "birth_on": ["дата рождения"]})
    {'iin': 'ИИН', 'birth_on': 'Дата рожденья'}
    """
    pairs = [
        (max((_likeness(_plain(heading), _plain(title)) for title in titles), default=0.0), column, heading)
        for heading in headings
        for column, titles in known.items()
    ]
    chosen: dict[str, str] = {}
    for likeness, column, heading in sorted(pairs, key=lambda pair: -pair[0]):
        if likeness >= CLOSE and column not in chosen and heading not in chosen.values():
            chosen[column] = heading
    return chosen


def _plain(heading: str) -> str:
    return _PLAIN.sub(" ", heading.casefold()).strip()


def _likeness(first: str, second: str) -> float:
    return 1.0 if first == second else SequenceMatcher(None, first, second).ratio()


def fitted(frame: pl.DataFrame, headings: Mapping[str, str], table: Table) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The columns of a table from the columns of a file, and the rows that have more cells than there are headings."""
    names = {column.name for column in table.columns}
    own = {column: heading for column, heading in headings.items() if column in names and heading in frame.columns}
    rows = frame.select("row", *(pl.col(heading).alias(column) for column, heading in own.items()))
    beyond = found(frame, pl.col("beyond"), "beyond").with_columns(table=pl.lit(table.name))
    return rows.with_columns(pl.col("row").cast(pl.Int64)), beyond
