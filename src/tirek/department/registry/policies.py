"""Rows of the registry that hide themselves, as operations: the own family's, and those of whom only a programme knows.

Nobody handles the case of the own family or address. The ids are found once, on entering a transaction
(``registry_own_settings``, in the query that tells the viewer), and stand in two settings. A policy compares with them: one
look at a short list for each row, and no query of its own. A transaction that names a viewer but was not told the lists sees
nothing; one without a viewer is the house at work.
"""

from __future__ import annotations

from django.db.migrations import RunSQL

from tirek.department.core.policies import APP_ROLE, CONFIDENTIAL


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
    return _narrow(table, "not_own", condition)


def hide_marked(table: str) -> list[RunSQL]:
    """Operations that show a row whose column ``confidential`` lists programmes only to whom one of them is open."""
    condition = f"confidential = '' OR string_to_array(confidential, ',') && {CONFIDENTIAL}"
    return _narrow(table, "open", condition)


def follow_sight(
    table: str, *, person: str | None = "person_id", family: str | None = None, written_with_person: bool = False
) -> list[RunSQL]:
    """Operations that hide rows of persons and families whom the viewer does not see, in a table that is under the policies.

    By what is seen, never by a list of what is hidden: whoever asks the database itself finds no such list. For tables whose
    rows lie in the district of their person; for the others :func:`follow_knowledge`. ``written_with_person``: a row may be
    written by the very statement that writes its person, which that statement does not see yet.
    """
    parents = ((person, "registry_person"), (family, "registry_family"))
    condition = " AND ".join(
        f"({column} IS NULL OR EXISTS (SELECT FROM {parent} AS seen WHERE seen.id = {table}.{column}))"
        for column, parent in parents
        if column
    )
    return _narrow(table, "followed", condition, "true" if written_with_person else condition)


def follow_knowledge(table: str, *persons: str, family: str | None = None) -> list[RunSQL]:
    """Operations that hide rows of persons of whom the viewer may not know, wherever those persons live.

    A function answers for one id, and alike for one that nobody has.
    """
    asked = [("registry_may_know", column) for column in persons]
    asked += [("registry_may_know_family", family)] if family else []
    condition = " AND ".join(f"({column} IS NULL OR {function}({column}))" for function, column in asked)
    return _narrow(table, "followed", condition)


def _narrow(table: str, name: str, condition: str, written: str = "") -> list[RunSQL]:
    return [
        RunSQL(
            f"CREATE POLICY {table}_{name} ON {table} AS RESTRICTIVE TO {APP_ROLE} "
            f"USING ({condition}) WITH CHECK ({written or condition})",
            f"DROP POLICY {table}_{name} ON {table}",
        )
    ]
