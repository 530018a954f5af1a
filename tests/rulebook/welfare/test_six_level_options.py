"""What the slides leave open is an option of the table: each choice that is not the default does what it says."""

from __future__ import annotations

import importlib.util
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tirek.rulebook.cases import describe
from tirek.rulebook.engine.assumptions import find_assumption
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.case import read_case
from tirek.rulebook.engine.documents import ROOT
from tirek.rulebook.engine.errors import LawError
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.outcomes import decide
from tirek.rulebook.engine.program import bind_program
from tirek.rulebook.welfare.six_levels.table import read_table

METHOD = ROOT / "welfare" / "six_levels"
INCOMES = (
    "wage",
    "pension",
    "state_benefits",
    "scholarship",
    "alimony",
    "business_income",
    "rent_income",
    "farm_income",
)
PERSON: dict[str, Any] = {
    "birth_date": "1985-03-10",
    "residence": "citizen",
    "registered_at_address": True,
    "absence": "none",
    "full_time_student": False,
    "founder_of_active_entity": False,
    "other_income": 0,
    **dict.fromkeys(INCOMES, 0),
}
CAR = {"kind": "car"}


def method_with(folder: Path, **options: Any) -> Benefit:
    """The method with other options, from a copy of its folder."""
    copy = folder / "six_levels"
    shutil.copytree(METHOD, copy)
    document = yaml.safe_load((copy / "table.yaml").read_text(encoding="utf-8"))
    document["options"] |= options
    (copy / "table.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("six_levels_variant", copy / "rule.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: Benefit = module.benefit
    return made


def result(
    method: Benefit,
    wage: int | None,
    assume: str | None = None,
    family: dict[str, bool | None] | None = None,
    **rows: Any,
) -> dict[str, Any]:
    moment = Moment(date(2026, 2, 1), assumption=find_assumption(assume) if assume else None)
    program = bind_program([method], moment, drafts=True)
    facts = {"family": family or {}, "persons": [PERSON | {"wage": wage}], "dwellings": [], "vehicles": [], **rows}
    return describe(program, *decide(program, method.id, read_case(facts)))


EVERYTHING = ["income", "housing", "vehicles", "legal_entity", "overdue_debt", "loan_obligations"]


@pytest.mark.parametrize(
    ("wage", "debt", "loans", "level", "binding", "pair"),
    [
        (360_000, False, False, 3, 1, 0),  # 120,000 a month: level 3; no debt admits every level
        (120_000, True, False, 2, 1, 0),  # 40,000: level 2; overdue debt admits 1-2
        (360_000, True, False, 3, 1, 15),  # level 3, above the 1-2 of overdue debt
        (360_000, False, True, 3, 1, 0),  # level 3 is where loans stand
        (120_000, False, True, 3, 6, 16),  # loans admit only 3, income only 2
        (540_000, False, True, 4, 1, 16),  # 180,000: level 4, loans only 3
        (0, True, True, 3, 6, 16),  # loans raise to 3; income ends at 1, before debt at 2
    ],
)
def test_debts_decide_where_the_option_says_so(
    tmp_path: Path, wage: int, debt: bool, loans: bool, level: int, binding: int, pair: int
) -> None:
    method = method_with(tmp_path, deciding=EVERYTHING)
    shown = result(method, wage, family={"overdue_debt": debt, "loan_obligations": loans})
    assert (shown["total"], shown["binding_criterion"], shown["conflict_pair"]) == (level, binding, pair)


def test_unknown_debts_are_asked_for_where_they_decide(tmp_path: Path) -> None:
    method = method_with(tmp_path, deciding=["overdue_debt", "loan_obligations"])
    both = result(method, None, family={"overdue_debt": True, "loan_obligations": True})
    assert (both["total"], both["conflict_pair"]) == (3, 56)  # debt 1-2, loans 3
    loans = result(method, None, family={"overdue_debt": True})
    assert (loans["outcome"], loans["missing"]) == ("undetermined", ["family.loan_obligations"])
    debt = result(method, None, family={"loan_obligations": True})
    assert (debt["total"], debt["criteria_conflict"]) == (3, None)  # level 3 either way; the conflict stays open


def test_a_line_may_belong_above(tmp_path: Path) -> None:
    method = method_with(tmp_path, income_line_belongs_below=False)
    assert result(method, 152_553)["income_cell"] == 3  # exactly 50,851 is no longer below 1 minimum
    assert result(method, 152_552)["income_cell"] == 2


def test_the_area_norm_may_belong_above(tmp_path: Path) -> None:
    method = method_with(tmp_path, area_norm_belongs_below=False)
    assert result(method, 0, dwellings=[{"tenure": "owned", "area": 18}])["housing_cell"] == 2
    assert result(method, 0, dwellings=[{"tenure": "owned", "area": "17.99"}])["housing_cell"] == 1


def test_in_a_conflict_income_may_decide(tmp_path: Path) -> None:
    method = method_with(tmp_path, level_in_conflict="income")
    shown = result(method, 360_000, vehicles=[CAR, CAR])
    assert (shown["total"], shown["binding_criterion"]) == (3, 1)
    assert (shown["criteria_conflict"], shown["conflict_pair"]) == (True, 13)
    fitting = result(method, 210_000, dwellings=[{"tenure": "owned", "area": 30}])
    assert (fitting["total"], fitting["criteria_conflict"]) == (2, False)
    raised = result(method, 750_000, dwellings=[{"tenure": "owned", "area": 30}] * 2, vehicles=[CAR])
    assert (raised["total"], raised["criteria_conflict"]) == (6, False)  # no conflict: assets count as before


def test_the_regional_minimum_may_measure(tmp_path: Path) -> None:
    options = {"scoring_minimum": "regional_subsistence_minimum", "scoring_minimum_at": "application"}
    method = method_with(tmp_path, **options)
    # 105,000 a month is below 2 x 62,058 = 124,116, though above 2 x 50,851 = 101,702.
    assert result(method, 315_000, assume="almaty-demo")["total"] == 2
    unpublished = result(method, 315_000)
    assert unpublished["outcome"] == "undetermined"
    assert unpublished["missing"] == ["parameter.regional_subsistence_minimum"]


def test_other_vehicles_may_count(tmp_path: Path) -> None:
    method = method_with(tmp_path, vehicle_kinds=["car", "commercial"])
    rows = [CAR, {"kind": "commercial"}, {"kind": "agricultural"}]
    assert result(method, 750_000, vehicles=rows)["vehicle_cell"] == 2


@pytest.mark.parametrize("levels", [[1, 3], [0, 1], [6, 7], [], [2, 1]])
def test_a_cell_with_a_gap_is_refused(tmp_path: Path, levels: list[int]) -> None:
    document = yaml.safe_load((METHOD / "table.yaml").read_text(encoding="utf-8"))
    document["criteria"]["housing"]["cells"][1]["levels"] = levels
    path = tmp_path / "table.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    with pytest.raises(LawError, match=r"table\.yaml:\d+: levels .* are not consecutive levels from 1 to 6\."):
        read_table(path)


def test_an_unknown_criterion_cannot_decide(tmp_path: Path) -> None:
    document = yaml.safe_load((METHOD / "table.yaml").read_text(encoding="utf-8"))
    document["options"]["deciding"] = ["income", "jewels"]
    path = tmp_path / "table.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    with pytest.raises(LawError, match="there is no criterion jewels"):
        read_table(path)


def test_every_ambiguity_is_settled_by_something_that_exists() -> None:
    """Each choice names an option, a parameter, a fact, a step or a part of the table that is really there."""
    from tirek.rulebook.engine.facts import find_fact
    from tirek.rulebook.engine.parameters import find_parameter
    from tirek.rulebook.engine.trace import step_titles

    options = read_table(METHOD / "table.yaml").options
    entries = yaml.safe_load((METHOD / "ambiguities.yaml").read_text(encoding="utf-8"))
    assert [entry["number"] for entry in entries] == list(range(1, 13))
    for entry in entries:
        for settled_by in entry["settled_by"]:
            kind, _, name = settled_by.partition(".")
            if kind == "option":
                assert name in options
            elif kind == "parameter":
                assert find_parameter(f"six_levels.{name}").values
            elif kind == "fact":
                assert find_fact(*name.split("."))
            elif kind == "table":
                assert name in read_table(METHOD / "table.yaml").criteria
            else:
                folder, _, step = name.rpartition(".")
                titles = step_titles({"": METHOD, "points": METHOD.parent / "points"}.get(folder, METHOD))
                assert kind == "step"
                assert folder == "household" or step in titles
