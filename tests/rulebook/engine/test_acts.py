"""How a sentence cites an act."""

from datetime import date
from typing import Any

import pytest

from tirek.rulebook.engine.acts import LANGUAGES, Act, act_register, cite_act
from tirek.rulebook.engine.wording import SPACE

TITLES = {"kk": "Атауы", "ru": "Название"}


def act(kind: str, number: str | None = "347", day: date | None = date(2015, 7, 23), **more: Any) -> Act:
    fields = {
        "title": TITLES,
        "short": {},
        "in_force_from": date(2015, 1, 1),
        "in_force_until": None,
        "replaced_by": None,
        **more,
    }
    return Act(key="toy", kind=kind, number=number, day=day, **fields)


def cited(what: Act, article: str = "") -> list[str]:
    return [what.cite(language, article).replace(SPACE, "_") for language in LANGUAGES]


@pytest.mark.parametrize(
    ("kind", "kk", "ru", "en"),
    [
        ("law", "заң", "закон", "law"),
        ("budget_law", "бюджет туралы заң", "закон о бюджете", "budget law"),
        ("government_resolution", "Үкімет қаулысы", "постановление Правительства", "Government resolution"),
        ("order", "бұйрық", "приказ", "order"),
        ("maslikhat_decision", "мәслихат шешімі", "решение маслихата", "maslikhat decision"),
        ("decree", "Жарлық", "Указ", "decree"),
    ],
)
def test_by_number_and_date(kind: str, kk: str, ru: str, en: str) -> None:
    assert cited(act(kind)) == [
        f"2015 жылғы 23 шілдедегі №_347 {kk}",
        f"{ru} от 23 июля 2015 года №_347",
        f"{en} of 23 July 2015 №_347",
    ]


def test_a_code_by_its_title() -> None:
    assert cited(act("code"), "120") == ["Атауы, 120-бап", "Название, ст. 120", "Название, art. 120"]
    assert cited(act("methodology")) == ["Атауы", "Название", "Название"]
    assert act("code", title={**TITLES, "en": "Title"}).cite("en") == "Title"


@pytest.mark.parametrize("what", [act("law", number=None), act("law", day=None)])
def test_without_number_or_date_by_kind_and_title(what: Act) -> None:
    assert cited(what, "2") == ["заң «Атауы», 2-бап", "закон «Название», ст. 2", "law «Название», art. 2"]


@pytest.mark.parametrize("kind", ["law", "budget_law", "code"])
def test_articles_of_laws(kind: str) -> None:
    kk, ru, en = cited(act(kind), "7")
    assert kk.endswith(", 7-бап")
    assert ru.endswith(", ст. 7")
    assert en.endswith(", art. 7")


@pytest.mark.parametrize("kind", ["order", "maslikhat_decision", "government_resolution", "decree", "report"])
def test_points_of_other_acts(kind: str) -> None:
    kk, ru, en = cited(act(kind), "4 (10)")
    assert kk.endswith(", 4 (10)-тармақ")
    assert ru.endswith(", п. 4 (10)")
    assert en.endswith(", p. 4 (10)")


def test_an_article_in_words_stands_as_it_is() -> None:
    assert act("law").cite("ru", "приложение 2").endswith("347, приложение 2")


def test_a_short_name_stands_for_a_long_title() -> None:
    assert cited(act("code", short={"kk": "Код", "ru": "Кодекс"})) == ["Код", "Кодекс", "Кодекс"]
    assert act("code", short={"ru": "Кодекс"}).cite("kk") == "Атауы"


def test_the_register_is_read() -> None:
    found = act_register()["almaty_maslikhat_347_2015"]
    assert (found.key, found.kind, found.number, found.day) == (
        "almaty_maslikhat_347_2015",
        "maslikhat_decision",
        "347",
        date(2015, 7, 23),
    )
    assert act_register()["law_246_2001"].replaced_by == "social_code"
    assert act_register()["law_246_2001"].in_force_until == date(2023, 7, 1)
    assert act_register()["social_code"].in_force_from == date(2023, 7, 1)


def test_cited_by_key() -> None:
    key = "almaty_maslikhat_347_2015"
    assert cite_act(key, "ru", "4 (1)") == act_register()[key].cite("ru", "4 (1)")
    assert cite_act("", "ru") == ""
    assert cite_act("no_such_act", "ru", "1") == "no_such_act"


@pytest.mark.parametrize("key", act_register())
def test_every_act_can_be_cited(key: str) -> None:
    for language in LANGUAGES:
        text = cite_act(key, language, "1")
        assert len(text) > 5
        assert "None" not in text
        assert "{" not in text
