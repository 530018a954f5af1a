"""Rules: decorated functions, run once each, whose result is a tree; with versions by date and by knowledge."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from threading import RLock
from typing import Any, Generic, TypeVar

from tirek.rulebook.engine.documents import shown_path
from tirek.rulebook.engine.errors import LawError, NotInForce, RuleError
from tirek.rulebook.engine.expressions import Boolean, Date, Enumeration, Expr, Number, as_number, divisors
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.tree import Node, intern_node

T = TypeVar("T", bound=Expr)

conflicts: list[Node] = []
"""Conditions under which a ``choose`` of the rule being built has two answers."""

_building = RLock()
"""One thread builds at a time: a server asks for the law from many at once, and what is half built looks like a circle."""

EARLIEST_VERSION = date(1900, 1, 1)


@dataclass(eq=False)
class Version:
    """One version of a rule: its text, dates and act."""

    write: Callable[[], Expr]
    since: date
    until: date | None
    known_from: date
    act: str
    article: str
    where: str
    _result: Expr | None = None
    conflicts: list[Node] = field(default_factory=list)
    divisors: list[tuple[Node, str]] = field(default_factory=list)

    def result(self) -> Expr:
        """The value the text builds; built at the first call."""
        if self._result is None:
            with _building:
                return self._build() if self._result is None else self._result
        return self._result

    def _build(self) -> Expr:
        outer = conflicts[:], divisors[:]
        conflicts[:], divisors[:] = [], []
        try:
            made = self.write()
            built = made if isinstance(made, Expr) else self._constant(made)
            self.conflicts, self.divisors = conflicts[:], divisors[:]
            self._result = built
        finally:
            conflicts[:], divisors[:] = outer
        return built

    def _constant(self, made: object) -> Expr:
        if isinstance(made, bool) or not isinstance(made, int | Fraction):
            raise RuleError(self.where, f"the rule gives {made!r}.", "Return a number or a condition of the tree.")
        return as_number(made)

    def covers(self, moment: Moment, base: str) -> bool:
        """Whether this version is in force, and known, at a moment."""
        day = moment.day(base)
        known = moment.known_on is None or self.known_from <= moment.known_on
        return known and self.since <= day and (self.until is None or day < self.until)


class Rule(Generic[T]):
    """A named step of the law. Call it inside another rule to use its value.

    Attributes
    ----------
    name : str
        Name of the function.
    module : str
        Folder it belongs to: a benefit, a welfare method, or ``national``.
    versions : list of Version
        Texts by date; the one in force at the moment is used.
    """

    def __init__(self, write: Callable[[], T], dated_by: str) -> None:
        self.name = write.__name__
        self.path = Path(inspect.getfile(write))
        self.module = self.path.parent.name
        self.dated_by = dated_by
        self.versions: list[Version] = []
        self.__doc__ = write.__doc__
        self._building = False
        self._reference: T | None = None

    @property
    def full_name(self) -> str:
        """``folder.name``, unique in the rulebook."""
        return f"{self.module}.{self.name}"

    def add(self, version: Version) -> None:
        """Add a version; two that answer for one day are a conflict, not a winner."""
        for other in self.versions:
            same_knowledge = other.known_from == version.known_from
            if same_knowledge and _overlap(other, version):
                raise LawError(
                    version.where,
                    f"{self.full_name} has two texts for one day (the other: {other.where}).",
                    "Give them dates that do not overlap (since, until).",
                )
        self.versions.append(version)

    def version(self, **dates: Any) -> Callable[[Callable[[], T]], Rule[T]]:
        """Decorator: a further version of this rule. Takes what ``rule`` takes."""

        def decorate(write: Callable[[], T]) -> Rule[T]:
            self.add(_version(write, **dates))
            return self

        return decorate

    def version_at(self, moment: Moment) -> Version:
        """The version in force.

        Raises
        ------
        NotInForce
            If none is.
        """
        fitting = [version for version in self.versions if version.covers(moment, self.dated_by)]
        if not fitting:
            raise NotInForce(f"{self.full_name}: no text in force on {moment.day(self.dated_by)}")
        return max(fitting, key=lambda version: (version.known_from, version.since))

    def __call__(self) -> T:
        """The step's value, for use in another rule."""
        if self._reference is None:
            with _building:
                if self._reference is None:
                    self._reference = self._refer_once()
        return self._reference

    def _refer_once(self) -> T:
        if self._building:
            where = self.versions[0].where
            raise RuleError(where, f"{self.full_name} needs its own value.", "Break the circle.")
        self._building = True
        try:
            return self._refer()
        finally:
            self._building = False

    def _refer(self) -> T:
        shapes = {shape_text(version.result()) for version in self.versions}
        if len(shapes) > 1:
            raise RuleError(
                self.versions[-1].where,
                f"versions of {self.full_name} differ in type or unit: {', '.join(sorted(map(str, shapes)))}.",
                "A step keeps its type and unit; make another step for another thing.",
            )
        first = self.versions[0].result()
        nodes = [self._node(index, first) for index in range(2)]
        made: Expr
        if isinstance(first, Number):
            whole = all(v.result().is_whole for v in self.versions)  # type: ignore[attr-defined]
            made = Number(nodes[0], first.unit) if whole else Number(nodes[0], first.unit, 1, (nodes[1],))
            if not whole and len(self.versions) == 1:
                made = Number(nodes[0], first.unit, first.over, first.under)
        elif isinstance(first, Boolean):
            made = Boolean(nodes[0], first.comparison, first.parts)
        elif isinstance(first, Enumeration):
            made = Enumeration(nodes[0], first.values, first.name)
        else:
            made = Date(nodes[0])
        return made  # type: ignore[return-value]

    def _node(self, component: int, result: Expr) -> Node:
        entities = {node.entity for version in self.versions for node in version.result().nodes()} - {None}
        rows = entities - {"family"}
        entity = next(iter(rows or entities), "family")
        kind = "bool" if isinstance(result, Boolean) else "int"
        return intern_node("step", (self, component), kind, entity)


def shape_text(result: Expr) -> str:
    """Type and unit of a value, in words; what a step keeps in all its texts."""
    return (
        f"{type(result).__name__.lower()} in {result.unit}"
        if isinstance(result, Number)
        else type(result).__name__.lower()
    )


def _overlap(a: Version, b: Version) -> bool:
    return (a.until is None or b.since < a.until) and (b.until is None or a.since < b.until)


def _version(
    write: Callable[[], Any],
    act: str = "",
    article: str = "",
    since: str = "",
    until: str = "",
    known_from: str = "",
) -> Version:
    start = date.fromisoformat(since) if since else EARLIEST_VERSION
    return Version(
        write=write,
        since=start,
        until=date.fromisoformat(until) if until else None,
        known_from=date.fromisoformat(known_from) if known_from else EARLIEST_VERSION,
        act=act,
        article=article,
        where=f"{shown_path(Path(inspect.getfile(write)))}:{write.__code__.co_firstlineno}",
    )


def rule(*, dated_by: str = "on", **dates: Any) -> Callable[[Callable[[], T]], Rule[T]]:
    """Decorator: make a function without arguments a step of the law.

    Parameters
    ----------
    dated_by : str
        Which date chooses the version: ``on`` or ``application``.
    act, article : str
        Key of the act in ``acts/``; article, paragraph.
    since, until, known_from : str
        ISO dates; ``until`` is exclusive.
    """

    def decorate(write: Callable[[], T]) -> Rule[T]:
        made: Rule[T] = Rule(write, dated_by)
        made.add(_version(write, **dates))
        return made

    return decorate
