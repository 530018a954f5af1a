"""The table of the method as its YAML prints it: which levels each cell of a criterion admits, and the options beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tirek.rulebook.engine.documents import place, read_document
from tirek.rulebook.engine.errors import LawError

LEVELS = range(1, 7)


@dataclass(frozen=True)
class Criterion:
    """One criterion: its number, and the lowest and highest level that each of its cells admits."""

    number: int
    lowest: tuple[int, ...]
    highest: tuple[int, ...]


@dataclass(frozen=True)
class Table:
    """The criteria by name, and the options of the method.

    Attributes
    ----------
    deciding : tuple of str
        Criteria that decide, in the order in which a tie is named.
    """

    criteria: Mapping[str, Criterion]
    deciding: tuple[str, ...]
    options: Mapping[str, Any]


def read_table(path: Path) -> Table:
    """The table in a file.

    Raises
    ------
    LawError
        If a cell's levels are not consecutive levels from 1 to 6, or an unknown criterion is to decide.
    """
    document = read_document(path)
    criteria = {name: _criterion(path, name, entry) for name, entry in document["criteria"].items()}
    options = document["options"]
    for name in options["deciding"]:
        if name not in criteria:
            raise LawError(place(path, "options", "deciding"), f"there is no criterion {name}.", "Correct the name.")
    return Table(criteria, tuple(options["deciding"]), options)


def _criterion(path: Path, name: str, entry: Mapping[str, Any]) -> Criterion:
    cells: list[Sequence[int]] = [cell["levels"] for cell in entry["cells"]]
    for index, levels in enumerate(cells):
        if not levels or list(levels) != list(range(levels[0], levels[-1] + 1)) or not {*levels} <= {*LEVELS}:
            where = place(path, "criteria", name, "cells", index)
            remedy = "List them without a gap: a set with a gap needs another method."
            raise LawError(where, f"levels {levels} are not consecutive levels from 1 to 6.", remedy)
    return Criterion(entry["number"], tuple(cell[0] for cell in cells), tuple(cell[-1] for cell in cells))
