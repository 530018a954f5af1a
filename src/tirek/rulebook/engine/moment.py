"""For what moment, place and state of knowledge a rulebook is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from tirek.rulebook.engine.calendar import Quarter, shift_months
from tirek.rulebook.engine.reform import Change, Reform

if TYPE_CHECKING:
    from tirek.rulebook.engine.local_law import LocalLaw


@dataclass(frozen=True)
class Assumption:
    """Values nobody published, chosen by name; every output made with it carries ``warning``."""

    name: str
    title: Mapping[str, str]
    warning: Mapping[str, str]
    parameters: Mapping[str, tuple[Mapping[str, object], ...]]
    take_up: Mapping[str, Fraction]

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True)
class Moment:
    """Where and when a rule is asked.

    Attributes
    ----------
    on : date
        The date that counts (of the decision, the month due or the event, as the benefit's ``valued_on`` says).
    territory : str
        KATO code of any level.
    applied_on : date or None
        Day of the application; ``on`` where there is none.
    known_on : date or None
        Recompute with what the rulebook knew that day; None is with all it knows now.
    assumption : Assumption or None
        Values nobody published, chosen by name.
    reform : Reform or None
        A reform asked by name: what the law would say under it.
    overlays : tuple of Reform
        Reforms that hold by themselves, in order; binding puts in those of the rulebook that are in force.
    local : LocalLaw or None
        Local law entered outside of the rulebook; its values are published ones.
    """

    on: date
    territory: str = "750000000"
    applied_on: date | None = None
    known_on: date | None = None
    assumption: Assumption | None = None
    reform: Reform | None = None
    overlays: tuple[Reform, ...] = ()
    local: LocalLaw | None = None

    @property
    def reforms(self) -> tuple[Reform, ...]:
        """Reforms laid over the law, lowest first: the one asked by name lies on top; those not known yet are left out."""
        named = (self.reform,) if self.reform else ()
        below = tuple(other for other in self.overlays if not any(other.name == reform.name for reform in named))
        known = self.known_on
        return tuple(reform for reform in (*below, *named) if known is None or reform.known_from <= known)

    def reform_of(self, change: Change) -> Reform:
        """The reform, of those laid over the law, that makes a change."""
        return next(reform for reform in self.reforms if any(change is other for other in reform.changes))

    @property
    def application(self) -> date:
        """Day of the application."""
        return self.applied_on or self.on

    def day(self, base: str, months: int = 0) -> date:
        """The date ``on`` or ``application``, so many months away."""
        return shift_months(self.application if base == "application" else self.on, months)

    def quarter(self, at: str) -> Quarter:
        """The quarter a quarterly register is asked for."""
        quarter = Quarter.of(self.on if at == "on" else self.application)
        return quarter.before() if at == "quarter_before_application" else quarter

    def in_territory(self, code: str) -> Moment:
        """The same moment elsewhere."""
        return replace(self, territory=code)
