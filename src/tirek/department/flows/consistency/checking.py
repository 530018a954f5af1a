"""Whether the stages agree with each other: every check of ``checks.yaml`` asked in one view of the database."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.db import connections, transaction

from tirek.department.flows.models import ConsistencyRun
from tirek.rulebook.engine.documents import read_document

CHECKS: Final = Path(__file__).with_name("checks.yaml")
FIRST: Final = 10
"""So many rows of each check are named; the others are counted."""


@dataclass(frozen=True)
class Check:
    """One agreement between stages; ``sql`` gives the ids of rows that break it."""

    code: str
    stage: str
    title: Mapping[str, str]
    sql: str


@dataclass(frozen=True)
class Finding:
    """A check that does not hold: how many rows, and the first of them."""

    check: Check
    count: int
    first: tuple[int, ...]


@cache
def known_checks() -> tuple[Check, ...]:
    """All checks, in their order."""
    return tuple(Check(code, told["stage"], told["title"], told["sql"]) for code, told in read_document(CHECKS).items())


def check_consistency(checks: Sequence[Check] | None = None, *, using: str = "default") -> list[Finding]:
    """The checks that do not hold, asked one after another in one view of the database; reads only.

    Who asks as the app sees what its viewer sees: the nightly job and the command enter as the house itself.
    """
    found = []
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for check in known_checks() if checks is None else checks:
            # The query is the house's own text; the limit keeps a broken million out of memory.
            cursor.execute(f"SELECT count(*) OVER (), id FROM ({check.sql}) AS broken (id) ORDER BY id LIMIT {FIRST}")  # noqa: S608
            rows = cursor.fetchall()
            if rows:
                found.append(Finding(check, int(rows[0][0]), tuple(int(row[1]) for row in rows)))
    return found


def record_consistency() -> ConsistencyRun:
    """Check everything and write down that it was done, and what is broken: how many rows, by the code of the check."""
    begun = time.monotonic()
    findings = check_consistency()
    spent = round(1000 * (time.monotonic() - begun))
    broken = {finding.check.code: finding.count for finding in findings}
    return ConsistencyRun.objects.create(checks=len(known_checks()), milliseconds=spent, broken=broken)
