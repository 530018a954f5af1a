"""Nothing hidden follows from what is printed; asked of random tables by an elimination of its own, in exact fractions."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tirek.population.comparison.suppression import Line, exposed_cells, hide_cells, is_small

K = 10
Cell = tuple[int, int]

counts = st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 5_000))
tables = st.integers(2, 6).flatmap(
    lambda width: st.lists(st.lists(counts, min_size=width, max_size=width), min_size=2, max_size=6)
)


def framed(table: list[list[int]]) -> tuple[dict[Cell, int], list[Line[Cell]]]:
    """Values of a table with its totals (row and column 0), and its lines."""
    height, width = len(table) + 1, len(table[0]) + 1
    values = {(row + 1, column + 1): value for row, line in enumerate(table) for column, value in enumerate(line)}
    for row in range(1, height):
        values[row, 0] = sum(table[row - 1])
    for column in range(width):
        values[0, column] = sum(values[row, column] for row in range(1, height))
    rows = [{(row, 0): -1, **{(row, c): 1 for c in range(1, width)}} for row in range(height)]
    columns = [{(0, column): -1, **{(r, column): 1 for r in range(1, height)}} for column in range(width)]
    return values, [*rows, *columns]


def solved(lines: list[Line[Cell]], hidden: set[Cell]) -> set[Cell]:
    """Cells with one answer, by plain elimination over fractions: an own way to the same question."""
    order = sorted(hidden)
    matrix = [[Fraction(line.get(cell, 0)) for cell in order] for line in lines]
    pivots = []
    for column in range(len(order)):
        rest = [row for row in range(len(pivots), len(matrix)) if matrix[row][column]]
        if not rest:
            continue
        place = len(pivots)
        matrix[place], matrix[rest[0]] = matrix[rest[0]], matrix[place]
        lead = matrix[place][column]
        matrix[place] = [value / lead for value in matrix[place]]
        for row in range(len(matrix)):
            factor = matrix[row][column]
            if row != place and factor:
                matrix[row] = [a - factor * b for a, b in zip(matrix[row], matrix[place], strict=True)]
        pivots.append(column)
    only = [row for row in matrix[: len(pivots)] if sum(value != 0 for value in row) == 1]
    return {order[next(index for index, value in enumerate(row) if value)] for row in only}


def hide(values: dict[Cell, int], lines: list[Line[Cell]], k: int = K) -> set[Cell]:
    small = {cell for cell, value in values.items() if is_small(value, k)}
    return hide_cells(
        lines,
        small,
        least=k,
        values=[values],
        cost=lambda cell: (int(0 in cell), int(values[cell] == 0), values[cell], *cell),
    )


@settings(max_examples=150, deadline=None)
@given(tables)
def test_no_hidden_number_follows_from_the_margins(table: list[list[int]]) -> None:
    values, lines = framed(table)
    hidden = hide(values, lines)
    assert hidden >= {cell for cell, value in values.items() if 0 < value < K}
    assert solved(lines, hidden) == set()
    for line in lines:
        inside = [cell for cell in line if cell in hidden]
        signs = {line[cell] for cell in inside}
        together = sum(values[cell] for cell in inside)
        if len(signs) == 1 and len(inside) < len(line):
            assert together == 0 or together >= K


@settings(max_examples=150, deadline=None)
@given(tables, st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6))))
def test_exposed_cells_are_those_with_one_answer(table: list[list[int]], wished: set[Cell]) -> None:
    values, lines = framed(table)
    hidden = wished & values.keys()
    assert exposed_cells(lines, hidden) == solved(lines, hidden)


@given(tables)
def test_nothing_is_hidden_where_nothing_is_small(table: list[list[int]]) -> None:
    values, lines = framed(table)
    assert hide(values, lines, k=1) == set()


def test_one_small_cell_takes_the_cheapest_rectangle_with_it() -> None:
    values, lines = framed([[3, 500, 900], [400, 20, 800], [700, 600, 30]])
    assert hide(values, lines) == {(1, 1), (1, 2), (2, 2), (2, 1)}


def test_two_small_cells_alone_in_a_column_would_tell_their_sum() -> None:
    values, lines = framed([[3, 500], [4, 600], [90, 700]])
    hidden = hide(values, lines)
    assert {(1, 1), (2, 1), (3, 1)} <= hidden
    assert (0, 1) not in hidden


def test_a_cell_that_is_nothing_by_itself_hides_no_other() -> None:
    lines: list[Line[Cell]] = [{(1, 1): 1, (1, 2): 1, (1, 3): 1, (1, 0): -1}, {(1, 2): 1}]
    assert hide({(1, 1): 4, (1, 2): 0, (1, 3): 80, (1, 0): 84}, lines) == {(1, 1), (1, 3)}
    # Nothing is left to hide beside it: the loop ends all the same.
    assert hide({(1, 1): 4, (1, 2): 0}, [{(1, 1): 1, (1, 2): 1}, {(1, 2): 1}]) == {(1, 1)}
