"""A rural district is a folder of YAML: its own amounts hold there, Almaty's do not, and no Python knows of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.house.tree import ROOT, python_files
from tirek.rulebook.catalogue import list_benefits
from tirek.rulebook.decisions import decide_family
from tirek.rulebook.engine.acts import LANGUAGES, act_in
from tirek.rulebook.engine.assumptions import find_assumption
from tirek.rulebook.engine.case import read_case
from tirek.rulebook.engine.moment import Moment

DISTRICT, SETTLEMENT, NEIGHBOUR, ALMATY = "434800000", "434830100", "434600000", "750000000"
FOLDER = ROOT / "src" / "tirek" / "rulebook" / "law" / "territories" / DISTRICT
OWN = {path.stem for path in FOLDER.glob("*.yaml")}
IN_2021 = date(2021, 11, 15)


def provided(territory: str, on: date = IN_2021, assume: str = "") -> set[str]:
    """Local programmes with a value there."""
    moment = Moment(on=on, territory=territory, assumption=find_assumption(assume) if assume else None)
    return {b.id for b in list_benefits() if b.document["scope"] == "local" and b.provided_in(moment)}


def test_the_district_is_yaml_only() -> None:
    assert {path.suffix for path in FOLDER.rglob("*")} == {".yaml"}
    sources = [path for path in python_files() if Path(path).is_relative_to(ROOT / "src")]
    assert sources
    assert not [path for path in sources if DISTRICT in Path(path).read_text(encoding="utf-8")]


def test_the_district_gives_its_own_aid_and_not_that_of_almaty() -> None:
    assert provided(DISTRICT) == provided(SETTLEMENT) == OWN == {"rural_specialist_fuel_aid", "food_parcel"}
    assert provided(NEIGHBOUR) == set()
    assert not provided(ALMATY) & OWN
    assert "tuberculosis_aid" in provided(ALMATY)


def test_an_assumption_adds_examples_there_and_only_there() -> None:
    examples = {"one_off_hardship_aid", "tuberculosis_aid", "victory_day_aid"}
    on = date(2026, 3, 10)
    assert provided(DISTRICT, on, "syrdarya-demo") == {"rural_specialist_fuel_aid", *examples}
    assert provided(DISTRICT, on) == {"rural_specialist_fuel_aid"}
    assert provided(NEIGHBOUR, on, "syrdarya-demo") == set()


@pytest.mark.parametrize(
    ("territory", "act", "said"),
    [
        (DISTRICT, "syrdarya_maslikhat_current", {"kk": "Сырдария", "ru": "Сырдарьинск", "en": "Syrdarya"}),
        (
            ALMATY,
            "almaty_maslikhat_current",
            {
                "kk": "«әлеуметтік көмек туралы, нөмірі анықталмаған»",
                "ru": "«о социальной помощи, номер не установлен»",
                "en": "«on social aid, number not established»",
            },
        ),
    ],
)
def test_a_decision_cites_the_maslikhat_of_its_territory(territory: str, act: str, said: dict[str, str]) -> None:
    assumed = find_assumption("syrdarya-demo" if territory == DISTRICT else "almaty-demo")
    moment = Moment(on=date(2026, 3, 10), territory=territory, assumption=assumed)
    for ill in (True, False):
        answer = decide_family("tuberculosis_aid", moment, read_case({"persons": [{"tuberculosis_outpatient": ill}]}))
        told = answer.as_json()
        assert {step["act"] for step in told["trace"]} == {act}
        assert {reason["act"] for reason in told["reasons"]} == (set() if ill else {act})
        for language in LANGUAGES:
            assert said[language] in answer.text(language)
            assert territory == ALMATY or "Алматы" not in answer.text(language)


def test_an_act_of_no_territory_or_of_ones_own_stands_for_itself() -> None:
    assert act_in("social_code", DISTRICT) == "social_code"
    assert act_in("almaty_maslikhat_347_2015", "751310000") == "almaty_maslikhat_347_2015"
    assert act_in("almaty_maslikhat_347_2015", SETTLEMENT) == "syrdarya_maslikhat_current"
    assert act_in("almaty_maslikhat_347_2015", NEIGHBOUR) == "almaty_maslikhat_347_2015"
    assert act_in("no_such_act", DISTRICT) == "no_such_act"


def test_a_line_of_the_region_is_undetermined_until_it_is_known() -> None:
    alone = {
        "family": {"survey_refused": False, "commission_found_need": True, "contract_broken_on": "never"},
        "persons": [{"birth_date": "1950-02-01"}],
    }
    moment = Moment(on=date(2026, 3, 10), territory=DISTRICT)
    answer = decide_family("targeted_assistance_unconditional", moment, read_case(alone)).as_json()
    assert answer["outcome"] == "undetermined"
    missing = {entry["key"] for entry in answer["missing"]}
    assert "parameter.regional_subsistence_minimum" in missing
