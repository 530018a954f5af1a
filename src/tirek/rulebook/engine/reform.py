"""A reform as a value: what an act, or the draft of one, changes in the law, laid over it and taken off without a trace.

A reform never edits the law. A program bound to a moment with a reform puts the changed values, texts, conditions and floors in
their places while it is bound, so two programs of one process, with and without it, know nothing of each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from tirek.rulebook.engine.calendar import territory_line

if TYPE_CHECKING:
    from tirek.rulebook.engine.benefit import Benefit, Term
    from tirek.rulebook.engine.moment import Moment
    from tirek.rulebook.engine.parameters import Value
    from tirek.rulebook.engine.rules import Rule

IN_FORCE = "in_force"


@dataclass(frozen=True)
class Change:
    """One thing a reform changes.

    Attributes
    ----------
    target : str
        What is changed: a parameter, a step as ``folder.step``, the step of a condition or a floor, a benefit.
    start, until : date, date or None
        Its first day, and the day on which it ends (exclusive).
    territory : str
        KATO code where it holds; the empty string is the whole country.
    title : mapping
        The change in words, by language.
    act, article, mark, source : str
        Key of ``acts/``, empty for an idea without an act; provenance as in a parameter.
    keys : tuple
        Path of keys of the change in its file, for messages.
    """

    target: str
    start: date
    until: date | None
    territory: str
    title: Mapping[str, str]
    act: str
    article: str
    mark: str
    source: str
    keys: tuple[str | int, ...]

    kind = ""

    def covers(self, moment: Moment, day: date) -> bool:
        """Whether the change holds on a day, in the moment's territory."""
        inside = self.start <= day and (self.until is None or day < self.until)
        return inside and self.territory in territory_line(moment.territory)


@dataclass(frozen=True)
class ParameterChange(Change):
    """Another value of a parameter; its days and territory stand in the value."""

    value: Value
    kind = "parameter"


@dataclass(frozen=True)
class StepChange(Change):
    """Another text of a step: that of ``text``, a rule of a reform's ``rule.py``."""

    text: Rule[Any]
    kind = "step"


@dataclass(frozen=True)
class Reach:
    """The benefits a condition or floor is added to: those named, and all of a scope but for the exceptions.

    ``exceptions`` maps an id to the reason, by language.
    """

    benefits: tuple[str, ...]
    scope: str
    exceptions: Mapping[str, Mapping[str, str]]

    def covers(self, benefit: Benefit) -> bool:
        """Whether a benefit is meant; a welfare method is a measure, not an aid, and never is."""
        if benefit.id in self.exceptions or benefit.outcome == "level":
            return False
        return benefit.id in self.benefits or benefit.document.get("scope") == self.scope


@dataclass(frozen=True)
class ConditionChange(Change):
    """A condition added to benefits, refused with its own code and text."""

    text: Rule[Any]
    reach: Reach
    code: str
    refusal: Mapping[str, str]
    kind = "condition"


@dataclass(frozen=True)
class FloorChange(Change):
    """An amount below which a holder never receives, of benefits paid in money."""

    text: Rule[Any]
    reach: Reach
    kind = "floor"


@dataclass(frozen=True)
class BenefitChange(Change):
    """A benefit switched on or off, whatever its own terms say."""

    term: Term
    kind = "benefit"


C = TypeVar("C", bound=Change)


@dataclass(frozen=True, eq=False, repr=False)
class Reform:
    """Changes of the law under one name; two of one text are equal.

    Attributes
    ----------
    name : str
        Folder of a shipped reform, or the stem of a user's file.
    title, summary, warning : mapping
        By language; the warning stands in everything computed under it.
    status : str
        One of ``benefit.STATUSES``.
    act, number, day : str, str or None, date or None
        The act it rests on; its number and date, both there when it is in force.
    known_from : date
        Before it nobody knew of the reform: a decision recomputed as known then is the base law's.
    digest : str
        SHA-256 of its text: the file, its parameters, and every rule it names.
    shipped : bool
        Whether it is part of the rulebook; a user's own file decides nothing, whatever it says of itself.
    """

    name: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    warning: Mapping[str, str]
    status: str
    act: str
    number: str | None
    day: date | None
    known_from: date
    digest: str
    shipped: bool
    changes: tuple[Change, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reform) and self._key == other._key

    def __repr__(self) -> str:
        return f"Reform({self.name}, {self.status}, {self.digest[:12]})"

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[str, str, bool]:
        return self.name, self.digest, self.shipped

    @property
    def decides(self) -> bool:
        """Whether cases are decided by it: in force, by an act with number and date, and part of the rulebook."""
        return self.shipped and self.status == IN_FORCE and self.number is not None and self.day is not None

    def of_kind(self, kind: type[C]) -> tuple[C, ...]:
        """Its changes of one kind, in order."""
        return tuple(change for change in self.changes if isinstance(change, kind))

    def as_json(self) -> dict[str, Any]:
        """What every answer under the reform carries."""
        return {
            "name": self.name,
            "title": dict(self.title),
            "status": self.status,
            "act": self.act or None,
            "number": self.number,
            "date": self.day.isoformat() if self.day else None,
            "known_from": self.known_from.isoformat(),
            "digest": self.digest,
            "decides": self.decides,
            "warning": dict(self.warning),
        }
