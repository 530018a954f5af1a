"""A whole registry from the exchange form by COPY: checked first, then loaded in one transaction, or not at all.

The owner's role loads, so no policy is asked; every constraint of the tables holds at the end, since what is taken away for
the time of a large load (indexes, exclusions, foreign keys) is built again over all rows before the transaction ends.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
from django.db import connections, transaction
from psycopg import sql

from tirek.department.registry.facts.columns import OWN_SOURCES, facts_of
from tirek.department.registry.importing.exchange import TABLES, Column, Table
from tirek.department.registry.importing.exchange_files import Tell, World, check_exchange, count_rows, read_parts
from tirek.department.registry.importing.problems import ImportFault
from tirek.department.registry.importing.wholesale import checked_as_a_set, without_indexes, without_search_triggers

OWNER = "owner"
NULL = "\\N"
ROWS_A_TEXT = 100_000
AHEAD = 3
"""How many texts are made ready while the database takes another."""
MARKED_BY = tuple(
    f"registry_{name}" for name in ("person", "membership", "status", "circumstance", "income", "disability")
)
"""The tables that tell through what a person is known."""


def load_exchange(
    folder: Path, *, today: date, with_synthetic: bool, problems: Path, tell: Tell = lambda _stage, _done, _total: None
) -> dict[str, int]:
    """Check a folder and load it; rows by table.

    Parameters
    ----------
    folder
        Of the exchange form.
    today
        No birth or document may be later.
    with_synthetic
        Take the numbers of invented people; never in production.
    problems
        Where the problems go, as CSV, if there are any.
    tell
        See ``Tell``.

    Raises
    ------
    ImportFault
        If the folder cannot be read, rows are wrong, or the database refuses them. Nothing is loaded then.
    """
    world = _world(today, with_synthetic=with_synthetic)
    wrong = check_exchange(folder, world, lambda table, done, total: tell(f"check {table}", done, total))
    if wrong.height:
        wrong.write_csv(problems)
        raise ImportFault("rows_wrong", count=wrong.height, file=problems.name)
    try:
        with transaction.atomic(using=OWNER):
            rows = _load(_raw(), folder, tell)
    except psycopg.errors.IntegrityError as error:
        raise ImportFault("refused", name=error.diag.constraint_name) from error
    tell("analyze", 0, 1)
    with connections[OWNER].cursor() as cursor:
        for table in TABLES.values():
            # Outside of the transaction: also marks pages as seen by all, so that index-only scans are possible.
            cursor.execute(f"VACUUM (ANALYZE) {table.target}")
    return rows


def _raw() -> psycopg.Connection[Any]:
    connections[OWNER].ensure_connection()
    raw: psycopg.Connection[Any] = connections[OWNER].connection
    return raw


def _world(today: date, *, with_synthetic: bool) -> World:
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT code FROM core_territory")
        territories = frozenset(code for (code,) in cursor.fetchall())
        cursor.execute("SELECT iin FROM registry_person WHERE iin IS NOT NULL")
        iins = pl.Series("iin", [iin for (iin,) in cursor.fetchall()], pl.String)
    return World(today, with_synthetic, territories, iins)


def _load(raw: psycopg.Connection[Any], folder: Path, tell: Tell) -> dict[str, int]:
    raw.execute("SET LOCAL maintenance_work_mem = '1GB'; SET LOCAL max_parallel_maintenance_workers = 2")
    raw.execute("SET LOCAL work_mem = '128MB'")
    keys: dict[str, pl.DataFrame] = {}
    rows: dict[str, int] = {}
    empty = {name: _is_empty(raw, table.target) for name, table in TABLES.items()}
    with without_search_triggers(raw, wholesale=empty["persons"], tell=tell):
        for name, table in TABLES.items():
            with (
                checked_as_a_set(raw, table.target, wholesale=empty[name], tell=tell),
                without_indexes(raw, table.target, wholesale=empty[name], tell=tell),
            ):
                rows[name] = _fill(raw, folder, table, keys, tell)
    _mark(raw, tell)
    return rows


def _mark(raw: psycopg.Connection[Any], tell: Tell) -> None:
    """The last word of a load may be the one that says that a person is known otherwise than through a programme.

    Without statistics each of these persons costs a look at all: the planner takes a column it knows nothing of for one of
    two hundred values.
    """
    tell("known through a programme", 0, 1)
    for table in MARKED_BY:
        raw.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))
    raw.execute("SELECT registry_mark_everybody()")


def _fill(raw: psycopg.Connection[Any], folder: Path, table: Table, keys: dict[str, pl.DataFrame], tell: Tell) -> int:
    """Copy a table's file; how many rows. One thread makes the text of a part while the database reads another's."""
    done, total = 0, count_rows(folder, table)
    tell(table.name, done, total)
    first = _reserve(raw, table.target, total) if table.key and total else 0
    with ThreadPoolExecutor(1) as maker:
        made = _texts(folder, table, keys, first)
        waiting = deque(maker.submit(next, made, None) for _ in range(AHEAD))
        while (part := waiting.popleft().result()) is not None:
            waiting.append(maker.submit(next, made, None))
            _copy(raw, table, part)
            done += part.rows
            tell(table.name, done, total)
    return done


@dataclass(frozen=True)
class _Text:
    """Rows as COPY reads them."""

    columns: tuple[str, ...]
    rows: int
    content: bytes


def _texts(folder: Path, table: Table, keys: dict[str, pl.DataFrame], first: int) -> Iterator[_Text]:
    for part in read_parts(folder, table):
        told = _columns(_numbered(part, table, keys, first), table)
        if table.name != "addresses":
            told = told.with_columns(recorded_at=pl.lit("now"))
        for piece in told.iter_slices(ROWS_A_TEXT):
            content = piece.write_csv(include_header=False, null_value=NULL).encode()
            yield _Text(tuple(told.columns), piece.height, content)
        first += part.height


def _is_empty(raw: psycopg.Connection[Any], target: str) -> bool:
    return raw.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(sql.Identifier(target))).rowcount == 0


def _numbered(part: pl.DataFrame, table: Table, keys: dict[str, pl.DataFrame], first: int) -> pl.DataFrame:
    """The part with ids of the database: its own, and those that it refers to; a person's rows get the territory."""
    for column in table.columns:
        if column.refers:
            part = part.join(
                keys[column.refers], left_on=column.name, right_on="key", how="left", maintain_order="left"
            )
            part = part.rename({"id": f"{column.name}_id"})
            part = part.rename({"home": "territory"}) if column.refers == "persons" else part.drop("home")
    if table.key:
        part = part.with_columns(pl.int_range(first, first + part.height, dtype=pl.Int64).alias("id"))
        own = part.select(key=table.key, id="id", home="territory")
        keys[table.name] = pl.concat([keys[table.name], own]) if table.name in keys else own
    return part


