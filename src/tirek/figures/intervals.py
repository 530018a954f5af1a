"""What printed digits leave open: intervals of exact fractions with open or closed ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import inf

Number = Fraction | float
"""A fraction, or infinity: no other float is ever an end."""

End = tuple[Number, bool]
"""An end of an interval, and whether it is open."""


@dataclass(frozen=True)
class Interval:
    """All numbers from ``low`` to ``high``; an open end is not one of them."""

    low: Number
    high: Number
    low_open: bool = False
    high_open: bool = False

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, self.high_open, self.low_open)

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        return _hull([_times(one, two) for one in self.ends for two in other.ends])

    def __truediv__(self, other: Interval) -> Interval:
        if other.reaches_zero:
            raise ZeroDivisionError
        return self * Interval(_inverse(other.high), _inverse(other.low), other.high_open, other.low_open)

    @property
    def ends(self) -> tuple[End, End]:
        """Both ends."""
        return (self.low, self.low_open), (self.high, self.high_open)

    @property
    def reaches_zero(self) -> bool:
        """Whether zero lies inside or on an end: nothing is divided by such an interval."""
        return self.low <= 0 <= self.high

    def meets(self, other: Interval) -> bool:
        """Whether some number lies in both."""
        return self.may_be_at_most(other) and other.may_be_at_most(self)

    def may_be_at_most(self, other: Interval) -> bool:
        """Whether some number of this one is less than or equal to some number of the other."""
        if self.low == other.high:
            return not (self.low_open or other.high_open)
        return self.low < other.high


def point(value: Fraction) -> Interval:
    """One number."""
    return Interval(value, value)


def _inverse(value: Number) -> Number:
    return Fraction(0) if value in (inf, -inf) else 1 / value


def _times(one: End, two: End) -> End:
    """A product of two ends. A closed zero makes zero whatever the other end is, infinity included."""
    if (one[0] == 0 and not one[1]) or (two[0] == 0 and not two[1]):
        return Fraction(0), False
    if 0 in (one[0], two[0]):
        return Fraction(0), True
    return one[0] * two[0], one[1] or two[1]


def _hull(ends: list[End]) -> Interval:
    """The interval between the outermost ends; an end that one pair reaches is closed."""
    low, high = min(value for value, _ in ends), max(value for value, _ in ends)
    return Interval(
        low,
        high,
        all(is_open for value, is_open in ends if value == low),
        all(is_open for value, is_open in ends if value == high),
    )


def _rounded(value: Fraction, step: Fraction) -> Interval:
    """Rounded half up, away from zero below it."""
    low, high = value - step / 2, value + step / 2
    return Interval(low, high, value <= 0, value >= 0)


def _truncated(value: Fraction, step: Fraction) -> Interval:
    """The rest cut off, towards zero."""
    if value == 0:
        return Interval(-step, step, True, True)
    return Interval(value, value + step, False, True) if value > 0 else Interval(value - step, value, True, False)


def _rounded_or_truncated(value: Fraction, step: Fraction) -> Interval:
    return _hull([*_rounded(value, step).ends, *_truncated(value, step).ends])


def _exact(value: Fraction, step: Fraction) -> Interval:
    return point(value)


_PRINTED: dict[str, Callable[[Fraction, Fraction], Interval]] = {
    "exact": _exact,
    "rounded": _rounded,
    "truncated": _truncated,
    "at_least": lambda value, step: Interval(value, inf, False, True),
    "at_most": lambda value, step: Interval(Fraction(0), value),
    "about": lambda value, step: Interval(value - step, value + step),
}
READINGS = tuple(_PRINTED)


def interval_of(value: Fraction, step: Fraction, reading: str, *, cut: bool = False) -> Interval:
    """What a printed number leaves open.

    Parameters
    ----------
    value : Fraction
        The printed number.
    step : Fraction
        What its last printed digit is worth.
    reading : str
        One of ``READINGS``.
    cut : bool
        Whether a number that is taken as rounded may have been cut as well.

    Examples
    --------
    >>> interval_of(Fraction(44, 10), Fraction(1, 10), "rounded").high
    Fraction(89, 20)
    >>> interval_of(Fraction(44, 10), Fraction(1, 10), "rounded", cut=True).high
    Fraction(9, 2)
    """
    if cut and reading == "rounded":
        return _rounded_or_truncated(value, step)
    return _PRINTED[reading](value, step)
