"""DuckDB: the same answers as SQL text, which is also an artefact that an auditor can read."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from tirek.population.engines.tables import largest_rows, stem
from tirek.population.questions import Questions
from tirek.population.snapshot.schema import FAMILY_ID, FILES
from tirek.rulebook.engine.sql import plan_sql


class DuckdbEngine:
    """Answers by SQL over the Parquet files of a snapshot."""

    def __init__(
        self, folder: Path, questions: Questions, nullable: frozenset[tuple[str, str]], largest: dict[str, int]
    ) -> None:
        self._folder, self._nullable, self._largest = folder, nullable, largest_rows(largest)
        self._outputs = {**questions.outputs, **{f"{k}.conflict": v for k, v in questions.conflicts.items()}}
        self._connection = duckdb.connect()
        self._connection.execute("SET preserve_insertion_order = false")

    def text(self, first: int, last: int) -> str:
        """The SQL that answers a range of families."""
        tables = {stem(file): self._table(file, first, last) for file in FILES.values()}
        return plan_sql(self._outputs, tables, nullable=self._nullable, largest=self._largest, dialect="duckdb")

    def _table(self, file: str, first: int, last: int) -> str:
        path = str(self._folder / file).replace("'", "''")
        # The path is escaped, the rest are names of our own and whole numbers.
        return f"(SELECT * FROM '{path}' WHERE {FAMILY_ID} BETWEEN {first} AND {last})"  # noqa: S608

    def answer(self, first: int, last: int) -> pl.DataFrame:
        """Outputs of a range of families, by id."""
        table = self._connection.sql(self.text(first, last)).to_arrow_table()
        return pl.DataFrame(table).sort(FAMILY_ID)
