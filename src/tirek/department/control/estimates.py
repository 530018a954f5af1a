"""From what a lot found to what it says of all: a share with an interval that is exact.

The interval is that of sampling without replacement from a finite population: the numbers of faults under which what was found
is not too unlikely, by the hypergeometric law (T. Wright, Exact Confidence Bounds when Sampling from Small Finite Universes,
Lecture Notes in Statistics 66, Springer, 1991). In a large population it is that of Clopper and Pearson (1934). It never says
less than its confidence; an inspection of everybody leaves no width.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma


@dataclass(frozen=True)
class Estimate:
    """Of ``population``, ``inspected`` were drawn by lot and looked at, ``found`` had a fault: how many of all have one.

    ``low`` and ``high`` are numbers of the population, both counted in.
    """

    population: int
    inspected: int
    found: int
    confidence_percent: int
    low: int
    high: int

    @property
    def percent(self) -> float:
        """The share among those inspected."""
        return 100 * self.found / self.inspected

    @property
    def low_percent(self) -> float:
        """The least share of the population."""
        return 100 * self.low / self.population

    @property
    def high_percent(self) -> float:
        """The largest share of the population."""
        return 100 * self.high / self.population


def estimate(population: int, inspected: int, found: int, confidence_percent: int) -> Estimate:
    """How many of a population have a fault, when so many of those drawn by lot had one.

    Raises
    ------
    ValueError
        If nothing was inspected, or more than there is.

    Examples
    --------
    >>> told = estimate(1000, 100, 0, 95)
    >>> told.low, told.high
    (0, 34)
    >>> told = estimate(10, 10, 3, 95)
    >>> told.low, told.high
    (3, 3)
    """
    if not 0 < inspected <= population or not 0 <= found <= inspected:
        raise ValueError("inspect at least one and at most all, and find at most as many as were inspected")
    tail = (1 - confidence_percent / 100) / 2
    least, most = found, population - (inspected - found)
    return Estimate(
        population,
        inspected,
        found,
        confidence_percent,
        low=_low(population, inspected, found, tail, least, most),
        high=_high(population, inspected, found, tail, least, most),
    )


def _low(population: int, drawn: int, found: int, tail: float, least: int, most: int) -> int:
    """The smallest number of faults under which so many or more are found with a probability above the tail."""
    below, above = least, most
    while below < above:
        middle = (below + above) // 2
        if 1 - at_most(found - 1, population, middle, drawn) > tail:
            above = middle
        else:
            below = middle + 1
    return below


def _high(population: int, drawn: int, found: int, tail: float, least: int, most: int) -> int:
    """The largest number of faults under which so many or fewer are found with a probability above the tail."""
    below, above = least, most
    while below < above:
        middle = (below + above + 1) // 2
        if at_most(found, population, middle, drawn) > tail:
            below = middle
        else:
            above = middle - 1
    return below


def at_most(found: int, population: int, faulty: int, drawn: int) -> float:
    """The probability that of ``drawn`` at most ``found`` are faulty, where ``faulty`` of the population are."""
    first = max(0, drawn - (population - faulty))
    last = min(found, faulty, drawn)
    if last < first:
        return 0.0
    if last == min(faulty, drawn):
        return 1.0
    every = _ways(population, drawn)
    return min(
        1.0,
        sum(
            exp(_ways(faulty, each) + _ways(population - faulty, drawn - each) - every)
            for each in range(first, last + 1)
        ),
    )


def _ways(of: int, chosen: int) -> float:
    """The logarithm of the number of ways to choose some of many."""
    return lgamma(of + 1) - lgamma(chosen + 1) - lgamma(of - chosen + 1)
