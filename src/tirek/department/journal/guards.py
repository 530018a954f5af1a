"""Operations by which a table refuses a change without history, and faults of the database as faults of ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import DatabaseError
from django.db.migrations import RunSQL

from tirek.department.core.policies import APP_ROLE
from tirek.department.journal.faults import HistoryMissing, JournalFault

IGNORED = ("version", "sort_key")
"""Columns that say nothing of their own: the counter of changes, and what the database works out."""


def require_history(table: str, *, ignored: Sequence[str] = IGNORED) -> list[RunSQL]:
    """Operations after which an update by the app's role fails at the commit unless each changed column has its history row.

    A batch row for the table (``history.note_batch``) in the same transaction covers imports and merges. What the database
    itself moves along (the territory of a person's rows) runs as the owner and is not asked.
    """
    return [
        RunSQL(
            f"CREATE CONSTRAINT TRIGGER {table}_history AFTER UPDATE ON {table} DEFERRABLE INITIALLY DEFERRED "
            f"FOR EACH ROW WHEN (current_user = '{APP_ROLE}' AND OLD.* IS DISTINCT FROM NEW.*) "
            f"EXECUTE FUNCTION journal_require_history('{','.join(ignored)}')",
            f"DROP TRIGGER {table}_history ON {table}",
        )
    ]


def fault_of(error: BaseException) -> JournalFault | None:
    """Our fault behind an error of the database, where there is one."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else error
    name = getattr(getattr(cause, "diag", None), "constraint_name", None)
    return HistoryMissing() if name == "history_required" else None


@contextmanager
def translated() -> Iterator[None]:
    """Raise the guards' refusals as what they are; put it around the transaction, since they come at its commit."""
    try:
        yield
    except DatabaseError as error:
        if fault := fault_of(error):
            raise fault from error
        raise
