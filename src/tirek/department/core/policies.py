"""Row-level security as migration operations: who may see a row is the database's business first.

The app's role has no bypass. A policy compares the row's territory with the codes that the transaction was given in
``tirek.territory`` (leaf codes, separated by commas); a transaction that was given none sees and writes nothing.
The owner's role, which runs migrations, bypasses the policies and is refused by every serving process.
"""

from __future__ import annotations

from django.db.migrations import RunSQL

APP_ROLE = "tirek_app"
JOURNAL_ROLE = "tirek_journal"

TERRITORIES = "(SELECT string_to_array(current_setting('tirek.territory', true), ','))::text[]"
"""The viewer's codes; the sub-select makes the planner read the setting once a query, not once a row."""
CONFIDENTIAL = "(SELECT string_to_array(current_setting('tirek.confidential', true), ','))::text[]"
"""The confidential kinds that the viewer may see."""


def enable(
    table: str, *, territory: str = "territory", confidential: str | None = None, deletable: bool = False
) -> list[RunSQL]:
    """Operations that put a table under the policies.

    Parameters
    ----------
    table
        The table of the database, e.g. ``registry_person``.
    territory
        Its column with the KATO code of the row's district.
    confidential
        Its column with the kind of a confidential programme (``hiv``, ``tuberculosis``, ``violence``; NULL or empty:
        not confidential), where it has one.
    deletable
        Whether the app may delete rows; otherwise the privilege is taken away as well.
    """
    condition = f"{territory} = ANY ({TERRITORIES})"
    if confidential:
        condition += f" AND (coalesce({confidential}, '') = '' OR {confidential} = ANY ({CONFIDENTIAL}))"
    return restrict(table, condition, deletable=deletable)


def enable_through(table: str, column: str, parent: str, *, deletable: bool = False) -> list[RunSQL]:
    """The same for rows without a territory of their own: seen by whoever sees the parent row."""
    condition = f"EXISTS (SELECT FROM {parent} AS parent WHERE parent.id = {table}.{column})"
    return restrict(table, condition, deletable=deletable)


def restrict(table: str, condition: str, *, written: str | None = None, deletable: bool = False) -> list[RunSQL]:
    """Operations that let the app read and write only the rows for which an SQL condition holds.

    ``written`` is a narrower condition for writing, where more may be read: a row is changed only if it holds before the
    change and after it.
    """
    forward = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY {table}_seen ON {table} TO {APP_ROLE} USING ({condition}) WITH CHECK ({written or condition})",
    ]
    backward = [
        f"DROP POLICY {table}_seen ON {table}",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    ]
    if written:
        narrowed = {"changed": "UPDATE", **({"deleted": "DELETE"} if deletable else {})}
        forward += [
            f"CREATE POLICY {table}_{name} ON {table} AS RESTRICTIVE FOR {verb} TO {APP_ROLE} USING ({written})"
            for name, verb in narrowed.items()
        ]
        backward[:0] = [f"DROP POLICY {table}_{name} ON {table}" for name in narrowed]
    if not deletable:
        forward.append(f"REVOKE DELETE, TRUNCATE ON {table} FROM {APP_ROLE}")
    return [RunSQL("; ".join(forward), "; ".join(backward))]


def follow_territory(table: str, column: str, parent: str, *, nullable: bool = False) -> list[RunSQL]:
    """Operations that make a child row carry the territory of its parent for ever: a move of the parent moves it.

    A composite foreign key ``(column, territory) -> parent (id, territory) ON UPDATE CASCADE``: the parent needs the
    unique constraint ``(id, territory)``.
    """
    match = "" if nullable else " MATCH FULL"
    name = f"{table}_{column}_territory"
    return [
        RunSQL(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, territory) "
            f"REFERENCES {parent} (id, territory){match} ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED",
            f"ALTER TABLE {table} DROP CONSTRAINT {name}",
        )
    ]
