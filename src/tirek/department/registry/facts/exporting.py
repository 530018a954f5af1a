"""Everybody's facts as a snapshot: the population run, a reform's price and a statute's effect read it, not the database.

Pseudonymous: families are numbered in an order drawn for this export and forgotten; no name, number, address or account
leaves. Facts of confidential programmes are unknown in it. Birth dates and districts remain, as the law needs them: the
folder is personal data still, and stays inside the house.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg.conninfo import make_conninfo

from tirek.department.accounts.enums import Confidential
from tirek.department.accounts.viewer import Viewer
from tirek.department.registry.facts.families import Numbering, arrange
from tirek.department.registry.facts.filling import Filling
from tirek.department.registry.facts.reading import quarter_before
from tirek.department.registry.facts.rows import arrays_of, no_rows, relations
from tirek.population.snapshot.reading import Manifest
from tirek.population.snapshot.schema import load_schema
from tirek.population.snapshot.writing import write_snapshot
from tirek.rulebook.engine.calendar import as_integer

LARGEST = "circumstance"
"""Read on the first connection while the second reads all the rest."""
SESSION = (
    "SET jit = off",
    "SET work_mem = '256MB'",
    "SET max_parallel_workers_per_gather = 0",
    "SET enable_nestloop = off",
    "SET enable_indexscan = off",
    "SET enable_indexonlyscan = off",
    "SET enable_bitmapscan = off",
)
"""Everybody is read: each table once from its first page to its last, however few rows the planner expects behind the
policies. No workers: two connections keep two cores busy."""


def export_population(
    viewer: Viewer, out: Path, on: date, *, overwrite: bool = False, progress: Callable[[str], None] = lambda _: None
) -> Manifest:
    """Write the families the viewer may see as a snapshot, all read as of one moment.

    Parameters
    ----------
    viewer
        Whose territories; confidential programmes are left out whoever it is.
    out
        A folder that does not exist, or is empty, or (with ``overwrite``) holds an earlier snapshot.
    on
        The day the facts describe.
    progress
        Called with the name of each relation when it has been read.

    Raises
    ------
    SnapshotError
        When the folder is in use. Nothing is left half-written.
    """
    filling = read_everybody(replace(viewer, confidential=frozenset()), on, progress=progress)
    entities: dict[str, dict[str, Any]] = {}
    for name, entity in load_schema().entities.items():
        table = entity.arrow_schema.empty_table() if name == "claim" else filling.table(name)
        entities[name] = {column: table[column] for column in entity.arrow_schema.names}
    made_by = {"made_by": "tirek population export"}
    return write_snapshot(out, entities, as_of=as_integer(on), made_by=made_by, overwrite=overwrite)


def draw_numbers(families: NDArray[np.int64], inhabited: NDArray[np.bool_]) -> NDArray[np.int64]:
    """A number for each family in which somebody lives, in an order that nobody can guess or draw again."""
    drawn = np.frombuffer(secrets.token_bytes(8 * int(inhabited.sum())), dtype=np.uint64)
    numbers = np.full(families.size, -1, dtype=np.int64)
    places = np.empty(drawn.size, dtype=np.int64)
    places[np.argsort(drawn)] = np.arange(drawn.size)
    numbers[inhabited] = places
    return numbers


def read_everybody(
    viewer: Viewer, on: date, *, number: Numbering = draw_numbers, progress: Callable[[str], None] = lambda _: None
) -> Filling:
    """The facts on a day of all families the viewer may see: as the card says them, of everybody at once."""
    told = {"on": on, **quarter_before(on)}
    with (
        _looking(viewer) as (first, snapshot),
        _looking(viewer, snapshot) as (second, _),
        ThreadPoolExecutor(1) as beside,
    ):

        def read(name: str, cursor: Any) -> Iterator[dict[str, NDArray[Any]]]:
            relation = relations()[name]
            cursor.execute(_literal(relation.query(everybody=True), told))
            for batch in cursor.fetch_record_batch():
                yield arrays_of(relation, batch)
            progress(name)

        members = beside.submit(lambda: _whole("member", read("member", second)))
        people = _whole("person", read("person", first))
        filling = Filling(arrange(members.result(), people, number))

        def fill(name: str, cursor: Any) -> None:
            for rows in read(name, cursor):
                filling.take(name, rows)

        rest = [name for name in relations() if name not in ("member", "person", LARGEST)]

        def fill_rest() -> None:
            for name in rest:
                fill(name, second)

        others = beside.submit(fill_rest)
        fill(LARGEST, first)
        others.result()
    return filling


def _whole(name: str, batches: Iterator[dict[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    """All batches of a relation as one; of none, columns without rows."""
    relation = relations()[name]
    read = [no_rows(relation), *batches]
    return {column: np.concatenate([batch[column] for batch in read]) for column in relation.columns}


@contextmanager
def _looking(viewer: Viewer, snapshot: str = "") -> Iterator[tuple[Any, str]]:
    """A cursor of a connection of its own that only reads and was told who looks; and the name of what it sees.

    With ``snapshot`` it sees what another one sees, as of the same moment.
    """
    with adbc.connect(_address(), autocommit=True) as source, source.cursor() as cursor:
        for statement in (*SESSION, *_settings(viewer), "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"):
            cursor.execute(statement)
        if snapshot:
            cursor.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
        else:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        yield cursor, snapshot


def _settings(viewer: Viewer) -> list[str]:
    """The driver has its own connection, which must be told who looks; a session's setting, for it ends with the export."""
    codes = ",".join(code for code in viewer.territories if code.isdigit())
    kinds = ",".join(sorted(viewer.confidential & set(Confidential.values)))
    return [
        f"SELECT set_config('tirek.territory', '{codes}', false)",
        f"SELECT set_config('tirek.confidential', '{kinds}', false)",
    ]


def _literal(query: str, told: dict[str, date]) -> str:
    """Dates in place of parameters: the driver knows no named ones, and nothing but dates is put in."""
    for name, day in told.items():
        query = query.replace(f"%({name})s", f"'{day.isoformat()}'")
    return query


def _address() -> str:
    told = connection.get_connection_params()
    names = ("host", "port", "dbname", "user", "password", "sslmode", "sslrootcert")
    return make_conninfo(**{name: told[name] for name in names if told.get(name)})
