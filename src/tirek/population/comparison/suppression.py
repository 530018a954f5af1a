"""Small counts are hidden, and so much beside them that no hidden number follows from what is printed.

Every sum that a reader can make (a column and its total, a row and its parts) is a line: signed cells that add up to nothing. A
hidden cell is exposed when the lines, with the printed numbers put in, have only one answer for it; that is asked of all lines
together, by elimination, and not only of each alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar

Cell = TypeVar("Cell")
Line = Mapping[Cell, int]
"""Cells with the sign they have in a sum that is nothing."""

DEFAULT_K = 10
"""A count from 1 to one less than this is hidden."""

LARGEST_K = 1_000

_PRIME = (1 << 61) - 1
"""Elimination is done modulo a prime: whole numbers, no growth. Signs are 1 and -1."""


def is_small(count: int, k: int) -> bool:
    """Whether a count is hidden by itself.

    Examples
    --------
    >>> [is_small(count, 10) for count in (0, 1, 9, 10)]
    [False, True, True, False]
    """
    return 0 < count < k


def exposed_cells(lines: Iterable[Line[Cell]], hidden: Collection[Cell]) -> set[Cell]:
    """Hidden cells whose value follows from the lines and the printed numbers.

    Examples
    --------
    >>> column = {"a": 1, "b": 1, "all": -1}
    >>> exposed_cells([column], {"a"})
    {'a'}
    >>> exposed_cells([column], {"a", "b"})
    set()
    """
    rows = [{cell: sign for cell, sign in line.items() if cell in hidden} for line in lines]
    pivots: dict[Cell, dict[Cell, int]] = {}
    for row in sorted((row for row in rows if row), key=len):
        reduced = _reduced(row, pivots)
        if reduced:
            _take_in(reduced, pivots)
    return {cell for cell, row in pivots.items() if len(row) == 1}


def _reduced(row: Mapping[Cell, int], pivots: Mapping[Cell, dict[Cell, int]]) -> dict[Cell, int]:
    left = dict(row)
    for cell in [cell for cell in row if cell in pivots]:
        _subtract(left, pivots[cell], left[cell])
    return left


def _subtract(row: dict[Cell, int], other: Mapping[Cell, int], factor: int) -> None:
    for cell, sign in other.items():
        value = (row.get(cell, 0) - factor * sign) % _PRIME
        if value:
            row[cell] = value
        else:
            row.pop(cell, None)


def _take_in(row: dict[Cell, int], pivots: dict[Cell, dict[Cell, int]]) -> None:
    """Make a row the only one with its pivot, so that a row left with one cell is a cell with one answer."""
    pivot = next(iter(row))
    inverse = pow(row[pivot], -1, _PRIME)
    scaled = {cell: value * inverse % _PRIME for cell, value in row.items()}
    for other in pivots.values():
        if pivot in other:
            _subtract(other, scaled, other[pivot])
    pivots[pivot] = scaled


def hide_cells(
    lines: Sequence[Line[Cell]],
    small: Iterable[Cell],
    *,
    least: int = 0,
    values: Sequence[Mapping[Cell, int]] = (),
    cost: Callable[[Cell], tuple[int, ...]],
) -> set[Cell]:
    """The cells to hide: the small ones, and others until none of them is exposed.

    Parameters
    ----------
    lines : sequence of Line
    small : iterable of Cell
        Cells hidden by themselves.
    least : int
        What the hidden part of a line must add up to, unless it is nothing: two hidden counts of 2 would say together that
        there are 4.
    values : sequence of mapping
        Values of the cells, by each model of income; read for ``least`` only.
    cost : callable
        What hiding a cell costs the reader; the cheapest cells are hidden.
    """
    hidden = set(small)
    # A sum of nothing but one cell says that the cell is nothing: to hide it would hide nothing.
    nothings = {cell for line in lines if len(line) == 1 for cell in line}
    while (line := _open_line(lines, hidden, nothings, values, least)) is not None:
        hidden.add(min((cell for cell in line if cell not in hidden and cell not in nothings), key=cost))
    return hidden


def _open_line(
    lines: Sequence[Line[Cell]],
    hidden: set[Cell],
    nothings: set[Cell],
    values: Sequence[Mapping[Cell, int]],
    least: int,
) -> Line[Cell] | None:
    """A line in which one more cell must be hidden; those that a reader needs no algebra for come first."""
    unsafe = hidden | nothings
    mixed = [line for line in lines if not hidden.isdisjoint(line) and not unsafe.issuperset(line)]
    for line in mixed:
        inside = [cell for cell in line if cell in hidden]
        if len(inside) == 1 or any(_says_little(line, inside, each, least) for each in values):
            return line
    exposed = exposed_cells(lines, hidden) if mixed else set()
    return next((line for line in mixed if not exposed.isdisjoint(line)), mixed[0] if exposed else None)


def _says_little(line: Line[Cell], inside: list[Cell], values: Mapping[Cell, int], least: int) -> bool:
    """Whether hidden parts of one sign add up to too little; parts and their total together say nothing of themselves."""
    one_sided = len({line[cell] for cell in inside}) == 1
    return one_sided and 0 < sum(values[cell] for cell in inside) < least
