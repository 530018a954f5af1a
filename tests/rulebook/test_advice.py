"""Nobody is ever advised to divorce, to fall ill, to become disabled, to bear a child, or to earn less.

Advice and counterfactuals may not even touch those things. Other texts may name them as conditions of the law (they must), but
may not call upon a reader to bring them about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rulebook.engine.toys import kinds_of_cases
from tirek.rulebook.catalogue import list_benefits, list_methods
from tirek.rulebook.engine import Benefit
from tirek.rulebook.engine.acts import LANGUAGES
from tirek.rulebook.engine.counterfactual import find_changes
from tirek.rulebook.engine.documents import ROOT, read_document
from tirek.rulebook.engine.explanation import explain
from tirek.rulebook.engine.facts import fact_register

# Stems that may not stand in advice at all, in whatever form.
UNTOUCHABLE = {
    "ru": r"""развод|развед[иё]|расторг\w* брак|смерт|умер|умр|погиб|боле[зю]|заболе|инвалидн|беремен|рожд
        |роди(те|ть)\b|усынов
        |увол|сниз|снижен|уменьш|сократ|меньше|потеря\w* работ|отка(жи|за)\w* от (работ|дохо|зарпл|имущ)
        |прода(й|ть|ж)|подари
        |перепи(ши|са)|скр(ой|ыть|ыва)|не указыва|выпи(ши|са)|снимите|сняться|фиктив|для вида""",
    "kk": r"""ажырас|некені бұз|\bөл(ім|у|ді|ген|сін)|қайтыс|қаза тап|\bауру|\bауыр(ы|у|са|ың)|сырқат|мүгеде\w
        |жүкті|\bтуу|\bтуы(ңыз|п|л)|босан
        |жұмыстан (шығ|кет|бос)|табыс\w* (азайт|төменд|кеміт|жасыр)|азайт|төмендет|кеміт|сатыңыз|сатып жібер
        |сыйлаңыз|жасыр|көрсетпе
        |тіркеуден шық|жалған|көз үшін""",
    "en": r"""divorc|separate from|\bdeath|\bdie[sd]?\b|\bdying|\bill\b|illness|\bsick|disease|disab|pregnan
        |birth|\bbear\b|adopt
        |resign|\bquit\b|dismiss|lower|reduce|decrease|\bless\b|\bsell\b|give away|\bhide\b|conceal
        |do not (state|report|mention)
        |deregister|fictitious|pretend""",
}
# Calls that may stand in no text that a person reads.
CALLS = {
    "ru": r"""развед(и|ё)т[её]сь|разводитесь|расторгните|увольтесь|увольняйтесь|бросьте работ|не работайте
        |заболейте|забеременейте
        |роди(те|в)\b реб|снизьте|уменьшите|сократите|зарабатывайте меньше|получите инвалидность|оформите инвалидность
        |станьте безработ|скройте|скрывайте|не указывайте|не сообщайте|продайте|подарите|перепишите|выпишитесь
        |выпишите
        |откажитесь от (работ|дохо|зарпл|имущ)""",
    "kk": r"""ажырасыңыз|некені бұзыңыз|жұмыстан (шығыңыз|кетіңіз|босаңыз)|жұмыс істемеңіз|ауырыңыз
        |жүкті болыңыз|бала (туыңыз|босаныңыз)
        |табысыңызды (азайтыңыз|төмендетіңіз|жасырыңыз)|мүгедектікті? (алыңыз|рәсімдеңіз)|жасырыңыз|көрсетпеңіз
        |айтпаңыз
        |сатыңыз|сыйлаңыз|тіркеуден шығыңыз""",
    "en": r"""(get|file for|seek) (a )?divorce|divorce (him|her|your)|quit your|leave your job|resign from
        |fall ill|get (sick|pregnant|disabled)
        |become (ill|sick|disabled|pregnant)|have (a|another) (child|baby)|(lower|reduce|decrease) your
        |earn less|hide |conceal
        |do not (state|report|mention)|sell (your|the)|give away (your|the)|deregister""",
}


def pattern(words: str) -> re.Pattern[str]:
    return re.compile("".join(words.split("\n        ")), re.IGNORECASE)


NOT_IN_ADVICE = {language: pattern(words) for language, words in UNTOUCHABLE.items()}
NOWHERE = {language: pattern(words) for language, words in CALLS.items()}


def texts_in(node: Any, where: str) -> Iterator[tuple[str, str, str]]:
    """Every text in kk, ru and en below a node of YAML: place, language, text."""
    if isinstance(node, dict):
        if {"kk", "ru"} <= set(node):
            yield from ((where, language, node[language]) for language in LANGUAGES if language in node)
            return
        for key, child in node.items():
            yield from texts_in(child, f"{where}:{key}")
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from texts_in(child, f"{where}[{index}]")


def advice_texts() -> Iterator[tuple[str, str, str]]:
    for facts in fact_register().values():
        for fact in facts.values():
            yield from texts_in(dict(fact.advice), fact.key)
    sentences = read_document(ROOT / "engine" / "texts.yaml")
    for key in ("advice", "wrong_record"):
        yield from texts_in(sentences[key], key)
    for path in ROOT.glob("welfare/*/letter.yaml"):
        yield from texts_in(read_document(path)["changes"], str(path.relative_to(ROOT)))


def all_texts() -> Iterator[tuple[str, str, str]]:
    for path in sorted(ROOT.rglob("*.yaml")):
        # Titles of acts are quoted as published; cases hold facts and no texts.
        if path.parent.name != "acts" and path.name != "cases.yaml":
            yield from texts_in(read_document(path), str(path.relative_to(ROOT)))


def found(texts: Iterator[tuple[str, str, str]], patterns: dict[str, re.Pattern[str]]) -> list[str]:
    return [f"{where} ({lang}): {text}" for where, lang, text in texts if patterns[lang].search(text)]


def test_advice_touches_nothing_that_may_not_be_advised() -> None:
    assert found(advice_texts(), NOT_IN_ADVICE) == []


def test_no_text_calls_for_it() -> None:
    assert found(all_texts(), NOWHERE) == []


def test_the_scan_reads_what_people_read() -> None:
    advice, everything = list(advice_texts()), list(all_texts())
    assert {language for _, language, _ in advice} == {language for _, language, _ in everything} == set(LANGUAGES)
    places = {where.split(":")[0] for where, _, _ in everything}
    wanted = {
        "facts/households.yaml",
        "labels/households.yaml",
        "engine/texts.yaml",
        "engine/messages.yaml",
        "welfare/six_levels/letter.yaml",
    }
    assert wanted <= places
    assert {f"{b.folder.parent.name}/{b.id}/benefit.yaml" for b in [*list_benefits(), *list_methods()]} <= places
    assert len(advice) >= 3 * 8
    assert any(where == "facts/households.yaml:family:facts:survey_refused:advice" for where, _, _ in everything)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Разведитесь с супругом."),
        ("ru", "Оформите инвалидность."),
        ("ru", "Увольтесь с работы."),
        ("ru", "Уменьшите доход семьи."),
        ("ru", "Родите ребёнка."),
        ("ru", "Выпишите из квартиры того, кто зарабатывает."),
        ("ru", "Продайте автомобиль."),
        ("kk", "Жұбайыңызбен ажырасыңыз."),
        ("kk", "Жұмыстан шығыңыз."),
        ("kk", "Табысыңызды азайтыңыз."),
        ("kk", "Тағы бала туыңыз."),
        ("kk", "Мүгедектікті рәсімдеңіз."),
        ("kk", "Көлігіңізді сатыңыз."),
        ("en", "Get a divorce."),
        ("en", "Quit your job."),
        ("en", "Lower your income."),
        ("en", "Have another child."),
        ("en", "Become disabled."),
        ("en", "Sell your car."),
    ],
)
def test_what_may_not_be_said_is_found(language: str, text: str) -> None:
    assert NOWHERE[language].search(text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "После смерти кормильца."),
        ("ru", "Можно снизить доход."),
        ("ru", "При рождении ребёнка."),
        ("ru", "Лицо с инвалидностью."),
        ("ru", "В случае болезни."),
        ("kk", "Мүгедектігі бар адам."),
        ("kk", "Отбасы мүшесі қайтыс болса."),
        ("kk", "Ауру адам."),
        ("kk", "Бала туу."),
        ("en", "After a death."),
        ("en", "On the birth of a child."),
        ("en", "In case of illness."),
        ("en", "With a lower income."),
    ],
)
def test_what_advice_may_not_touch_is_found(language: str, text: str) -> None:
    assert NOT_IN_ADVICE[language].search(text)


@pytest.mark.parametrize("benefit", [*list_benefits(), *list_methods()], ids=lambda benefit: benefit.id)
def test_no_decision_of_any_case_says_it(benefit: Benefit) -> None:
    for program, outcome, case in kinds_of_cases(benefit):
        changes = find_changes(program, outcome, case)
        for language in LANGUAGES:
            advised = [change.advice(language) for change in changes]
            assert not [text for text in advised if NOT_IN_ADVICE[language].search(text)]
            assert not NOWHERE[language].search(explain(program, outcome, changes, language).text())


def test_letters_are_scanned() -> None:
    assert list(Path(ROOT).glob("welfare/*/letter.yaml"))
