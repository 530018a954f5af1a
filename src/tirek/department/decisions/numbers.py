"""The number of a decision: district, year, and one after another without a gap."""

from __future__ import annotations

from django.db import connection


def take_number(territory: str, year: int) -> str:
    """The next number of a district and year, for instance ``D751110000-2026-000017``.

    The row of the district stays locked until the transaction ends: what is not signed in the end takes no number.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO decisions_numbering (territory, year, last) VALUES (%s, %s, 1) "
            "ON CONFLICT (territory, year) DO UPDATE SET last = decisions_numbering.last + 1 RETURNING last",
            [territory, year],
        )
        return f"D{territory}-{year}-{cursor.fetchone()[0]:06d}"
