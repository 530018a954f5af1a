"""Incomes by month and kind, and the contributions made from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tirek.registers.adapters.statements import Statement, Value
from tirek.registers.contract import Key
from tirek.registers.fields import MISSING, Bin, Inconsistent, Known, Month, Tenge


class IncomeKind(StrEnum):
    """Kind of an income."""

    WAGE = "wage"
    BUSINESS = "business"
    PENSION = "pension"
    STATE_BENEFIT = "state_benefit"


class ContributionKind(StrEnum):
    """Kind of a contribution."""

    PENSION = "pension"
    SOCIAL = "social"
    HEALTH = "health"


class PensionKind(StrEnum):
    """Kind of pension or allowance, as the facts know it."""

    NONE = "none"
    AGE_PENSION = "age_pension"
    AGE_ALLOWANCE = "age_allowance"
    DISABILITY_BENEFIT = "disability_benefit"
    SURVIVOR_BENEFIT = "survivor_benefit"


class BreadwinnerLost(StrEnum):
    """Which breadwinner was lost."""

    NONE = "none"
    ONE = "one"
    BOTH_PARENTS = "both_parents"


@dataclass(frozen=True)
class Income:
    """One income of one month: before, and after, tax and pension contribution."""

    month: Month
    kind: IncomeKind
    payer: Bin | None
    gross_tenge: Tenge
    net_tenge: Tenge

    def __post_init__(self) -> None:
        if self.net_tenge > self.gross_tenge:
            raise Inconsistent("net_tenge")


@dataclass(frozen=True)
class Contribution:
    """One contribution of one month."""

    month: Month
    kind: ContributionKind
    payer: Bin | None
    amount_tenge: Tenge


@dataclass(frozen=True)
class Incomes:
    """Incomes of a person from one month to another, both included. No row in that time is an income of 0."""

    birth_date: date
    from_month: Month
    to_month: Month
    incomes: Known[tuple[Income, ...]]
    contributions: Known[tuple[Contribution, ...]]
    pension_kind: Known[PensionKind]
    breadwinner_lost: Known[BreadwinnerLost]
    special_state_benefit: Known[bool]
    carer_benefit_paid: Known[bool]

    def __post_init__(self) -> None:
        if self.from_month > self.to_month:
            raise Inconsistent("from_month")
        if self.incomes is not MISSING:
            self._check("incomes", [(one.month, one.kind, one.payer) for one in self.incomes])
        if self.contributions is not MISSING:
            self._check("contributions", [(one.month, one.kind, one.payer) for one in self.contributions])

    def _check(self, field: str, keys: list[tuple[str, StrEnum, str | None]]) -> None:
        """An income told twice would be counted twice."""
        if len(set(keys)) < len(keys) or any(not self.from_month <= month <= self.to_month for month, _, _ in keys):
            raise Inconsistent(field)

    def statements(self) -> Iterator[tuple[Statement, Value]]:
        """Birth date, and the sum of the incomes after tax."""
        yield Statement.BIRTH_DATE, self.birth_date
        if self.incomes is not MISSING:
            yield Statement.NET_INCOME_TENGE, sum(one.net_tenge for one in self.incomes)

    def misfit(self, key: Key, as_of: date) -> str | None:
        """The field that belongs to another question, if one does."""
        return None if (self.from_month, self.to_month) == year_before(as_of) else "from_month"


def year_before(day: date) -> tuple[str, str]:
    """The twelve whole months before a day: the first and the last.

    Examples
    --------
    >>> year_before(date(2026, 3, 31))
    ('2025-03', '2026-02')
    """
    last = day.year * 12 + day.month - 2
    first = last - 11
    return f"{first // 12}-{first % 12 + 1:02}", f"{last // 12}-{last % 12 + 1:02}"
