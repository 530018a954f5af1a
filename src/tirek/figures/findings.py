"""What a check found, and how numbers are set against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from tirek.figures.intervals import Interval
from tirek.figures.numerals import Numeral
from tirek.figures.records import AGREES, Figure, Text

Detail = tuple[str, Mapping[str, str | Text]]
"""Key of ``sentences.yaml`` under ``details``, and what fills it: words, or a text by language."""


@dataclass(frozen=True)
class Finding:
    """One line of a check.

    Attributes
    ----------
    computed, stated : Fraction or None
        Both numbers in single units (a percent as a fraction of one), where there are such.
    like : Numeral or None
        The printed number in whose multiple both are shown.
    detail : Detail or None
        Where the verdict needs a word more.
    automatic : bool
        Whether no relation of the file asked for it.
    subject : Text
        Label of the figure that the finding is about: without it nobody knows what holds.
    whole_unit : str
        Unit of the computed number where it is not that of the stated one: children are part of persons.
    bounds : tuple or None
        Of the kind ``bounds``: the lower and the upper one; ``stated`` is then the one that is crossed.
    """

    id: str
    kind: str
    verdict: str
    expected: str
    where: str
    computed: Fraction | None = None
    stated: Fraction | None = None
    like: Numeral | None = None
    unit: str = ""
    detail: Detail | None = None
    explain: Text = field(default_factory=dict)
    automatic: bool = False
    subject: Text = field(default_factory=dict)
    whole_unit: str = ""
    bounds: tuple[Fraction | None, Fraction | None] | None = None

    @property
    def difference(self) -> Fraction | None:
        """Computed less stated."""
        return None if self.computed is None or self.stated is None else self.computed - self.stated

    @property
    def is_expected(self) -> bool:
        """Whether the file foresaw the verdict."""
        agrees = self.expected == AGREES and self.verdict in ("holds", "holds_by_rounding")
        return agrees or self.verdict == self.expected


@dataclass(frozen=True)
class Side:
    """One side of a comparison: the printed number, what rounding leaves open, and what rounding or cutting leaves open."""

    exact: Fraction
    rounded: Interval
    cut: Interval


def agree(stated: Side, computed: Side, figures: Iterable[Figure]) -> str:
    """Verdict on two numbers that should be the same.

    A figure that the file declares cut is cut: then nothing short of equality is called rounding.
    """
    return _judge(stated, computed, figures, stated.exact == computed.exact, Interval.meets, "contradicts")


def stays_within(part: Side, whole: Side, figures: Iterable[Figure], otherwise: str = "contradicts") -> str:
    """Verdict on a number that should not exceed another."""
    return _judge(part, whole, figures, part.exact <= whole.exact, Interval.may_be_at_most, otherwise)


def _judge(
    one: Side,
    two: Side,
    figures: Iterable[Figure],
    exactly: bool,
    possible: Callable[[Interval, Interval], bool],
    otherwise: str,
) -> str:
    if exactly:
        return "holds"
    if possible(one.rounded, two.rounded):
        declared_cut = any(figure.reading == "truncated" for figure in figures)
        return "holds_by_truncation" if declared_cut else "holds_by_rounding"
    return "holds_by_truncation" if possible(one.cut, two.cut) else otherwise
