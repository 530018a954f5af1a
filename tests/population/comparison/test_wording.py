"""Numbers and sentences of a comparison as a reader meets them."""

from __future__ import annotations

from typing import Any, cast

import pytest

from tests.population.conftest import ASSUMED
from tirek.population.comparison.changes import BAND_EDGES
from tirek.population.comparison.figures import Figure, Figures, Value
from tirek.population.comparison.wording import (
    amount_text,
    answer,
    band_title,
    key_title,
    law_title,
    range_text,
    value_text,
)

MILLION = 1_000_000


class Told:
    """Figures of everybody, given by hand."""

    def __init__(self, change: dict[str, Value | None], **counts: dict[str, Value | None]) -> None:
        self.figures = {"change": change, **{f"{name}.families": values for name, values in counts.items()}}

    def whole(self, name: str) -> Figure:
        return Figure(self.figures.get(name, {"middle": (0, 0)}))


def said(language: str, change: dict[str, Value | None], **counts: Any) -> str:
    return answer(cast("Figures", Told(change, **counts)), language).replace("\u00a0", " ")


def exactly(**millions: float) -> dict[str, Value | None]:
    return {model: (round(amount * MILLION), round(amount * MILLION)) for model, amount in millions.items()}


@pytest.mark.parametrize(
    ("change", "russian", "kazakh"),
    [
        (
            exactly(low=3, middle=2, high=1),
            "Реформа увеличит расходы: от 1 до 3 (по доходам снимка 2) млн тенге в год;",
            "Реформа шығынды жылына 1–3 (снапшоттағы табыспен 2) млн теңгеге көбейтеді;",
        ),
        (
            exactly(low=-1_234.5, high=-9),
            "Реформа сбережёт от 9 до 1 234,5 млн тенге в год;",
            "Реформа жылына 9–1 234,5 млн теңге үнемдейді;",
        ),
        (exactly(middle=-4), "Реформа сбережёт 4 млн тенге в год;", "Реформа жылына 4 млн теңге үнемдейді;"),
        (exactly(low=0, middle=0), "Реформа не изменит расходов;", "Реформа шығынды өзгертпейді;"),
        (
            exactly(low=-2, middle=0, high=1),
            "Разница в годовых расходах: от −2 до +1 (по доходам снимка 0) млн тенге;",
            "Жылдық шығынның өзгерісі: −2 … +1 (снапшоттағы табыспен 0) млн теңге,",
        ),
        (
            {"low": (-5 * MILLION, 2 * MILLION)},
            "Разница в годовых расходах: от −5 до +2 млн тенге;",
            "Жылдық шығынның өзгерісі: −5 … +2 млн теңге,",
        ),
        ({"middle": None}, "Реформа касается слишком немногих семей", "Реформа өте аз отбасыға қатысты"),
    ],
)
def test_the_answer_says_costs_or_saves(change: dict[str, Value | None], russian: str, kazakh: str) -> None:
    assert said("ru", change).startswith(russian)
    assert said("kk", change).startswith(kazakh)


def test_the_answer_says_who_gains_and_who_loses() -> None:
    told = said(
        "ru", exactly(low=1), gain={"low": (12, 12), "high": (20, 20)}, lose={"low": None}, ends={"low": (0, 0)}
    )
    assert "получат больше: от 12 до 20, получат меньше: ×, впервые получат право: 0, потеряют право: 0." in told


@pytest.mark.parametrize(
    ("amount", "name", "text"),
    [
        (1_234_567_890, "before", "1 234,6"),
        (50_000, "change", "+0,1"),
        (-50_001, "change", "−0,1"),
        (10_000, "change", "0"),
        (-7_129, "mean_lose", "−7 129"),
        (12_345, "gain.families", "12 345"),
        (0, "change", "0"),
    ],
)
def test_amounts(amount: int, name: str, text: str) -> None:
    assert amount_text(amount, name, "ru").replace("\u00a0", " ") == text


def test_values_and_ranges() -> None:
    assert value_text(None, "change", "kk") == "×"
    assert value_text((0, 50 * MILLION), "change", "en") == "0 … +50"
    three = Figure({"low": (1, 1), "middle": (2, 2), "high": (3, 9)})
    assert (range_text(three, "all.families", "ru"), three.main) == ("1 … 9", (2, 2))
    assert range_text(Figure({"low": (1, 1), "middle": None}), "all.families", "ru") == ""
    assert range_text(Figure({"low": (4, 4), "middle": (4, 4)}), "all.families", "ru") == ""


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_bands_cover_every_change_once(language: str) -> None:
    titles = [band_title(band, language) for band in range(-len(BAND_EDGES) - 1, len(BAND_EDGES) + 2)]
    assert len(set(titles)) == len(titles) == 13
    assert [title.count("−") > 0 for title in titles] == [True] * 6 + [False] * 7


def test_rows_are_named() -> None:
    assert key_title("district", "unknown", "kk") == key_title("family_type", "0", "kk") == "белгісіз"
    assert key_title("disability", "2", "ru") == "Есть лицо с инвалидностью"
    assert key_title("fund", "republican", "kk") == "Республикалық бюджет"
    assert key_title("programme", "fire_disaster_aid", "ru").endswith(" *")
    assert law_title(ASSUMED, "ru") == "закон, как он есть"
