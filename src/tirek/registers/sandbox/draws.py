"""Chance that is always the same: a number drawn from a seed, whom it is about, and what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from typing import TypeVar

_Option = TypeVar("_Option")


@dataclass(frozen=True)
class Draws:
    """Numbers about one thing.

    Examples
    --------
    >>> Draws(1, "a").below("age", 100) == Draws(1, "a").below("age", 100)
    True
    """

    seed: int
    about: str

    def below(self, topic: str, bound: int) -> int:
        """An integer from 0, below a bound."""
        text = f"{self.seed}|{self.about}|{topic}".encode()
        return int.from_bytes(blake2b(text, digest_size=8).digest(), "big") % bound

    def chance(self, topic: str, per_mille: int) -> bool:
        """True so many times in a thousand."""
        return self.below(topic, 1000) < per_mille

    def pick(self, topic: str, options: Sequence[_Option]) -> _Option:
        """One of the options."""
        return options[self.below(topic, len(options))]

    def day(self, topic: str, first: date, days: int) -> date:
        """A day from a first one, within so many days."""
        return first + timedelta(days=self.below(topic, days))
