"""Ratios with different divisors are summed."""

from pathlib import Path

from tirek.rulebook.engine import person, quantity, total, when

MESSAGE = (
    "bad/sum_of_ratios.py:15: a sum of ratios with different divisors is not one ratio. "
    "Round each row first, or sum the numerators."
)


def build(_: Path) -> object:
    share = person.wage / when(person.orphan, quantity(2, "person"), quantity(3, "person"))
    return total(share)
