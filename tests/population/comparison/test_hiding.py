"""What a comparison prints tells no small count: asked of whole tables of a city, against an attacker who adds and subtracts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.population.comparison.conftest import DRAFT
from tests.population.conftest import ASSUMED
from tirek.population.comparison.compare import Comparison, compare_population, tally_models
from tirek.population.comparison.exporting import HIDDEN, aligned, export_tables, money_funds
from tirek.population.comparison.hiding import COUNTS, MONEY, Cell, Hidden, Layout, hide_small
from tirek.population.comparison.incomes import find_income_models
from tirek.population.comparison.pairing import Pair, pair_moments
from tirek.population.comparison.suppression import Line
from tirek.population.comparison.tallies import PROGRAMMES, Tables
from tirek.population.comparison.wording import tell
from tirek.population.comparison.writing import write_comparison
from tirek.population.snapshot import read_manifest
from tirek.rulebook.engine.moment import Moment

Found = tuple[Pair, dict[str, Tables]]


@pytest.fixture(scope="module")
def found(city_folder: Path) -> Found:
    pair = pair_moments(ASSUMED, DRAFT)
    models = find_income_models(["low", "middle", "high"])
    return pair, tally_models(city_folder, read_manifest(city_folder), pair, models, "polars")


def layout_of(found: Found) -> Layout:
    pair, models = found
    return Layout(list(aligned(models).values()), money_funds(pair))


def told(lines: Iterable[Line[Cell]], hidden: frozenset[Cell]) -> set[Cell]:
    """Hidden cells that the lines settle: those whose axis lies in the row space (floating, by singular values)."""
    order = sorted(hidden)
    if not order:
        return set()
    matrix = np.array([[line.get(cell, 0) for cell in order] for line in lines], dtype=float)
    projection = np.linalg.pinv(matrix) @ matrix
    return {cell for cell, share in zip(order, np.diag(projection), strict=True) if share > 1 - 1e-6}


@pytest.mark.parametrize("k", [2, 10, 60, 400])
def test_no_hidden_cell_follows_from_all_tables_together(found: Found, k: int) -> None:
    layout = layout_of(found)
    hidden = hide_small(layout, k)
    assert told(layout.count_lines(), hidden.counts) == set()
    assert told(layout.money_lines(), hidden.money) == set()
    for values in layout.values(COUNTS, ".families"):
        assert {cell for cell, value in values.items() if 0 < value < k} <= hidden.counts


def test_the_lines_are_true(found: Found) -> None:
    layout = layout_of(found)
    for lines, values in (
        (list(layout.count_lines()), layout.values(COUNTS, ".families")),
        (list(layout.count_lines()), layout.values(COUNTS, ".persons")),
        (list(layout.money_lines()), layout.values(MONEY, "_low")),
        (list(layout.money_lines()), layout.values(MONEY, "_high")),
    ):
        for each in values:
            false = [line for line in lines if sum(sign * each[cell] for cell, sign in line.items())]
            # Person-held programmes count holders, not the people in their families, so theirs need not add up.
            assert all({cell.table for cell in line} == {PROGRAMMES} for line in false)


def test_tenge_that_tells_a_hidden_count_is_hidden_with_it(found: Found) -> None:
    hidden = hide_small(layout_of(found), 10)
    pairs = (("before", "held_before"), ("after", "held_after"))
    for key in layout_of(found).keys(PROGRAMMES):
        for money, count in pairs:
            assert (Cell(PROGRAMMES, key, money) in hidden.money) == (Cell(PROGRAMMES, key, count) in hidden.counts)


def test_at_one_nothing_is_hidden(found: Found) -> None:
    assert hide_small(layout_of(found), 1) == Hidden(frozenset(), frozenset())
    assert export_tables(*found, k=1).hidden == 0


def test_exported_tables_have_no_small_count_and_no_false_nothing(found: Found) -> None:
    pair, models = found
    exported, open_tables = export_tables(pair, models, 10), export_tables(pair, models, 1)
    hidden = 0
    for name, table in exported.tables.items():
        whole = open_tables.tables[name]
        assert table.select("income", "key").equals(whole.select("income", "key"))
        counts = [column for column in table.columns if column.endswith((".families", ".persons"))]
        assert not table.select(pl.any_horizontal(pl.col(counts).is_between(1, 9)).any()).item()
        for column in [column for column in table.columns if table.schema[column] == pl.Int64]:
            for mine, true, names in zip(table[column], whole[column], table[HIDDEN], strict=True):
                assert (mine is None) == (column in names)
                assert mine is None or mine == true
                hidden += mine is None
    assert exported.hidden == hidden > 0


def test_the_same_cells_are_hidden_in_every_model(compared: Comparison) -> None:
    for table in compared.exported.tables.values():
        for _, rows in table.drop_nulls("key").group_by("key"):
            listed = [[name for name in names if not name.startswith("conflicts")] for names in rows[HIDDEN]]
            assert listed.count(listed[0]) == len(listed) == 3


def test_without_levels_and_programmes_there_are_no_such_tables(dealt: Path, tmp_path: Path) -> None:
    long_ago = Moment(on=date(1990, 1, 1))
    model = find_income_models(["middle"])
    comparison = compare_population(dealt, long_ago, long_ago, model, k=10, checked=True)
    tables = comparison.exported.tables
    assert (tables["level"].height, tables["programme"].height) == (0, 0)
    assert tables["whole"]["same.families"].to_list() == [40]
    write_comparison(comparison, tmp_path / "answer", "tirek")
    for language in ("kk", "ru"):
        page = (tmp_path / "answer" / f"comparison_{language}.html").read_text("utf-8")
        assert tell("answer_none", language) in page
        assert tell("no_level_note", language) in page
        assert tell("level_title", language) not in page
    assert not (tmp_path / "answer" / "tables" / "level.csv").exists()
