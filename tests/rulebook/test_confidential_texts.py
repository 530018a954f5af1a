"""A confidential programme has a neutral title, and its refusals name neither an illness nor a situation nor an institution."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tirek.rulebook.catalogue import find_benefit, list_benefits
from tirek.rulebook.decisions import decide_family
from tirek.rulebook.engine.acts import LANGUAGES
from tirek.rulebook.engine.case import read_case
from tirek.rulebook.engine.moment import Moment

CONFIDENTIAL = [benefit.id for benefit in list_benefits() if benefit.confidential]
FORMS = ("stationary_care", "semi_stationary_care", "home_care", "temporary_stay")
TELLING = {
    "kk": r"зорлық|сауда|психо|туберкул|АҚТҚ|ЖИТС|тұрғылықты жер|бас бостандығ|мүгедект|ауру|диспансер",
    "ru": r"насили|торговл|психо|туберкул|ВИЧ|СПИД|места жительства|лишения свободы|инвалидн|болезн|заболев|диспансер",
    "en": r"violen|traffick|psycho|tubercul|HIV|AIDS|fixed abode|prison|disab|illness|disease|dispensar",
}


def test_services_for_those_in_need_are_confidential() -> None:
    assert set(FORMS) <= set(CONFIDENTIAL)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CONFIDENTIAL)
def test_what_others_may_read_tells_nothing(name: str, language: str) -> None:
    document = find_benefit(name).document
    said = [document["neutral_title"], *document["refusals"].values()]
    assert not [text[language] for text in said if re.search(TELLING[language], text[language], re.IGNORECASE)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("situation", ["violence", "trafficking", "homeless", "released"])
def test_a_refusal_of_a_form_does_not_name_the_situation(situation: str, language: str) -> None:
    person = {
        "birth_date": "1980-01-01", "sex": "female", "residence": "citizen", "absence": "none", "disability": "none",
        "needs_special_services": True, "needs_outside_care": True, "relatives_able_to_care": False,
        "psychoneurological_illness": False, "mobility_difficulty": False, "life_situation": situation,
    }  # fmt: skip
    answer = decide_family("home_care", Moment(on=date(2026, 3, 1)), read_case({"persons": [person]}))
    assert [reason.code for reason in answer.outcome.reasons] == ["another_form"]
    lines = answer.text(language).splitlines()
    refused = [
        line for line in lines if find_benefit("home_care").document["refusals"]["another_form"][language] in line
    ]
    assert refused
    assert not [line for line in refused if re.search(TELLING[language], line, re.IGNORECASE)]
