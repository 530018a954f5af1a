"""Families as the tables of a snapshot, in the types that registers store."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import duckdb
import polars as pl
import psycopg

from tests.postgres import load, rows
from tirek.rulebook.engine.fact_limits import TABLES
from tirek.rulebook.engine.facts import Fact, find_fact
from tirek.rulebook.engine.intervals import Interval
from tirek.rulebook.engine.lowering import Nullable
from tirek.rulebook.engine.polars_columns import plan_polars
from tirek.rulebook.engine.sql import plan_sql
from tirek.rulebook.engine.tree import Node

Columnar = Callable[[Mapping[str, Node], Mapping[str, pl.DataFrame], Mapping[str, int], Nullable], list[dict[str, Any]]]
"""A back end that answers for whole tables: outputs, tables, most rows a family has, facts that may be null."""


def stored_type(fact: Fact) -> pl.DataType:
    """The narrowest signed type that holds a fact."""
    if fact.type == "boolean":
        return pl.Boolean()
    for size, kind in ((7, pl.Int8), (15, pl.Int16), (31, pl.Int32)):
        if fact.high < 2**size:
            return kind()
    return pl.Int64()


def snapshot(
    families: Sequence[Mapping[str, Any]], facts: Sequence[tuple[str, str]], shuffle: int | None = None
) -> dict[str, pl.DataFrame]:
    """Tables of the families; their rows shuffled by a seed where one is given."""
    tables = {}
    for entity, table in TABLES.items():
        names = [name for owner, name in facts if owner == entity]
        rows = [
            {"family_id": number, **row}
            for number, case in enumerate(families)
            for row in ([case["family"]] if entity == "family" else case[table])
        ]
        if shuffle is not None:
            random.Random(shuffle).shuffle(rows)
        schema = {"family_id": pl.Int64(), **{name: stored_type(find_fact(entity, name)) for name in names}}
        tables[table] = pl.DataFrame(rows, schema=schema, orient="row")
    return tables


def largest(families: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Most rows a family has, by table."""
    return {table: max(len(case[table]) for case in families) for table in list(TABLES.values())[1:]}


def by_polars(
    outputs: Mapping[str, Node], tables: Mapping[str, pl.DataFrame], sizes: Mapping[str, int], nullable: Nullable
) -> list[dict[str, Any]]:
    """Results of the Polars plan, by family."""
    lazy = {name: table.lazy() for name, table in tables.items()}
    made = plan_polars(outputs, lazy, nullable=nullable, largest=sizes).collect()
    assert set(made.drop("family_id").dtypes) <= {pl.Int64(), pl.Boolean()}
    return made.sort("family_id").drop("family_id").to_dicts()


def by_duckdb(
    outputs: Mapping[str, Node], tables: Mapping[str, pl.DataFrame], sizes: Mapping[str, int], nullable: Nullable
) -> list[dict[str, Any]]:
    """Results of the SQL plan in DuckDB, by family."""
    text = plan_sql(outputs, {name: name for name in tables}, nullable=nullable, largest=sizes)
    with duckdb.connect() as connection:
        for name, table in tables.items():
            connection.register(name, table.to_arrow())
        made = connection.execute(f"SELECT * FROM ({text}) ORDER BY family_id")
        names = [column[0] for column in made.description]
        rows = made.fetchall()
    return [dict(zip(names[1:], row[1:], strict=True)) for row in rows]


def by_postgres(connection: psycopg.Connection[Any]) -> Columnar:
    """Results of the SQL plan in a PostgreSQL server, by family."""

    def postgres(
        outputs: Mapping[str, Node], tables: Mapping[str, pl.DataFrame], sizes: Mapping[str, int], nullable: Nullable
    ) -> list[dict[str, Any]]:
        text = plan_sql(outputs, {t: t for t in tables}, nullable=nullable, largest=sizes, dialect="postgres")
        load(connection, tables)
        made = rows(connection, f"SELECT * FROM ({text}) AS made ORDER BY family_id")
        return [{name: value for name, value in row.items() if name != "family_id"} for row in made]

    return postgres


def as_bounds(values: Mapping[str, Any], outputs: Mapping[str, Node]) -> dict[str, Interval]:
    """Bounds of every output out of a row with `x` or `x.low` and `x.high`."""
    return {
        name: (values[name], values[name]) if name in values else (values[f"{name}.low"], values[f"{name}.high"])
        for name in outputs
    }
