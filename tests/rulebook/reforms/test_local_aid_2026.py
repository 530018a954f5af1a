"""The reform of local aid of 2026: each change matters, a new local programme falls under it, the trace shows both texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tirek.rulebook.cases import LawCase, read_reform_cases, run_case
from tirek.rulebook.catalogue import find_benefit, list_benefits, list_methods
from tirek.rulebook.decisions import Answer, decide_family
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.needs import facts_needed, input_schema, parameters_used
from tirek.rulebook.engine.reform import Change, ConditionChange
from tirek.rulebook.reforms import find_reform

NAME = "local_aid_2026"
REFORM = find_reform(NAME)
CASES = read_reform_cases(NAME)
SLIDES = "слайды реформы социальной помощи, 2026"


def without(change: Change) -> Iterator[LawCase]:
    """Cases under the reform without one of its changes."""
    left = replace(
        REFORM, digest=f"without {change.target}", changes=tuple(c for c in REFORM.changes if c is not change)
    )
    for case in CASES:
        if case.moment.reform:
            yield replace(case, moment=replace(case.moment, reform=left))


@pytest.mark.parametrize("change", REFORM.changes, ids=lambda change: change.target)
def test_a_case_notices_when_a_change_is_taken_away(change: Change) -> None:
    noticed = [case.name for case in without(change) if run_case(case)]
    assert noticed
    assert all(case.article == change.article for case in CASES if case.name in noticed and change.kind != "condition")


def test_before_and_under_the_reform_the_cases_differ() -> None:
    assert {case.moment.reform for case in CASES} == {None, REFORM}


def test_a_new_local_programme_falls_under_the_level_by_itself(tmp_path: Path) -> None:
    (condition,) = REFORM.of_kind(ConditionChange)
    for scope, meant in (("local", True), ("national", False)):
        folder = tmp_path / scope
        folder.mkdir()
        (folder / "benefit.yaml").write_text(f"scope: {scope}\noutcome: fixed\n", encoding="utf-8")
        assert condition.reach.covers(Benefit(folder)) is meant
    local = [benefit for benefit in list_benefits() if benefit.document["scope"] == "local"]
    assert [benefit.id for benefit in local if not condition.reach.covers(benefit)] == ["altyn_zhas", "housing_aid"]
    assert not any(condition.reach.covers(method) for method in list_methods())


def answer(name: str) -> Answer:
    case = next(case for case in CASES if case.name == name)
    return decide_family(case.benefit.id, case.moment, case.case)


def test_the_trace_shows_a_changed_step_as_it_is_and_as_it_was() -> None:
    made = answer("at_the_regional_line_under_the_reform")
    steps = {step.name: step for step in made.trace}
    line = steps["national.income_limit_minimum"].as_json()
    assert (line["value"], line["act"], line["article"]) == (50851, "almaty_reform_2026", "4")
    assert line["changed"] == {
        "reform": NAME,
        "status": "draft",
        "kind": "step",
        "title": dict(REFORM.changes[3].title),
        "text": f"{NAME}.republican_minimum",
        "provenance": "seed",
        "source": "S1, table of the unification of social aid from the local budget",
        "before": 62058,
    }
    sentence = line["sentence"]["ru"].replace("\xa0", " ")
    assert f"; {SLIDES}, п. 4). Изменено: «{REFORM.title['ru']}» (проект): {REFORM.changes[3].title['ru']}" in sentence
    assert sentence.endswith("; без изменения — 62 058 тенге на человека в месяц.")
    ground = steps["one_off_hardship_aid.hardship_ground"].as_json()
    assert (ground["value"], ground["changed"]["before"], ground["article"]) == ([True], [True], "3")
    level = steps[f"{NAME}.welfare_level_admitted"].as_json()
    assert (level["changed"]["kind"], level["changed"]["before"]) == ("condition", None)
    assert f"Қосылған: «{REFORM.title['kk']}» (жоба)" in level["sentence"]["kk"]
    assert steps["national.per_capita_income"].as_json()["changed"] is None


def test_a_dropped_ground_shows_what_it_was() -> None:
    ground = next(step for step in answer("dropped_ground_refused").trace if step.name.endswith("hardship_ground"))
    assert (ground.values, ground.before) == ((False,), (True,))


def test_a_floor_is_in_the_trace_and_in_the_basis() -> None:
    made = answer("floor_of_independence_day")
    floor = next(step for step in made.trace if step.name == f"{NAME}.memorial_floor").as_json()
    assert (floor["value"], floor["unit"], floor["changed"]["kind"]) == (21625, "tenge", "floor")
    assert f"Основание нижнего предела выплаты: {SLIDES}, п. 2." in made.text("ru").splitlines()
    assert made.as_json()["amount"] == 21625


def test_an_added_refusal_has_its_own_text_line_and_act() -> None:
    made = answer("level_6_by_two_dwellings").as_json()
    (reason,) = made["reasons"]
    (condition,) = REFORM.of_kind(ConditionChange)
    assert reason["text"] == dict(condition.refusal)
    assert (reason["act"], reason["article"]) == ("almaty_reform_2026", "1")
    assert (reason["figure"], reason["line"], reason["unit"]) == (6, 5, "level")
    assert condition.refusal["kk"] in made["explanation"]["kk"]


def test_an_answer_as_known_before_the_reform_says_so() -> None:
    made = answer("recomputed_as_known_before_the_reform")
    assert made.text("ru").splitlines()[0].startswith("В тот день изменение «Реформа социальной помощи")
    assert (made.as_json()["reform"]["applied"], made.decides) == (False, True)
    assert all(step.reform is None for step in made.trace)


def test_only_the_reform_asks_for_what_fixes_the_level() -> None:
    benefit = find_benefit("victory_day_aid")
    assert {fact.entity for fact in facts_needed(benefit)} == {"person"}
    assert {fact.entity for fact in facts_needed(benefit, REFORM)} == {"person", "dwelling", "vehicle"}
    assert {"dwellings", "vehicles"} <= set(input_schema(benefit, REFORM)["properties"])
    limited = find_benefit("half_yearly_aid")
    assert "subsistence_minimum" in set(parameters_used(limited, REFORM)) - set(parameters_used(limited))
    assert "local_aid_2026.highest_level_admitted" in parameters_used(limited, REFORM)
    assert decide_family(benefit.id, Moment(on=date(2026, 5, 9)), CASES[0].case).as_json()["reform"] is None
