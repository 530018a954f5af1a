"""The penitentiary system."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tirek.registers.adapters.statements import Statement, Value
from tirek.registers.fields import MISSING, Inconsistent, Known


class CustodyState(StrEnum):
    """Whether a person is held or watched."""

    NONE = "none"
    HELD = "held"
    PROBATION = "probation"


@dataclass(frozen=True)
class Custody:
    """Custody of a person."""

    state: Known[CustodyState]
    since: Known[date | None]
    released_on: Known[date | None]

    def __post_init__(self) -> None:
        if (
            self.state is not MISSING
            and self.since is not MISSING
            and (self.state is CustodyState.NONE) is not (self.since is None)
        ):
            raise Inconsistent("since")
        if (
            self.state is CustodyState.HELD
            and isinstance(self.released_on, date)
            and isinstance(self.since, date)
            and self.released_on > self.since
        ):
            raise Inconsistent("released_on")

    def statements(self) -> Iterator[tuple[Statement, Value]]:
        """Whether the person is held."""
        if self.state is not MISSING:
            yield Statement.CUSTODY, self.state is CustodyState.HELD
