"""The records of a file of figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tirek.figures.intervals import Interval, interval_of
from tirek.figures.numerals import Numeral
from tirek.figures.units import RATES

Text = Mapping[str, str]
"""A text by language."""

KINDS = ("stock", "fact", "plan", "limit", "parameter", "rate")
PERIODIC = ("fact", "plan", "limit")
"""Kinds that count a stretch of time and so take the period of the document."""

PRINTED_AS = ("digits", "words", "listed")

VERDICTS = (
    "holds",
    "holds_by_rounding",
    "holds_by_truncation",
    "contradicts",
    "limit_exceeded",
    "unit",
    "not_computable",
    "derived",
)
AGREES = "agrees"
"""Expected where a file says nothing: the numbers agree, exactly or by rounding."""

NEEDS_NO_WORDS = ("holds", "holds_by_rounding", "derived")
"""Expected verdicts that a file need not explain."""


def shown_day(day: date) -> str:
    """A date as Kazakhstan writes it.

    Examples
    --------
    >>> shown_day(date(2025, 10, 30))
    '30.10.2025'
    """
    return day.strftime("%d.%m.%Y")


@dataclass(frozen=True)
class Period:
    """A stretch of days, both ends included."""

    start: date
    end: date


@dataclass(frozen=True)
class Statement:
    """One place where a source prints a figure."""

    numeral: Numeral
    paragraph: str
    as_of: date


@dataclass(frozen=True)
class Figure:
    """One published number, and what it counts."""

    key: str
    label: Text
    numeral: Numeral
    unit: str
    printed_unit: str
    kind: str
    as_of: date
    period: Period | None
    reading: str
    paragraph: str
    scope: str = ""
    share_of: str = ""
    printed: str = "digits"
    territory: str = ""
    provenance: Text = field(default_factory=dict)
    note: Text = field(default_factory=dict)
    also: tuple[Statement, ...] = ()

    @property
    def is_rate(self) -> bool:
        """Whether the figure is a percent, in formulas a hundredth of what is printed."""
        return self.unit in RATES

    @property
    def counted(self) -> str:
        """The unit counted; of a percent, the unit of the whole where the file names it."""
        return self.share_of or self.unit

    @property
    def name(self) -> Text:
        """The label in each language; in English the key where the file has none."""
        return {"en": self.key.replace("_", " "), **self.label}

    @property
    def time(self) -> str:
        """Date or period, as Kazakhstan writes them."""
        if self.period is None:
            return shown_day(self.as_of)
        return f"{shown_day(self.period.start)}–{shown_day(self.period.end)}"

    def interval(self, *, cut: bool = False) -> Interval:
        """What the printed digits leave open, ``cut`` or rounded; a percent as a fraction of one."""
        return interval_of(self.numeral.value, self.numeral.step, self.reading, cut=cut)


@dataclass(frozen=True)
class Relation:
    """A claim about figures that can be recomputed."""

    id: str
    kind: str
    where: str
    stated: str = ""
    of: str = ""
    low: str = ""
    high: str = ""
    items: tuple[Any, ...] = ()
    shown_as: str = ""
    expected: str = AGREES
    explain: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Paragraph:
    """A part of the source: its own title, and how many numerals it prints."""

    title: Text
    numbers_in_source: int | None = None
    not_figures: int = 0


@dataclass(frozen=True)
class Foreseen:
    """What a file says about a finding of the automatic checks."""

    id: str
    expected: str
    explain: Text
    where: str


@dataclass(frozen=True)
class Publication:
    """A file of figures as it was read."""

    name: str
    title: Text
    source: str
    territory: str
    figures: Mapping[str, Figure]
    relations: Mapping[str, Relation]
    paragraphs: Mapping[str, Paragraph]
    scopes: Mapping[str, Text]
    automatic: Mapping[str, Foreseen]
    used: Mapping[str, Publication]

    def find(self, name: str) -> Figure | None:
        """A figure by its key, or by ``file.key`` in a file that this one uses."""
        file, dot, key = name.rpartition(".")
        if not dot:
            return self.figures.get(key)
        return self.used[file].figures.get(key) if file in self.used else None
