"""DuckDB: the same answers as SQL text, which is also an artefact that an auditor can read."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
import polars as pl

from tirek.population.engines.tables import asked, largest_rows, stem
from tirek.population.questions import Questions
from tirek.population.snapshot.schema import FAMILY_ID, FILES
from tirek.rulebook.engine.sql import plan_sql

MEMORY = "1200MB"
"""Most that DuckDB takes for itself; what needs more goes through the disk."""


class DuckdbEngine:
    """Answers by SQL over the Parquet files of a snapshot."""

    def __init__(
        self, folder: Path, questions: Questions, nullable: frozenset[tuple[str, str]], largest: dict[str, int]
    ) -> None:
        self._folder = folder
        # Each table is read in one place of the text, which is planned once; the mark there gives way to the range asked for.
        self._marks = {stem(file): f"<{stem(file)}>" for file in FILES.values()}
        self._text = plan_sql(asked(questions), self._marks, nullable=nullable, largest=largest_rows(largest))
        self._connection = duckdb.connect()
        self._connection.execute("SET preserve_insertion_order = false")
        self._connection.execute(f"SET memory_limit = '{MEMORY}'")
        self._connection.execute("SET temp_directory = ?", [str(Path(tempfile.gettempdir()) / "tirek-duckdb")])

    def text(self, first: int, last: int) -> str:
        """The SQL that answers a range of families."""
        text = self._text
        for file in FILES.values():
            text = text.replace(self._marks[stem(file)], self._table(file, first, last))
        return text

    def _table(self, file: str, first: int, last: int) -> str:
        path = str(self._folder / file).replace("'", "''")
        # The path is escaped, the rest are names of our own and whole numbers.
        return f"(SELECT * FROM '{path}' WHERE {FAMILY_ID} BETWEEN {first} AND {last})"  # noqa: S608

    def answer(self, first: int, last: int) -> pl.DataFrame:
        """Outputs of a range of families, by id."""
        table = self._connection.sql(self.text(first, last)).to_arrow_table()
        return pl.DataFrame(table).sort(FAMILY_ID)

    def close(self) -> None:
        """Close the database in memory."""
        self._connection.close()
