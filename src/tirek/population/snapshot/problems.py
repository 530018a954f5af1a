"""What the validator found: kinds, places, and sentences in three languages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_LISTED = 100


@lru_cache(maxsize=1)
def problem_texts() -> dict[str, dict[str, str]]:
    """The sentence of every kind of problem, by language."""
    text = (files("tirek.population.snapshot") / "problems.yaml").read_bytes()
    texts: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return texts


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a snapshot. `row` counts from 0 within the file."""

    kind: str
    file: str
    row: int | None = None
    column: str | None = None
    value: int | str | None = None
    expected: int | str | None = None

    def message(self, language: str = "en") -> str:
        """The problem as a sentence in `kk`, `ru` or `en`.

        Examples
        --------
        >>> Problem("missing_file", "claims.parquet").message("en")
        'the file claims.parquet is missing'
        """
        return problem_texts()[self.kind][language].format(
            file=self.file, row=self.row, column=self.column, value=self.value, expected=self.expected
        )


@dataclass
class Findings:
    """The first problems of a snapshot and how many there are of each kind."""

    problems: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many problems there are, listed or not."""
        return self.counts.total()

    def add(self, problem: Problem, more: Sequence[Problem] = (), *, count: int = 1) -> None:
        """List a problem while there is room, and count it; `count` says how many it and `more` stand for."""
        self.counts[problem.kind] += count
        room = MOST_LISTED - len(self.problems)
        self.problems.extend([problem, *more][:room])
