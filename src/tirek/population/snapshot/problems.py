"""What the validator found: kinds, places, and sentences in three languages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import yaml

from tirek.rulebook.engine.errors import TirekError

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_LISTED = 100


def _read_texts(name: str) -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = yaml.load(
        (files("tirek.population.snapshot") / name).read_bytes(), Loader=yaml.CSafeLoader
    )
    return texts


@lru_cache(maxsize=1)
def problem_texts() -> dict[str, dict[str, str]]:
    """The sentence of every kind of problem, by language."""
    return _read_texts("problems.yaml")


@lru_cache(maxsize=1)
def refusal_texts() -> dict[str, dict[str, str]]:
    """The sentence of every kind of refusal, by language."""
    return _read_texts("refusals.yaml")


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


class SnapshotError(TirekError):
    """A snapshot cannot be read or written.

    Parameters
    ----------
    where : object
        File or folder.
    kind : str
        Key of ``refusals.yaml``.
    first : Problem, optional
        The first of the problems that the validator found.
    """

    def __init__(self, where: object, kind: str, *, first: Problem | None = None, **details: object) -> None:
        self.where, self.kind, self.first, self.details = where, kind, first, details
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """One line in a language: where, what, what to do."""
        first = self.first and self.first.message(language)
        return refusal_texts()[self.kind][language].format(file=self.where, first=first, **self.details)
