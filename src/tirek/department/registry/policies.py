"""Nobody handles the case of the own family or address: rows of the registry that hide themselves, as operations.

The ids are found once, on entering a transaction (``registry_own_settings``, in the query that tells the viewer), and
stand in two settings. A policy compares with them: one look at a short list for each row, and no query of its own. A
transaction that names a viewer but was not told the lists sees nothing; one without a viewer is the house at work.
"""

from __future__ import annotations

from django.db.migrations import RunSQL

from tirek.department.core.policies import APP_ROLE


def _own(setting: str) -> str:
    """The ids of a setting as an array; unknown (so that nothing is seen) where a viewer was told without them."""
    return (
        f"(SELECT string_to_array(coalesce(nullif(current_setting('{setting}', true), ''), "
        "CASE WHEN coalesce(current_setting('tirek.viewer', true), '') = '' THEN '0' END), ','))::bigint[]"
    )


OWN_PERSONS = _own("tirek.own_persons")
OWN_FAMILIES = _own("tirek.own_families")


def hide_own(table: str, *, person: str | None = "person_id", family: str | None = None) -> list[RunSQL]:
    """Operations that hide the rows of the viewer's own family in a table that is already under the policies.

    Parameters
    ----------
    person, family
        Its columns with the id of a person and of a family; a row without an id is nobody's own.
    """
    columns = ((person, OWN_PERSONS), (family, OWN_FAMILIES))
    condition = " AND ".join(f"({column} IS NULL OR {column} <> ALL ({own}))" for column, own in columns if column)
    return [
        RunSQL(
            f"CREATE POLICY {table}_not_own ON {table} AS RESTRICTIVE TO {APP_ROLE} "
            f"USING ({condition}) WITH CHECK ({condition})",
            f"DROP POLICY {table}_not_own ON {table}",
        )
    ]
