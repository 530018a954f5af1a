"""How what is due reaches an account: the reader of ``cycles.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tirek.department.entitlements.enums import Period
from tirek.department.payments.enums import ClosingKind
from tirek.rulebook.catalogue import benefit_ids
from tirek.rulebook.engine.documents import read_document

FILE = Path(__file__).with_name("cycles.yaml")
KEYS = frozenset({"title", "periods", "programmes", "closing", "reaches"})
REACHES = ("person", "invoice")
LANGUAGES = ("kk", "ru", "en")
MONEY = "tenge"
"""Units of money begin so; of everything else an invoice tells what it cost."""


class CycleFault(ValueError):
    """``cycles.yaml`` says something that cannot be."""


@dataclass(frozen=True)
class Cycle:
    """One way to an account: its title, the periods and programmes that go by it, with which closing, and to whom."""

    code: str
    title: Mapping[str, str]
    periods: tuple[str, ...]
    programmes: tuple[str, ...]
    closing: ClosingKind
    reaches: str


@cache
def cycles() -> Mapping[str, Cycle]:
    """All cycles by their code.

    Raises
    ------
    CycleFault
        For an unknown word, and for a period or programme that goes two ways or none.
    """
    read = read_document(FILE)
    found = {str(code): _cycle(str(code), entry) for code, entry in read.items()}
    named = [period for cycle in found.values() for period in cycle.periods]
    if sorted(named) != sorted(Period.values):
        raise CycleFault(f"{FILE}: each period of a grant goes by exactly one cycle, found {sorted(named)}")
    programmes = [name for cycle in found.values() for name in cycle.programmes]
    if len(programmes) != len(set(programmes)) or not set(programmes) <= set(benefit_ids()):
        raise CycleFault(f"{FILE}: each programme stands in one cycle at most and is a benefit of the law")
    return found


def cycle_of(programme: str, period: str, unit: str) -> Cycle:
    """The cycle of a grant."""
    if not unit.startswith(MONEY):
        return cycles()["in_kind"]
    named = [cycle for cycle in cycles().values() if programme in cycle.programmes]
    return (named or [cycle for cycle in cycles().values() if period in cycle.periods])[0]


@dataclass(frozen=True)
class Scope:
    """Which due rows of money a closing gathers for persons, as a statement asks for it.

    A programme goes by ``of_programmes`` where it is named in a cycle, else its period by ``of_periods``.
    """

    of_programmes: list[str]
    of_periods: list[str]
    named: list[str]


def scope_of(kind: ClosingKind) -> Scope:
    """What a closing gathers: of a month everything that goes to persons, between two closes what does not wait."""
    to_persons = [cycle for cycle in cycles().values() if cycle.reaches == "person"]
    taken = [cycle for cycle in to_persons if kind == ClosingKind.MONTH or cycle.closing == ClosingKind.BETWEEN]
    return Scope(
        of_programmes=sorted(name for cycle in taken for name in cycle.programmes),
        of_periods=sorted(period for cycle in taken for period in cycle.periods),
        named=sorted(name for cycle in cycles().values() for name in cycle.programmes),
    )


def _cycle(code: str, entry: Mapping[str, object]) -> Cycle:
    title, reaches = entry.get("title"), str(entry.get("reaches"))
    if not set(entry) <= KEYS or not isinstance(title, dict) or set(title) != set(LANGUAGES) or reaches not in REACHES:
        raise CycleFault(f"{FILE}: {code} has a title in kk, ru, en, a closing and reaches one of {REACHES}")
    return Cycle(
        code=code,
        title={str(key): str(text) for key, text in title.items()},
        periods=_words(entry, "periods"),
        programmes=_words(entry, "programmes"),
        closing=ClosingKind(str(entry["closing"])),
        reaches=reaches,
    )


def _words(entry: Mapping[str, object], key: str) -> tuple[str, ...]:
    found = entry.get(key) or ()
    assert isinstance(found, list | tuple)
    return tuple(str(word) for word in found)
