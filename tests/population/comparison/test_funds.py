"""Whose budget pays is told by date, and never guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.population.comparison.test_tallies import row, tallied
from tests.population.comparison.villages import ALMALY, TODAY, settle, worker
from tirek.rulebook.catalogue import find_benefit


@pytest.mark.parametrize(
    ("programme", "day", "fund"),
    [
        ("targeted_assistance_unconditional", date(2019, 12, 31), "unstated"),
        ("targeted_assistance_unconditional", date(2020, 1, 1), "republican"),
        ("targeted_assistance_unconditional", date(2025, 12, 31), "republican"),
        ("targeted_assistance_unconditional", date(2026, 1, 1), "local"),
        ("half_yearly_aid", date(2026, 1, 1), "local"),
    ],
)
def test_the_fund_of_a_day(programme: str, day: date, fund: str) -> None:
    assert find_benefit(programme).fund_at(day) == fund


def test_a_programme_passes_from_one_fund_to_another(tmp_path: Path) -> None:
    # With a pension there is no state disability benefit, which rises on the same day.
    poor = {**worker(), "wage": 0, "disability": 1, "pension_kind": 1}
    folder = settle(tmp_path / "poor", [(ALMALY, [poor])], commission_found_need=True)
    tables = tallied(folder, replace(TODAY, on=date(2025, 12, 15)), TODAY, models=("middle",))["middle"]
    left, came = row(tables["fund"], "republican"), row(tables["fund"], "local")
    assert (left["before_low"] > 0, left["after_low"]) == (True, 0)
    assert left["change_low"] == left["change_high"] == -left["before_low"]
    assert (left["lose.families"], came["gain.families"]) == (1, 1)
    whole = row(tables["whole"], "all")
    assert left["change_low"] + came["change_low"] == whole["change_low"]
