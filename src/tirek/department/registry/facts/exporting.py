"""Everybody's facts as a snapshot: the population run, a reform's price and a statute's effect read it, not the database.

Pseudonymous: families are numbered in an order drawn for this export and forgotten; no name, number, address or account
leaves. Facts of confidential programmes are unknown in it. Birth dates and districts remain, as the law needs them: the
folder is personal data still, and stays inside the house.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
from django.db import connection
from psycopg.conninfo import make_conninfo

from tirek.department.accounts.viewer import Viewer
from tirek.department.registry.facts.queries import dwelling_query, family_query, person_query, vehicle_query
from tirek.department.registry.facts.reading import quarter_before
from tirek.population.snapshot.reading import Manifest
from tirek.population.snapshot.schema import FAMILY_ID, load_schema
from tirek.population.snapshot.writing import write_snapshot
from tirek.rulebook.engine.calendar import as_integer

QUERIES: dict[str, Callable[..., str]] = {
    "family": family_query,
    "person": person_query,
    "dwelling": dwelling_query,
    "vehicle": vehicle_query,
}
SESSION = ("SET work_mem = '256MB'", "SET jit = off", "SET enable_nestloop = off")
"""Everybody is joined with everything: a nested loop, which the planner takes where it expects few rows, would never end."""
NUMBERING = """
CREATE TEMPORARY TABLE export_family AS
SELECT id, (row_number() OVER (ORDER BY sha256(convert_to('{secret}' || id, 'UTF8'))) - 1)::int AS number
FROM (
  SELECT DISTINCT m.family_id AS id
  FROM registry_membership m
  JOIN registry_family f ON f.id = m.family_id
  JOIN registry_person p ON p.id = m.person_id
  WHERE m.valid @> '{on}'::date AND f.dissolved_on IS NULL
    AND p.merged_into_id IS NULL AND (p.died_on IS NULL OR p.died_on > '{on}'::date)
) AS families
"""


def export_population(
    viewer: Viewer, out: Path, on: date, *, overwrite: bool = False, progress: Callable[[str], None] = lambda _: None
) -> Manifest:
    """Write the families the viewer may see as a snapshot.

    Parameters
    ----------
    viewer
        Whose territories; confidential programmes are left out whoever it is.
    out
        A folder that does not exist, or is empty, or (with ``overwrite``) holds an earlier snapshot.
    on
        The day the facts describe.
    progress
        Called with the name of each entity when it has been read.

    Raises
    ------
    SnapshotError
        When the folder is in use. Nothing is left half-written.
    """
    told = {"on": on, **quarter_before(on)}
    entities: dict[str, dict[str, Any]] = {}
    with adbc.connect(_address(), autocommit=True) as source, source.cursor() as cursor:
        for statement in (*SESSION, *_settings(viewer)):
            cursor.execute(statement)
        cursor.execute(NUMBERING.format(secret=secrets.token_hex(16), on=on.isoformat()))
        cursor.execute("CREATE UNIQUE INDEX export_family_id ON export_family (id)")
        cursor.execute("ANALYZE export_family")
        for entity, query in QUERIES.items():
            cursor.execute(_literal(query(everybody=True), told))
            entities[entity] = _columns(cursor.fetch_arrow_table(), entity)
            progress(entity)
    entities["claim"] = _columns(load_schema().entities["claim"].arrow_schema.empty_table(), "claim")
    made_by = {"made_by": "tirek population export"}
    return write_snapshot(out, entities, as_of=as_integer(on), made_by=made_by, overwrite=overwrite)


def _columns(table: pa.Table, entity: str) -> dict[str, Any]:
    """The columns of the snapshot, rows of a family together."""
    ordered = table.sort_by(FAMILY_ID)
    return {name: ordered[name] for name in load_schema().entities[entity].arrow_schema.names}


def _settings(viewer: Viewer) -> list[str]:
    """The driver has its own connection, which must be told who looks; a session's setting, for it ends with the export."""
    codes = ",".join(code for code in viewer.territories if code.isdigit())
    return [
        f"SELECT set_config('tirek.territory', '{codes}', false)",
        "SELECT set_config('tirek.confidential', '', false)",
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
