"""Local law from outside of the rulebook: which values it takes, what they mean, and that its digest holds it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tirek.rulebook.decisions import decide_family
from tirek.rulebook.engine.case import read_case
from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.local_law import (
    OFFICE,
    canonical_text,
    digest_of,
    make_local_law,
    read_entry,
    read_local_law,
)
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.parameters import find_parameter, is_territorial

ALMATY = "750000000"
ACT = {
    "kind": "maslikhat_decision",
    "number": "100",
    "date": "2026-01-20",
    "title": {"kk": "Сынақ шешімі", "ru": "Пробное решение"},
}


def entry(**changes: Any) -> dict[str, Any]:
    made = {
        "parameter": "half_yearly_aid.amount_mci",
        "value": "8",
        "from": "2026-02-01",
        "territory": ALMATY,
        "known_from": "2026-01-25",
        "act": ACT,
        "article": "3",
        "provenance": {"mark": "found", "source": "the decision"},
    }
    return {key: value for key, value in {**made, **changes}.items() if value is not None}


def law_of(*entries: Mapping[str, Any], number: int = 1) -> Any:
    return make_local_law(entries, department=ALMATY, number=number, origin=OFFICE)


def amount(moment: Moment, name: str = "half_yearly_aid.amount_mci") -> Fraction | None:
    value = find_parameter(name).value_at(moment)
    return value.amount if value else None


def test_a_local_value_holds_from_its_day_in_its_territory_and_below() -> None:
    law = law_of(entry())
    assert amount(Moment(date(2026, 1, 31), local=law)) == 7
    assert amount(Moment(date(2026, 2, 1), local=law)) == 8
    assert amount(Moment(date(2026, 2, 1), territory="751110000", local=law)) == 8
    assert amount(Moment(date(2026, 2, 1), territory="434800000", local=law)) is None
    assert amount(Moment(date(2026, 2, 1))) == 7


def test_a_decision_recomputed_as_known_then_does_not_know_it() -> None:
    law = law_of(entry())
    assert amount(Moment(date(2026, 2, 10), known_on=date(2026, 1, 24), local=law)) == 7
    assert amount(Moment(date(2026, 2, 10), known_on=date(2026, 1, 25), local=law)) == 8


def test_a_correction_of_the_same_start_wins_even_of_the_same_day() -> None:
    law = law_of(entry(value="9"), entry(value="8"))
    assert amount(Moment(date(2026, 2, 10), local=law)) == 8


def test_a_withdrawn_value_is_no_law_from_the_day_that_was_known() -> None:
    law = law_of(entry(withdrawn_from="2026-03-01"))
    assert amount(Moment(date(2026, 2, 10), local=law)) == 7
    assert amount(Moment(date(2026, 2, 10), known_on=date(2026, 2, 28), local=law)) == 8
    assert amount(Moment(date(2026, 2, 10), known_on=date(2026, 3, 1), local=law)) == 7


def test_a_quarter_nobody_published_can_be_entered() -> None:
    name = "regional_subsistence_minimum"
    law = law_of(entry(parameter=name, value=62058, quarter="2026Q1", **{"from": None}))
    assert find_parameter(name).value_at(Moment(date(2026, 2, 1))) is None
    assert amount(Moment(date(2026, 2, 1), local=law), name) == 62058
    assert amount(Moment(date(2026, 4, 1), local=law), name) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"parameter": "nothing"}, "local_parameter"),
        ({"parameter": "mci"}, "local_not_territorial"),
        ({"parameter": "housing_aid.income_share_maximum"}, "local_not_territorial"),
        ({"value": "7,5 MCI"}, "local_not_a_number"),
        ({"value": 7.5}, "local_not_a_number"),
        ({"value": "-1"}, "local_range"),
        ({"parameter": "housing_aid.area_norm", "value": "18.5"}, "local_not_whole"),
        ({"parameter": "housing_aid.area_norm", "value": "1001"}, "local_range"),
        ({"parameter": "housing_aid.income_share", "value": "11/100"}, "local_between"),
        ({"parameter": "housing_aid.income_share", "value": "4/100"}, "local_between"),
        ({"unit": "tenge"}, "local_unit"),
        ({"quarter": "2026Q1"}, "local_start_day"),
        ({"from": None}, "local_start_day"),
        ({"from": "01.02.2026"}, "local_date"),
        ({"parameter": "regional_subsistence_minimum"}, "local_start_quarter"),
        ({"until": "2026-02-01"}, "local_ends_first"),
        ({"territory": "75"}, "unknown_territory"),
        ({"known_from": None}, "local_date"),
        ({"act": {**ACT, "number": ""}}, "local_act"),
        ({"act": {**ACT, "kind": "report"}}, "local_act"),
        ({"act": {**ACT, "title": {"kk": "Ш"}}}, "local_act"),
        ({"provenance": {"mark": "found"}}, "local_provenance"),
        ({"colour": "red"}, "local_unknown_key"),
    ],
)
def test_what_is_wrong_is_told_in_every_language(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(FactError) as fault:
        read_entry(entry(**changes), "values[0]")
    assert fault.value.code == code
    told = {fault.value.text(language) for language in ("kk", "ru", "en")}
    assert len(told) == 3
    assert not any("{" in text for text in told)


def test_the_share_between_what_a_higher_act_allows_is_taken() -> None:
    assert read_entry(entry(parameter="housing_aid.income_share", value="7/100"), "").amount == Fraction(7, 100)


def test_what_may_be_entered_is_read_from_the_rulebook() -> None:
    assert is_territorial(find_parameter("housing_aid.electricity_norm"))  # no value, a benefit of local scope
    assert is_territorial(find_parameter("median_income"))  # by quarter
    assert is_territorial(find_parameter("regional_mean_wage"))  # its file says so
    assert not is_territorial(find_parameter("technical_aid_refund.guaranteed_sum_hygiene"))
    assert not is_territorial(find_parameter("housing_aid.heat_norm"))


def test_an_exported_file_is_read_back_and_a_changed_one_refused(tmp_path: Path) -> None:
    entries = [entry(), entry(value="9", **{"from": "2026-03-01"})]
    law = law_of(*entries)
    path = tmp_path / "overlay.yaml"
    document = {"overlay": 1, "department": ALMATY, "digest": law.digest, "values": entries}
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    read = read_local_law(path)
    assert (read.number, read.digest, read.values.keys()) == (1, law.digest, law.values.keys())
    assert not read.decides
    document["values"][0]["value"] = "80"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    with pytest.raises(FactError) as fault:
        read_local_law(path)
    assert fault.value.code == "local_digest"


@pytest.mark.parametrize("text", ["[]", "overlay: 1", "values: [1]", "{values: [], overlay: 0}"])
def test_a_file_that_is_no_overlay_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "overlay.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FactError):
        read_local_law(path)
    with pytest.raises(FactError):
        read_local_law(tmp_path / "none.yaml")


@given(st.permutations(list(entry())))
def test_the_digest_knows_no_order_of_keys(keys: list[str]) -> None:
    made = entry()
    assert digest_of(canonical_text([{key: made[key] for key in keys}])) == digest_of(canonical_text([made]))


@given(st.sampled_from(["value", "from", "territory", "known_from", "article"]))
def test_the_digest_changes_with_any_key(key: str) -> None:
    other = {**entry(), key: f"{entry()[key]}0"}
    assert digest_of(canonical_text([entry()])) != digest_of(canonical_text([other]))


def test_an_answer_names_the_overlay_and_cites_the_act() -> None:
    facts = {"persons": [{"birth_date": "1950-01-01"}]}
    law = law_of(entry())
    answer = decide_family("half_yearly_aid", Moment(date(2026, 2, 10), local=law), read_case(facts)).as_json()
    assert answer["local_law"] == {
        "department": ALMATY, "number": 1, "digest": law.digest, "origin": OFFICE, "decides": True,
    }  # fmt: skip
    assert answer["decides"]
    used = [use for step in answer["trace"] for use in step["parameters"] if use.get("local_act")]
    assert {use["name"] for use in used} == {"half_yearly_aid.amount_mci"}
    assert "№\N{NO-BREAK SPACE}100" in used[0]["local_act"]["ru"]


def test_what_is_not_signed_decides_nothing_and_says_so() -> None:
    facts = {"persons": [{"birth_date": "1950-01-01"}]}
    draft = make_local_law([entry()], department=ALMATY, number=None, origin="draft")
    answer = decide_family("half_yearly_aid", Moment(date(2026, 2, 10), local=draft), read_case(facts)).as_json()
    assert not answer["decides"]
    assert answer["explanation"]["ru"][0].startswith("Это не решение")
