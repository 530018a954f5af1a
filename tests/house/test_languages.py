"""What a citizen or an officer reads exists in Kazakh and in Russian, and each is in its own language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
import yaml

from tests.house.tree import ROOT, files_under, name_of

LANGUAGES: Final = ("kk", "ru", "en")
MUST_HAVE: Final = ("kk", "ru")
KAZAKH_LETTERS: Final = frozenset("әғқңөұүһі")
SAME_FROM: Final = 12
KAZAKH_FROM: Final = 40

# Texts that are rightly the same in both languages, with the reason.
SAME_IN_BOTH: Final[dict[str, str]] = {}

# Places where a text is empty in every language, with the reason.
EMPTY_ON_PURPOSE: Final = {
    "src/tirek/rulebook/units.yaml: none.symbol": "a number without a unit is written without a symbol",
}


def letters_of(text: str) -> int:
    return sum(letter.isalpha() for letter in text)


def strings_in(value: object) -> Iterator[str]:
    """The strings of a text that may be one string, a list, or plural forms by name."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from strings_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_in(inner)
    else:
        yield "" if value is None else str(value)


def faults_of_text(text: dict[str, Any]) -> Iterator[str]:
    """What is wrong with one text, given as a mapping from language to string."""
    for language in LANGUAGES:
        if language not in text:
            if language in MUST_HAVE:
                yield f"`{language}` is missing"
        elif not all(string.strip() for string in strings_in(text[language])) or text[language] in ([], {}):
            yield f"`{language}` is empty"
    for kazakh, russian in zip(strings_in(text.get("kk")), strings_in(text.get("ru")), strict=False):
        if kazakh == russian and letters_of(kazakh) > SAME_FROM and kazakh not in SAME_IN_BOTH:
            yield f"`kk` is the same as `ru`: {kazakh}"
    for kazakh in strings_in(text.get("kk")):
        if letters_of(kazakh) > KAZAKH_FROM and not KAZAKH_LETTERS & set(kazakh.lower()):
            yield f"`kk` has none of the Kazakh letters: {kazakh}"


def faults_in(value: object, at: str) -> Iterator[str]:
    """Faults of all texts inside a YAML document; `at` is the file, then the way to the text."""
    if isinstance(value, dict):
        is_text = any(language in value for language in LANGUAGES)
        if is_text and (at not in EMPTY_ON_PURPOSE or any(strings_in(list(value.values())))):
            yield from (f"{at}: {fault}" for fault in faults_of_text(value))
        for key, inner in value.items():
            yield from faults_in(inner, f"{at}{'' if at.endswith(' ') else '.'}{key}")
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from faults_in(inner, f"{at}[{position}]")


def test_every_text_is_in_kazakh_and_russian() -> None:
    found = []
    for path in files_under(ROOT / "src/tirek", "*.yaml", "*.yml"):
        for document in yaml.load_all(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
            found += faults_in(document, f"{name_of(path)}: ")
    assert not found, "\n".join(found)


def test_every_exception_has_a_reason() -> None:
    reasons = [*SAME_IN_BOTH.values(), *EMPTY_ON_PURPOSE.values()]
    assert all(len(reason.split()) >= 3 for reason in reasons)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ({"ru": "Адрес"}, "`kk` is missing"),
        ({"kk": "Мекенжай"}, "`ru` is missing"),
        ({"en": "Address"}, "`kk` is missing"),
        ({"kk": "", "ru": "Адрес"}, "`kk` is empty"),
        ({"kk": None, "ru": "Адрес"}, "`kk` is empty"),
        ({"kk": "Мекенжай", "ru": "Адрес", "en": " "}, "`en` is empty"),
        ({"kk": {"one": "отбасы", "other": ""}, "ru": "семья"}, "`kk` is empty"),
        ({"kk": "Жилищная помощь", "ru": "Жилищная помощь"}, "`kk` is the same as `ru`"),
        ({"kk": "Среднедушевой доход семьи превышает черту бедности", "ru": "Доход"}, "none of the Kazakh"),
    ],
)
def test_a_fault_is_found_wherever_it_lies(text: dict[str, Any], fault: str) -> None:
    found = list(faults_in({"reasons": [{"title": text}]}, "a.yaml: "))
    assert len([line for line in found if fault in line]) == 1
    assert all(line.startswith("a.yaml: reasons[0].title: ") for line in found)


@pytest.mark.parametrize(
    "text",
    [
        {"kk": "Тұрғын үй көмегі", "ru": "Жилищная помощь"},
        {"kk": "Алматы", "ru": "Алматы"},
        {"kk": {"one": "адам", "other": "адам"}, "ru": {"one": "человек", "few": "человека"}},
        {"kk": "Отбасының орташа табысы кедейлік шегінен жоғары", "ru": "Доход выше черты", "en": "Above"},
    ],
)
def test_a_right_text_passes(text: dict[str, Any]) -> None:
    assert list(faults_in({"title": text}, "a.yaml: ")) == []


def test_an_empty_text_passes_only_where_the_list_says_so() -> None:
    empty = {"none": {"symbol": {"kk": "", "ru": ""}}}
    assert list(faults_in(empty, "src/tirek/rulebook/units.yaml: ")) == []
    assert len(list(faults_in(empty, "a.yaml: "))) == 2
    half = {"none": {"symbol": {"kk": "", "ru": "штука"}}}
    assert len(list(faults_in(half, "src/tirek/rulebook/units.yaml: "))) == 1
