"""The credit bureau."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from tirek.registers.adapters.statements import Statement, Value
from tirek.registers.fields import MISSING, Bin, Inconsistent, Known, Tenge, Within


class LoanKind(StrEnum):
    """Kind of a loan."""

    CONSUMER = "consumer"
    MORTGAGE = "mortgage"
    MICROCREDIT = "microcredit"
    CARD = "card"


@dataclass(frozen=True)
class Loan:
    """One loan."""

    kind: LoanKind
    lender: Bin
    since: date
    outstanding_tenge: Tenge
    overdue_tenge: Tenge
    overdue_days: Annotated[int, Within(0, 40_000)]

    def __post_init__(self) -> None:
        if self.overdue_tenge > self.outstanding_tenge:
            raise Inconsistent("overdue_tenge")
        if (self.overdue_tenge > 0) is not (self.overdue_days > 0):
            raise Inconsistent("overdue_days")


@dataclass(frozen=True)
class Credits:
    """Loans of a person that are not paid back."""

    loans: Known[tuple[Loan, ...]]

    def statements(self) -> Iterator[tuple[Statement, Value]]:
        """Whether a debt is overdue."""
        if self.loans is not MISSING:
            yield Statement.OVERDUE_DEBT, any(loan.overdue_tenge > 0 for loan in self.loans)
