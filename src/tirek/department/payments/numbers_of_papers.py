"""Numbers of claims and statements: kind, district, year, and one after another without a gap."""

from __future__ import annotations

from django.db import connection

CLAIM, STATEMENT = "R", "V"
"""What a number begins with; it tells no programme."""


def take_paper_number(kind: str, territory: str, year: int) -> str:
    """The next number of a kind of paper, for instance ``R751110000-2026-000017``.

    The row of the district stays locked until the transaction ends: what is not issued in the end takes no number.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payments_papernumbering (kind, territory, year, last) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (kind, territory, year) DO UPDATE SET last = payments_papernumbering.last + 1 RETURNING last",
            [kind, territory, year],
        )
        return f"{kind}{territory}-{year}-{cursor.fetchone()[0]:06d}"
