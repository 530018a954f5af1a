"""What a run says beside what the department published: the share of those entitled who receive, and its doubts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.population.conftest import ASSUMED, BARE, Runs, absent_at
from tirek.population.city import CITY_PEOPLE
from tirek.population.methods import compare_methods
from tirek.population.reporting import (
    DEPARTMENT,
    TARGETED,
    ProgrammeRow,
    Published,
    absent_note,
    level_names,
    poverty,
    programme_rows,
    published_figures,
)
from tirek.population.run import RunResult, run_population
from tirek.population.totals import ALL
from tirek.rulebook.catalogue import benefit_ids, family_benefit_ids, find_benefit

COPIED = ("families", "persons", "quantity", "unit", "tenge_month", "bound", "kind", "payer")
UNCONDITIONAL, CONDITIONAL = "targeted_assistance_unconditional", "targeted_assistance_conditional"


def published(persons: int | None = None, families: int | None = None) -> Published:
    return Published("a", 2025, persons, families, None, "S1")


def row_with(figure: Published | None, scale: Fraction = Fraction(1), **fields: Any) -> ProgrammeRow:
    counts = {"families": 100, "holders": 100, "persons": 400, "tenge_month": 1, "tenge_year": 12, **fields}
    return ProgrammeRow(
        programme="a", kind="fixed", bound="exact", undetermined=0, conflicts=0, published=figure, scale=scale, **counts
    )


@pytest.mark.parametrize(
    ("figure", "scale", "share"),
    [
        (published(persons=100), Fraction(1), Fraction(1, 4)),
        (published(families=25), Fraction(1), Fraction(1, 4)),
        # Both are published: persons count.
        (published(persons=200, families=10), Fraction(1), Fraction(1, 2)),
        # A city of a tenth of the people is compared with a tenth of the figure.
        (published(persons=1_000), Fraction(1, 10), Fraction(1, 4)),
        # More are paid than are entitled: seen, not cut off.
        (published(families=250), Fraction(1), Fraction(5, 2)),
        (published(persons=0), Fraction(1), None),
        (None, Fraction(1), None),
    ],
)
def test_take_up_counts_as_the_publication_does(
    figure: Published | None, scale: Fraction, share: Fraction | None
) -> None:
    assert row_with(figure, scale).take_up == share


def test_nobody_entitled_is_no_share() -> None:
    assert row_with(published(persons=5), persons=0).take_up is None


@pytest.mark.parametrize(("persons", "doubtful"), [(119, True), (120, False), (121, False), (4_000, False)])
def test_under_thirty_per_cent_is_a_doubt(persons: int, doubtful: bool) -> None:
    assert row_with(published(persons=persons)).doubtful is doubtful
    assert not row_with(None).doubtful


def test_published_figures_are_of_programmes_and_have_a_source() -> None:
    figures = published_figures()
    assert set(figures) <= {*benefit_ids(), TARGETED}
    for name, figure in figures.items():
        assert figure.programme == name
        assert figure.persons or figure.families
        assert figure.source.startswith(("S0", "S1", "S3", "mgorod.kz"))
        assert 2020 <= figure.year <= 2026
    assert (figures[TARGETED].persons, figures[TARGETED].year) == (10_049, 2025)


def by_programme(result: RunResult) -> dict[str, ProgrammeRow]:
    return {row.programme: row for row in programme_rows(result)}


def test_every_programme_has_a_row_the_largest_first(assumed: RunResult) -> None:
    rows = programme_rows(assumed)
    assert {row.programme for row in rows} == {*family_benefit_ids(), TARGETED} - set(assumed.questions.program.absent)
    ours = [row for row in rows if row.payer == DEPARTMENT]
    assert rows[: len(ours)] == ours
    others = rows[len(ours) :]
    assert "state_corporation" in {row.payer for row in others}
    for part in (ours, others):
        assert [row.tenge_year for row in part] == sorted((row.tenge_year for row in part), reverse=True)
    whole = assumed.programmes.filter(territory=ALL)
    for row in whole.iter_rows(named=True):
        mine = by_programme(assumed)[row["programme"]]
        assert all(getattr(mine, name) == row[name] for name in COPIED)


def test_both_targeted_kinds_stand_together_too(assumed: RunResult, bare: RunResult) -> None:
    for result in (assumed, bare):
        rows = by_programme(result)
        for name in ("families", "holders", "persons", "tenge_month", "tenge_year"):
            assert getattr(rows[TARGETED], name) == sum(getattr(rows[n], name) for n in (UNCONDITIONAL, CONDITIONAL))
    assert by_programme(assumed)[TARGETED].bound == "exact"
    together = by_programme(bare)
    assert together[TARGETED].bound == "at_least"
    parts = [together[name].undetermined for name in (UNCONDITIONAL, CONDITIONAL)]
    # A family in doubt about both kinds is one family.
    assert max(parts) <= together[TARGETED].undetermined <= sum(parts)


def test_one_targeted_kind_alone_has_no_row_of_both(assumed: RunResult) -> None:
    alone = replace(assumed, programmes=assumed.programmes.filter(pl.col("programme") != CONDITIONAL))
    assert TARGETED not in by_programme(alone)


def test_a_smaller_city_is_compared_with_its_share_of_the_figure(assumed: RunResult) -> None:
    assert assumed.people == 20_000
    mine = by_programme(assumed)
    whole = by_programme(replace(assumed, people=CITY_PEOPLE))
    for name, row in mine.items():
        assert row.published == whole[name].published
        if row.take_up is not None:
            assert row.take_up == whole[name].take_up * Fraction(20_000, CITY_PEOPLE)
    # The city is calibrated to these two, so about all of them are found again at any size.
    assert mine["half_yearly_aid"].doubtful
    assert Fraction(8, 10) < (mine["tuberculosis_aid"].take_up or 0) < Fraction(12, 10)


def test_what_another_city_published_stands_beside_nothing(tmp_path: Path, city_folder: Path) -> None:
    elsewhere = BARE.in_territory("710000000")
    result = run_population(city_folder, elsewhere, tmp_path / "run", checked=True)
    rows = programme_rows(result)
    assert {row.programme for row in rows} == {TARGETED, *family_benefit_ids()} - set(absent_at(elsewhere))
    assert {UNCONDITIONAL, CONDITIONAL, "child_supplement"} <= {row.programme for row in rows}
    assert {row.published for row in rows} == {None}
    assert "Тұрғын үй көмегі" in absent_note(result, "kk")[0]


def test_what_is_absent_is_named(assumed: RunResult, runs: Runs) -> None:
    titles = [str(find_benefit(name).document["title"]["ru"]) for name in absent_at(ASSUMED)]
    (note,) = absent_note(assumed, "ru")
    said = note.removeprefix("На эту дату не действуют или здесь не предоставляются: ").removesuffix(".")
    assert sorted(said.split("; ")) == sorted(titles)
    assert "Гарантированный социальный пакет: натуральная помощь детям дошкольного возраста" in titles
    assert len(absent_note(runs("before", "polars"), "kk")) == 1
    whole = replace(
        assumed, questions=replace(assumed.questions, program=replace(assumed.questions.program, absent={}))
    )
    assert absent_note(whole, "ru") == []


def test_who_lives_below_the_line(assumed: RunResult, bare: RunResult) -> None:
    table = pl.read_parquet(assumed.folder / "families.parquet")
    found = poverty(assumed)
    assert found.people == table.filter(pl.col("below_poverty_line"))["people"].sum()
    assert found.of == 20_000
    assert found.percent == Fraction(found.people, 200)
    assert Fraction(1) < found.percent < Fraction(15)
    # Without the assumption the line is not known: only those who are below any line are counted.
    assert poverty(bare).people < found.people


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_six_levels_have_names(language: str) -> None:
    names = level_names(language)
    assert list(names) == [1, 2, 3, 4, 5, 6]
    assert all(name.startswith(f"{level} — ") for level, name in names.items())


def test_two_methods_side_by_side(assumed: RunResult, runs: Runs) -> None:
    table = compare_methods(assumed)
    assert (table["families"].sum(), table["people"].sum()) == (assumed.families, assumed.people)
    for method in ("six_levels", "points"):
        levels = assumed.levels.filter(territory=ALL, method=method).sort("level")
        grouped = table.group_by(method).agg(pl.col("people").sum()).sort(method)
        assert grouped["people"].to_list() == levels["people"].to_list()
    before = compare_methods(runs("before", "polars"))
    assert before.rows() == [(0, 0, assumed.families, assumed.people)]


def test_an_uncertain_level_is_level_nought(tmp_path: Path, gappy: Path) -> None:
    result = run_population(gappy, ASSUMED, tmp_path / "run")
    table = compare_methods(result)
    unsure = result.levels.filter(territory=ALL, method="six_levels", level=0)
    assert table.filter(six_levels=0)["people"].sum() == unsure["people"].sum() > 0
