"""What is wrong with a table or its mapping, and where; a person's values are never part of a message."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tirek.rulebook.engine.documents import read_document
from tirek.rulebook.engine.errors import TirekError

MOST_SHOWN = 8
"""Names that a message lists at most."""


@lru_cache(maxsize=1)
def texts() -> dict[str, dict[str, str]]:
    """The sentence of every kind of problem, by language."""
    found: dict[str, dict[str, str]] = read_document(Path(__file__).with_name("texts.yaml"))
    return found


@dataclass(frozen=True)
class RowProblem:
    """One value or row that cannot be taken. ``row`` is the row of the file as a spreadsheet numbers it."""

    kind: str
    file: str
    row: int
    column: str = ""
    expected: str = ""

    def message(self, language: str) -> str:
        """The problem as a sentence.

        Examples
        --------
        >>> RowProblem("not_number", "persons.csv", 17, "Wage").message("en")
        'persons.csv, row 17, Wage: a number is expected.'
        """
        return texts()[self.kind][language].format(
            file=self.file, row=self.row, column=self.column, expected=self.expected
        )


class ImportProblem(TirekError):
    """Tables that cannot be taken at all: the mapping is wrong, a file or column is missing, or rows are.

    Parameters
    ----------
    kind : str
        Key of ``texts.yaml``.
    where : str
        File, and line of the mapping where there is one.
    first : RowProblem, optional
        The first of the rows that are wrong.
    """

    def __init__(self, kind: str, where: str = "", *, first: RowProblem | None = None, **details: object) -> None:
        self.kind, self.where, self.first, self.details = kind, where, first, details
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """One line in a language: where, what, what to do."""
        first = self.first.message(language) if self.first else ""
        return texts()[self.kind][language].format(where=self.where, first=first, **self.details)


def listed(names: object) -> str:
    """Names as a message lists them, the first few."""
    own = [str(name) for name in names] if isinstance(names, (list, tuple)) else [str(names)]
    return ", ".join(own[:MOST_SHOWN]) + (", …" if len(own) > MOST_SHOWN else "")
