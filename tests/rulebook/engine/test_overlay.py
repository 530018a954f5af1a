"""What a reform may not do is refused while it is bound, at the rule that does it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine import Boolean, Number, family, parameter, person, quantity, receives, rule, vehicle
from tirek.rulebook.engine.errors import LawError
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.program import bind_program
from tirek.rulebook.engine.reform import Change, ConditionChange, FloorChange, Reach, Reform, StepChange
from tirek.rulebook.engine.reform_fit import misfit
from tirek.rulebook.engine.rule_files import find_rule
from tirek.rulebook.engine.rules import Rule

ON = date(2026, 5, 9)
WORDS = MappingProxyType({"kk": "А", "ru": "А", "en": "A"})
ONLY_MINE = Reach(("fire_disaster_aid",), "", MappingProxyType({}))
COMMON: dict[str, Any] = {
    "start": ON,
    "until": None,
    "territory": "",
    "title": WORDS,
    "act": "",
    "article": "",
    "mark": "memory",
    "source": "",
    "keys": (),
}


@rule()
def of_each_vehicle() -> Boolean:
    return vehicle.kind == "car"


@rule()
def of_the_family() -> Boolean:
    return family.survey_refused


@rule()
def a_month() -> Number:
    return parameter("mci") * quantity(1, "per_month")


@rule()
def asks_about_another() -> Boolean:
    return receives("housing_aid") | family.survey_refused


@rule()
def a_half() -> Number:
    return parameter("subsistence_minimum") / 2


@rule()
def its_own_value() -> Boolean:
    step = find_rule("one_off_hardship_aid.survey_allowed")
    assert step is not None
    return step() & family.commission_found_need


def under(*changes: Change) -> Moment:
    reform = Reform("toy", WORDS, WORDS, WORDS, "draft", "", None, None, ON, "toy", False, changes)
    return Moment(on=ON, reform=reform)


def condition(text: Rule[Any], code: str = "toy_code") -> ConditionChange:
    return ConditionChange("toy", **COMMON, text=text, reach=ONLY_MINE, code=code, refusal=WORDS)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (condition(of_each_vehicle), "speaks of each vehicle, fire_disaster_aid is decided for each family"),
        (condition(a_month), "gives a number where a boolean is needed"),
        (FloorChange("toy", **COMMON, text=a_month, reach=ONLY_MINE), "is in tenge/month, fire_disaster_aid"),
        (FloorChange("toy", **COMMON, text=of_the_family, reach=ONLY_MINE), "gives a boolean where a number is needed"),
    ],
)
def test_a_text_that_does_not_fit_the_benefit(change: Change, said: str) -> None:
    with pytest.raises(LawError, match=said) as raised:
        bind_program([find_benefit("fire_disaster_aid")], under(change))
    assert Path(raised.value.where.rpartition(":")[0]).name == "test_overlay.py"


def test_a_code_that_the_benefit_has() -> None:
    benefit = find_benefit("fire_disaster_aid")
    taken = next(iter(benefit.conditions))
    with pytest.raises(LawError, match=f"fire_disaster_aid already refuses with {taken}"):
        bind_program([benefit], under(condition(of_the_family, taken)))


def test_a_text_that_comes_back_to_its_step() -> None:
    change = StepChange("one_off_hardship_aid.survey_allowed", **COMMON, text=its_own_value)
    with pytest.raises(LawError, match="as a reform changes it, needs its own value"):
        bind_program([find_benefit("one_off_hardship_aid")], under(change))
    # Nothing of the failure is left behind.
    assert bind_program([find_benefit("one_off_hardship_aid")], Moment(on=ON)).benefits


def test_the_reform_on_top_gives_the_text() -> None:
    benefit = find_benefit("one_off_hardship_aid")
    shipped = find_rule("local_aid_2026.six_hardship_grounds")
    assert shipped is not None
    change = StepChange("one_off_hardship_aid.hardship_ground", **COMMON, text=shipped)
    below = under(change).reform
    assert below is not None
    refused = StepChange("one_off_hardship_aid.hardship_ground", **COMMON, text=nobody)
    moment = replace(under(refused), overlays=(replace(below, name="below", digest="below"),))
    step = bind_program([benefit], moment).steps["one_off_hardship_aid.hardship_ground"]
    assert (step.change, step.text_name.partition(".")[2]) == (refused, "nobody")
    assert moment.reform_of(refused) is moment.reform


@rule()
def nobody() -> Boolean:
    return person.hardship_ground == "orphanhood"


@pytest.mark.parametrize(
    ("step", "text", "code"),
    [
        ("national.income_limit_minimum", a_month, "reform_shape"),
        ("national.income_limit_minimum", a_half, "reform_ratio"),
        ("one_off_hardship_aid.survey_allowed", nobody, "reform_rows"),
        ("one_off_hardship_aid.survey_allowed", asks_about_another, "reform_receives"),
        ("one_off_hardship_aid.survey_allowed", of_the_family, ""),
        ("one_off_hardship_aid.hardship_ground", nobody, ""),
        ("national.low_income_recipient", asks_about_another, ""),
        ("national.per_capita_income", a_half, ""),
    ],
)
def test_what_can_stand_in_the_place_of_a_step(step: str, text: Rule[Any], code: str) -> None:
    assert misfit(find_rule(step), text) == code


def test_what_can_be_added() -> None:
    assert misfit(None, asks_about_another) == "reform_receives"
    assert misfit(None, of_the_family) == ""