def _reserve(raw: psycopg.Connection[Any], target: str, count: int) -> int:
    """The first of so many ids that nobody else will get."""
    row = raw.execute(
        "SELECT setval(s, nextval(s) + %s) - %s FROM pg_get_serial_sequence(%s, 'id') AS s", [count, count, target]
    ).fetchone()
    assert row is not None
    return int(row[0])


def _columns(part: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The part as the columns of the table in the database; an empty text is '', an unknown day or number is NULL."""
    made = {
        f"{column.name}_id" if column.refers else column.name: _value(column)
        for column in table.columns
        if column.name not in {table.key, *_MADE_ANEW}
    }
    if table.key:
        made["id"] = pl.col("id")
    else:
        made["territory"] = pl.col("territory")
    if "valid_from" in table.schema:
        days = [pl.col(name).dt.to_string("%Y-%m-%d").fill_null("") for name in ("valid_from", "valid_to")]
        made["valid"] = pl.concat_str(pl.lit("["), days[0], pl.lit(","), days[1], pl.lit(")"))
    if table.name == "persons":
        made["checked"] = _checked(part["checked_on"])
    if table.name in ("persons", "families"):
        made["version"] = pl.lit(1)
    return part.select(expression.alias(name) for name, expression in made.items())


_MADE_ANEW = ("valid_from", "valid_to", "checked_on")


def _value(column: Column) -> pl.Expr:
    if column.refers:
        return pl.col(f"{column.name}_id")
    if column.kind in ("text", "phone"):
        return pl.col(column.name).fill_null("")
    if column.kind == "flag":
        return pl.when(column.name).then(pl.lit("t")).otherwise(pl.lit("f"))
    return pl.col(column.name)


def _checked(days: pl.Series) -> pl.Expr:
    """The answer of every source on a day, as ``Person.checked`` holds it."""
    sources = sorted({fact.source for entity in _ENTITIES for fact in facts_of(entity)} - OWN_SOURCES)
    told = {day: json.dumps(dict.fromkeys(sources, day.isoformat())) for day in days.unique() if day is not None}
    return pl.col("checked_on").replace_strict(told, default="{}", return_dtype=pl.String)


_ENTITIES = ("family", "person", "dwelling", "vehicle")


def _copy(raw: psycopg.Connection[Any], table: Table, part: _Text) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, NULL {})").format(
        sql.Identifier(table.target), sql.SQL(", ").join(map(sql.Identifier, part.columns)), sql.Literal(NULL)
    )
    with raw.cursor().copy(statement) as copy:
        copy.write(part.content)
