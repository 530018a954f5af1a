"""Civil acts: marriages, divorces, children, death."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tirek.registers.adapters.statements import Statement, Value
from tirek.registers.fields import MISSING, Iin, Inconsistent, Known


class ActKind(StrEnum):
    """Kind of a civil act."""

    MARRIAGE = "marriage"
    DIVORCE = "divorce"
    NAME_CHANGE = "name_change"


class Bond(StrEnum):
    """How a child came to the person."""

    BORN = "born"
    ADOPTED = "adopted"


@dataclass(frozen=True)
class CivilAct:
    """One entry of the civil registry."""

    kind: ActKind
    number: str
    on: date
    other: Iin | None
    """The other spouse; None where the act names nobody else, or one without a number."""

    def __post_init__(self) -> None:
        if self.kind is ActKind.NAME_CHANGE and self.other is not None:
            raise Inconsistent("other")


@dataclass(frozen=True)
class Child:
    """A child born or adopted."""

    iin: Iin | None
    birth_date: date
    bond: Bond
    alive: bool


@dataclass(frozen=True)
class CivilActs:
    """What the civil registry holds on a person."""

    birth_date: date
    acts: Known[tuple[CivilAct, ...]]
    children: Known[tuple[Child, ...]]
    died_on: Known[date | None]

    def __post_init__(self) -> None:
        if self.acts is not MISSING and len({act.number for act in self.acts}) < len(self.acts):
            raise Inconsistent("acts")
        if self.children is not MISSING:
            known = [child.iin for child in self.children if child.iin]
            if len(set(known)) < len(known) or any(child.birth_date <= self.birth_date for child in self.children):
                raise Inconsistent("children")

    def statements(self) -> Iterator[tuple[Statement, Value]]:
        """Birth date, children, death."""
        yield Statement.BIRTH_DATE, self.birth_date
        if self.children is not MISSING:
            yield Statement.CHILDREN, len(self.children)
        if self.died_on is not MISSING:
            yield Statement.DIED_ON, "" if self.died_on is None else self.died_on
