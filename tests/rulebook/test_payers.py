"""What the department does not pay says so, and where to apply; what counts as income for targeted assistance is written down."""

from __future__ import annotations

from datetime import date

import pytest

from tirek.rulebook.catalogue import find_benefit, list_benefits
from tirek.rulebook.decisions import decide_family
from tirek.rulebook.engine.acts import LANGUAGES
from tirek.rulebook.engine.case import read_case
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.presentation import benefit_as_json, benefit_as_text, payer_text

STATE = ("state_disability_benefit", "survivor_benefit", "birth_grant", "large_family_benefit")
NOT_COUNTED = {"birth_grant", "large_family_benefit"}
NOT_OURS = {
    "kk": "Мұны басқарма төлемейді және тағайындамайды.",
    "ru": "Это выплачивает и назначает не управление.",
    "en": "This is neither granted nor paid by the department.",
}


def test_the_four_state_benefits_are_paid_by_the_state_corporation() -> None:
    assert {b.id for b in list_benefits() if b.payer == "state_corporation"} >= set(STATE)
    assert find_benefit("half_yearly_aid").payer == "department"


@pytest.mark.parametrize("name", STATE)
def test_whether_a_state_benefit_counts_as_income_has_an_act_and_a_provenance(name: str) -> None:
    counted = benefit_as_json(find_benefit(name))["counts_as_income"]
    assert counted["value"] is (name not in NOT_COUNTED)
    assert (counted["act"], counted["provenance"]["mark"]) == ("order_181_2023", "memory")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STATE)
def test_a_programme_shown_says_who_pays_and_where_to_apply(name: str, language: str) -> None:
    benefit = find_benefit(name)
    shown = benefit_as_text(benefit, language)
    assert payer_text(benefit, language) in shown
    assert benefit.document["apply_at"][language] in shown
    assert "(" in next(line for line in shown.splitlines() if line.endswith("; memory)"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("disability", ["group_1", "none", None])
def test_an_answer_says_where_to_apply_whatever_it_is(language: str, disability: str | None) -> None:
    person = {
        "birth_date": "1980-01-01", "residence": "citizen", "pension_kind": "none", "disability": disability,
        "disability_cause": "general_illness",
    }  # fmt: skip
    answer = decide_family("state_disability_benefit", Moment(on=date(2026, 3, 1)), read_case({"persons": [person]}))
    [said] = [line for line in answer.text(language).splitlines() if NOT_OURS[language] in line]
    assert find_benefit("state_disability_benefit").document["apply_at"][language] in said


def test_what_the_department_pays_says_nothing_of_other_places() -> None:
    answer = decide_family("half_yearly_aid", Moment(on=date(2026, 3, 1)), read_case({"persons": [{}]}))
    assert not any(said in answer.text(language) for language, said in NOT_OURS.items())
    shown = benefit_as_text(find_benefit("half_yearly_aid"), "en")
    assert "Who pays or provides it: the department" in shown
    assert "Where to apply" not in shown
