"""The letter of a welfare level: what it says, what it leaves unsaid, and what it may never advise."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tirek.rulebook.decisions import Answer, decide_family
from tirek.rulebook.engine.case import read_case
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.letters import level_letter

SPACE = "\u00a0"
INCOMES = (
    *("wage", "pension", "state_benefits", "scholarship", "alimony"),
    *("business_income", "rent_income", "farm_income", "other_income"),
)


def member(**facts: Any) -> dict[str, Any]:
    known = {"residence": "citizen", "registered_at_address": True, "absence": "none", "full_time_student": False}
    return {
        "birth_date": "1986-05-01",
        "founder_of_active_entity": False,
        **known,
        **dict.fromkeys(INCOMES, 0),
        **facts,
    }


def answer(**parts: Any) -> Answer:
    facts = {"family": {}, "persons": [member(wage=450_000), member()], "dwellings": [], "vehicles": [], **parts}
    return decide_family("six_levels", Moment(on=date(2026, 2, 1)), read_case(facts))


FLAT = {"area": 54.5, "tenure": "owned", "kind": "flat", "residence": True}


def test_letter_names_level_figures_and_binding_criterion() -> None:
    letter = level_letter(answer(dwellings=[FLAT]), "ru")
    assert "Уровень вашей семьи — 2 (нуждаемость)" in letter
    assert f"75{SPACE}000 тенге на человека в месяц при прожиточном минимуме 50{SPACE}851 тенге" in letter
    assert "IV квартал 2025 года" in letter
    assert "Уровень определил критерий: доход семьи." in letter
    assert "не согласуются" not in letter


def test_letter_says_that_criteria_clash() -> None:
    letter = level_letter(answer(dwellings=[FLAT], vehicles=[{"kind": "car"}]), "kk")
    assert "Отбасыңыздың деңгейі — 3 (салыстырмалы тұрақтылық)" in letter
    assert "Деректер бір-біріне сәйкес келмейді (табыс пен автокөлік)" in letter


def test_letter_advises_only_what_can_move_the_level() -> None:
    by_car = level_letter(answer(dwellings=[FLAT], vehicles=[{"kind": "car"}]), "ru")
    assert "Если автомобиль из реестра продан" in by_car
    assert "Если жильё из реестра" not in by_car
    by_income = level_letter(answer(), "ru")
    assert "зарегистрируйте его по вашему адресу" in by_income
    assert "Если автомобиль" not in by_income


def test_unknown_criterion_is_called_unknown_when_others_settle_the_level() -> None:
    facts = answer(dwellings=[FLAT, FLAT], vehicles=None)
    assert facts.outcome.total == (6, 6)
    letter = level_letter(facts, "ru")
    assert "Автотранспорт: сведения ещё не получены" in letter
    assert "Нет автотранспорта" not in letter


def test_an_undetermined_level_has_no_letter() -> None:
    unknown = member()
    del unknown["wage"]
    with pytest.raises(ValueError, match="undetermined"):
        level_letter(answer(persons=[unknown]), "ru")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_letter_has_no_brace_left_and_says_that_the_method_is_a_draft(language: str) -> None:
    letter = level_letter(answer(dwellings=[FLAT]), language)
    assert "{" not in letter
    assert "—\u00a0" not in letter
    draft = {"kk": "Әдіс әлі бекітілмеген", "ru": "Методика ещё не утверждена", "en": "The method is not adopted yet"}
    assert draft[language] in letter
