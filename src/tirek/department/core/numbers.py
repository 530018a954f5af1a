"""Numbers of papers: a letter for the series, district, year, and one after another without a gap."""

from __future__ import annotations

from django.db import connection

LETTERS = {"social_contract": "S", "appeal": "A", "complaint": "O", "claim": "R", "statement": "V"}
"""The first letter of the numbers of each series."""


def take_number(series: str, territory: str, year: int) -> str:
    """The next number of a series in a district and year, for instance ``S751110000-2026-000017``.

    The row of the district stays locked until the transaction ends: take the number last. What is rolled back takes none.

    Raises
    ------
    KeyError
        If the series is not one of ``LETTERS``.
    """
    letter = LETTERS[series]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_seriesnumber (series, territory, year, last) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (series, territory, year) DO UPDATE SET last = core_seriesnumber.last + 1 RETURNING last",
            [series, territory, year],
        )
        return f"{letter}{territory}-{year}-{cursor.fetchone()[0]:06d}"
