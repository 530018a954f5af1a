"""Checks of one column within one row group, vectorised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tirek.population.snapshot.problems import MOST_LISTED, Findings, Problem

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from tirek.population.snapshot.schema import Entity, Fact

EARLIEST_YEAR, LATEST_YEAR = 1800, 2199
DAYS_OF_MONTH = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int32)


def impossible_dates(dates: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of the integers YYYYMMDD are no day of the calendar.

    Examples
    --------
    >>> impossible_dates(np.array([20240229, 20230229, 20231301])).tolist()
    [False, True, True]
    """
    year, rest = np.divmod(dates, 10_000)
    month, day = np.divmod(rest, 100)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    # Months outside 1..12 look up 0 days, so no day is possible in them.
    days = DAYS_OF_MONTH[np.where(month <= 12, month, 0)] + ((month == 2) & leap)
    result: NDArray[np.bool_] = (day < 1) | (day > days) | (year < EARLIEST_YEAR) | (year > LATEST_YEAR)
    return result


def check_fact(fact: Fact, column: pa.ChunkedArray, file: str, begin: int, as_of: int, findings: Findings) -> None:
    """Every value lies where the register says; an unknown (null) one is allowed."""
    if fact.kind == "boolean":
        return
    known = None
    if column.null_count:
        known = np.asarray(column.is_valid())
        column = column.fill_null(as_of if fact.kind == "date" else fact.low)
    values = np.asarray(column.to_numpy())
    if fact.kind == "date":
        _check_dates(fact, values, file, begin, as_of, findings)
        return
    if values.size and (values.min() < fact.low or values.max() > fact.high):
        wrong = (values < fact.low) | (values > fact.high)
        if known is not None:
            wrong &= known
        kind = "unknown_code" if fact.kind == "enum" else "out_of_range"
        _report(kind, fact, values, wrong, file, begin, findings, f"{fact.low}..{fact.high}")


def _check_dates(fact: Fact, values: NDArray[Any], file: str, begin: int, as_of: int, findings: Findings) -> None:
    counted = values != 0 if fact.never else np.ones(values.size, dtype=bool)
    if fact.never and not counted.any():
        return
    wrong = impossible_dates(values) & counted
    if wrong.any():
        _report("impossible_date", fact, values, wrong, file, begin, findings, None)
    late = (values > as_of) & ~wrong
    if late.any():
        _report("date_after_as_of", fact, values, late, file, begin, findings, as_of)


def _report(
    kind: str,
    fact: Fact,
    values: NDArray[Any],
    wrong: NDArray[np.bool_],
    file: str,
    begin: int,
    findings: Findings,
    expected: int | str | None,
) -> None:
    rows = np.flatnonzero(wrong)
    problems = [
        Problem(kind, file, row=begin + int(row), column=fact.name, value=int(values[row]), expected=expected)
        for row in rows[:MOST_LISTED]
    ]
    findings.add(problems[0], problems[1:], count=rows.size)


class FamilyOrder:
    """Follows `family_id` through a file: sorted, known, not split between row groups, not too many rows."""

    def __init__(self, entity: Entity, families: int, findings: Findings) -> None:
        self._entity = entity
        self._families = families
        self._findings = findings
        self._last = -1
        self.rows: NDArray[np.int64] = np.zeros(max(families, 0), dtype=np.int64)

    def check_group(self, column: pa.ChunkedArray, begin: int) -> None:
        """Check the next row group, whose first row is row `begin` of the file."""
        if column.null_count:
            missing = np.flatnonzero(~np.asarray(column.is_valid()))
            self._list("null_family", missing, begin, np.full(missing.size, -1), None)
            return
        ids = np.asarray(column.to_numpy()).astype(np.int64)
        if not ids.size:
            return
        if self._entity.name == "family":
            due = np.arange(begin, begin + ids.size)
            wrong = np.flatnonzero(ids != due)
            self._list("family_not_dense", wrong, begin, ids[wrong], due[wrong])
        else:
            self._check_order(ids, begin)
        self._last = int(ids[-1])
        known = ids[(ids >= 0) & (ids < self._families)]
        self.rows += np.bincount(known, minlength=self._families)

    def _check_order(self, ids: NDArray[np.int64], begin: int) -> None:
        if ids[0] == self._last:
            self._list("split_family", np.array([0]), begin, ids[:1], None)
        before = np.concatenate(([self._last], ids[:-1]))
        back = np.flatnonzero(ids < before)
        self._list("unsorted_families", back, begin, ids[back], before[back])
        strangers = np.flatnonzero((ids < 0) | (ids >= self._families))
        self._list("unknown_family", strangers, begin, ids[strangers], None)

    def check_counts(self) -> None:
        """After the last row group: no family has too many rows, and none is without persons."""
        if self._entity.name == "person":
            without = np.flatnonzero(self.rows == 0)
            self._list("family_without_persons", without, None, without, None)
        many = np.flatnonzero(self.rows > self._entity.rows)
        self._list("too_many_rows", many, None, many, np.full(many.size, self._entity.rows))

    def _list(
        self,
        kind: str,
        rows: NDArray[Any],
        begin: int | None,
        values: NDArray[Any],
        expected: NDArray[Any] | None,
    ) -> None:
        problems = [
            Problem(
                kind,
                self._entity.file,
                row=None if begin is None else begin + int(row),
                value=int(value),
                expected=None if expected is None else int(expected[place]),
            )
            for place, (row, value) in enumerate(zip(rows[:MOST_LISTED], values[:MOST_LISTED], strict=True))
        ]
        if problems:
            self._findings.add(problems[0], problems[1:], count=rows.size)
