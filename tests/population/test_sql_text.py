"""The query an office can run on its own database gives what a run gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import psycopg
import pytest

from tests.population.conftest import BARE, MOMENTS, Runs
from tests.postgres import copy, rows
from tirek.population.run import run_population
from tirek.population.snapshot.schema import FILES
from tirek.population.sql_text import population_query, table_definitions
from tirek.rulebook.digest import rulebook_digest
from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.sql_spelling import DIALECTS

Server = psycopg.Connection[Any]


def fill(server: Server, snapshot: Path) -> None:
    """The snapshot's tables, as our own definitions make them."""
    for file in FILES.values():
        server.execute(f"DROP TABLE IF EXISTS {file.removesuffix('.parquet')}")
    server.execute(table_definitions("postgres"))
    for file in FILES.values():
        copy(server, file.removesuffix(".parquet"), pl.read_parquet(snapshot / file))
    server.execute("ANALYZE")


def by_family(server: Server, text: str, like: pl.DataFrame) -> pl.DataFrame:
    made = rows(server, f"SELECT * FROM (\n{text}) AS made ORDER BY family_id")
    return pl.DataFrame(made, schema=like.schema)


def answers(folder: Path) -> pl.DataFrame:
    return pl.read_parquet(folder / "families.parquet").drop("territory", "people")


@pytest.mark.parametrize("moment", MOMENTS)
def test_postgres_gives_the_whole_answer_table_of_a_city(
    runs: Runs, city_folder: Path, postgres: Server, moment: str
) -> None:
    expected = answers(runs(moment, "polars").folder)
    fill(postgres, city_folder)
    assert by_family(postgres, population_query(MOMENTS[moment], "postgres", city_folder), expected).equals(expected)


def test_postgres_where_facts_are_unknown(tmp_path: Path, gappy: Path, postgres: Server) -> None:
    expected = answers(run_population(gappy, BARE, tmp_path / "run").folder)
    fill(postgres, gappy)
    assert by_family(postgres, population_query(BARE, "postgres", gappy), expected).equals(expected)


def test_without_a_snapshot_any_fact_may_be_unknown(tmp_path: Path, gappy: Path, dealt: Path, postgres: Server) -> None:
    text = population_query(BARE, "postgres")
    assert "-- any fact may be null" in text
    for folder in (gappy, dealt):
        expected = answers(run_population(folder, BARE, tmp_path / folder.name).folder)
        fill(postgres, folder)
        made = rows(postgres, f"SELECT * FROM (\n{text}) AS made ORDER BY family_id")
        assert len(made) == expected.height
        for row, right in zip(made, expected.to_dicts(), strict=True):
            for name, value in right.items():
                ends = [row[name]] if name in row else [row[f"{name}.low"], row[f"{name}.high"]]
                assert set(ends) == {value}


def test_the_head_says_what_was_asked(dealt: Path, gappy: Path) -> None:
    head = population_query(MOMENTS["assumed"], "duckdb", dealt).splitlines()[:4]
    assert head == [
        "-- tirek, duckdb; the law of 2026-01-15, territory 750000000",
        "-- known on 2026-01-15; assumption almaty-demo",
        f"-- rulebook {rulebook_digest()}",
        "-- facts that may be null: none",
    ]
    assert "person.wage" in population_query(BARE, "duckdb", gappy).splitlines()[3]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_definitions_hold_every_column_of_the_files(dialect: str, dealt: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(table_definitions(dialect))
        for file in FILES.values():
            connection.execute(f"INSERT INTO {file.removesuffix('.parquet')} SELECT * FROM '{dealt / file}'")
        assert connection.execute("SELECT count(*) FROM families").fetchall() == [(40,)]
        text = population_query(BARE, "duckdb", dealt)
        assert connection.execute(f"SELECT count(*) FROM (\n{text})").fetchall() == [(40,)]


@pytest.mark.parametrize("asked", [lambda: population_query(BARE, "oracle"), lambda: table_definitions("oracle")])
def test_an_unknown_dialect_is_refused(asked: Any) -> None:
    with pytest.raises(FactError, match="--dialect: oracle: choose one of duckdb, postgres, spark"):
        asked()
