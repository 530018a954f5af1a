"""What rests while an empty table is filled with millions of rows, and is built or asked anew before the transaction ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from tirek.department.registry.importing.exchange_files import Tell
from tirek.department.registry.importing.problems import ImportFault

_SEARCH_TRIGGERS = ("registry_person", "registry_personaddress", "registry_address")
_MARK_TRIGGERS = ("registry_circumstance", "registry_membership", "registry_status")
_APART = "registry_circumstance_apart"


@contextmanager
def checked_as_a_set(raw: psycopg.Connection[Any], target: str, *, wholesale: bool, tell: Tell) -> Iterator[None]:
    """The trigger that keeps open and closed values of a fact apart rests, and all rows are asked at once at the end.

    The lock of ``ALTER TABLE`` keeps other writers away until the transaction ends.
    """
    if not wholesale or target != "registry_circumstance":
        yield
        return
    own, trigger = sql.Identifier(target), sql.Identifier(_APART)
    raw.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER {}").format(own, trigger))
    yield
    tell(f"check {target}", 0, 1)
    if raw.execute(_CLOSED).rowcount:
        raw.execute(sql.SQL("ANALYZE {}").format(own))
        if raw.execute(_OPEN_AND_CLOSED).rowcount:
            raise ImportFault("refused", name="circumstance_one_value_at_a_time")
    raw.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER {}").format(own, trigger))


_CLOSED = "SELECT FROM registry_circumstance WHERE NOT upper_inf(valid) LIMIT 1"
_OPEN_AND_CLOSED = """
SELECT FROM registry_circumstance AS closed
JOIN registry_circumstance AS held ON held.person_id = closed.person_id AND held.fact = closed.fact
WHERE NOT upper_inf(closed.valid) AND upper_inf(held.valid) AND held.valid && closed.valid LIMIT 1
"""


@contextmanager
def without_search_triggers(raw: psycopg.Connection[Any], *, wholesale: bool, tell: Tell) -> Iterator[None]:
    """Search keys and marks are made once at the end of a load into an empty registry, and row by row of a later one."""
    if not wholesale:
        yield
        return
    names = raw.execute(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE ANY ('{namekey_%%,mark_%%}') "
        "AND tgrelid = ANY (%s::regclass[])",
        [[*_SEARCH_TRIGGERS, *_MARK_TRIGGERS]],
    ).fetchall()
    for target, name in names:
        raw.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER {}").format(sql.SQL(target), sql.Identifier(name)))
    yield
    for target, name in names:
        raw.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER {}").format(sql.SQL(target), sql.Identifier(name)))
    tell("search keys", 0, 1)
    raw.execute("SELECT registry_fill_namekeys()")


@contextmanager
def without_indexes(raw: psycopg.Connection[Any], target: str, *, wholesale: bool, tell: Tell) -> Iterator[None]:
    """Indexes and the constraints that need them are taken away while an empty table is filled, and built again."""
    if not wholesale:
        yield
        return
    taken = raw.execute(_CONSTRAINTS, {"target": target}).fetchall()
    indexes = raw.execute(_INDEXES, {"target": target}).fetchall()
    own = sql.Identifier(target)
    for name, _ in taken:
        raw.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(own, sql.Identifier(name)))
    for name, _ in indexes:
        raw.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    tell(f"index {target}", 0, 1)
    for _, definition in indexes:
        raw.execute(sql.SQL(definition))
    for name, definition in taken:
        raw.execute(
            sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(own, sql.Identifier(name), sql.SQL(definition))
        )


# Foreign keys last, so that they are taken away first and find their indexes when they come back; a unique constraint that
# another table's foreign key leans on stays.
_CONSTRAINTS = """
SELECT c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint AS c
WHERE c.conrelid = %(target)s::regclass AND c.contype IN ('u', 'x', 'f')
  AND (c.contype = 'f' OR NOT EXISTS (
    SELECT FROM pg_constraint AS other WHERE other.contype = 'f' AND other.conindid = c.conindid
  ))
ORDER BY c.contype = 'f', c.conname
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index AS i
WHERE i.indrelid = %(target)s::regclass
  AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conindid = i.indexrelid)
ORDER BY 1
"""
