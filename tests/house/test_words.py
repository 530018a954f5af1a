"""Legal words that the law no longer uses do not stand in any text of the repository.

The words are data: the `never` lists of docs/reference/glossary.yaml. An entry is a word or a
phrase, compared without regard to case as whole words; a `*` stands for any ending.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.house.tree import ROOT, name_of, text_files

GLOSSARY: Final = ROOT / "docs/reference/glossary.yaml"

# Files where an outdated word may stand, each with the reason.
ALLOWED: Final = {
    "docs/reference/glossary.yaml": "the register of the words that may not be used",
    "tests/house/test_words.py": "the negative cases of this test",
    "src/tirek/rulebook/acts/social_assistance.yaml": "titles of old acts are quoted as they were published",
}


def load_terms() -> list[dict[str, Any]]:
    terms: list[dict[str, Any]] = yaml.safe_load(GLOSSARY.read_text(encoding="utf-8"))["terms"]
    return terms


def outdated_words(terms: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Each outdated entry and the words to write instead of it."""
    return {
        entry: term[language]
        for term in terms
        for language, entries in term.get("never", {}).items()
        for entry in entries
    }


def pattern_for(entries: Iterable[str]) -> re.Pattern[str]:
    """One expression that finds any of the entries as whole words.

    >>> bool(pattern_for(["оралман*"]).search("Оралмандарға"))
    True
    """
    parts = []
    for entry in entries:
        words = (re.escape(word).replace(r"\*", r"\w*") for word in entry.split())
        parts.append(r"\s+".join(words))
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def find_outdated(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Line number and word of each place where the pattern is met."""
    for found in pattern.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, found.group()


def places_in(path: Path, pattern: re.Pattern[str]) -> list[str]:
    text = path.read_text(encoding="utf-8", errors="replace")
    return [f"{name_of(path)}:{line}: «{word}»" for line, word in find_outdated(text, pattern)]


def test_no_text_uses_an_outdated_word() -> None:
    pattern = pattern_for(outdated_words(load_terms()))
    found = [place for path in text_files() if name_of(path) not in ALLOWED for place in places_in(path, pattern)]
    assert not found, "outdated words (docs/reference/glossary.yaml says what to write):\n" + "\n".join(found)


def test_every_allowance_has_a_reason_and_a_file() -> None:
    assert all(len(reason.split()) >= 4 for reason in ALLOWED.values())
    missing = [name for name in ALLOWED if not (ROOT / name).is_file()]
    assert not missing, f"take these off the list: {missing}"


def test_the_glossary_is_whole() -> None:
    terms = load_terms()
    keys = [term["key"] for term in terms]
    assert len(terms) >= 60
    assert len(set(keys)) == len(keys)
    assert [key for key in keys if not re.fullmatch(r"[a-z][a-z0-9_]*", key)] == []
    for term in terms:
        assert set(term) <= {"key", "en", "kk", "ru", "abbreviation", "never", "source", "note"}, term["key"]
        assert all(str(term.get(field, "")).strip() for field in ("en", "kk", "ru", "source")), term["key"]
        assert set(term.get("never", {})) <= {"en", "kk", "ru"}, term["key"]


def test_the_glossary_does_not_forbid_its_own_words() -> None:
    terms = load_terms()
    pattern = pattern_for(outdated_words(terms))
    own = "\n".join(str(term[language]) for term in terms for language in ("en", "kk", "ru"))
    assert list(find_outdated(own, pattern)) == []


@pytest.mark.parametrize(
    "text",
    [
        "пособие инвалидам второй группы",
        "дети-инвалиды",
        "Инвалиды войны",
        "мүгедек балаларға",
        "МҮГЕДЕКТЕРГЕ жәрдемақы",
        "статус оралмана",
        "оралмандарды қабылдау",
        "городской центр\n    занятости населения",
        "жұмыспен қамту орталығына жүгіну",
        "payments to the disabled",
    ],
)
def test_an_outdated_word_is_found(text: str) -> None:
    assert list(find_outdated(text, pattern_for(outdated_words(load_terms()))))


@pytest.mark.parametrize(
    "text",
    [
        "лицо с инвалидностью первой группы, группа инвалидности",
        "мүгедектігі бар адам, мүгедектік тобы, мүгедектігі бар балалар",
        "статус кандаса, қандас мәртебесі",
        "карьерный центр, мансап орталығы, занятость населения",
        "an invalid date is refused; the check is disabled",
    ],
)
def test_todays_words_pass(text: str) -> None:
    assert list(find_outdated(text, pattern_for(outdated_words(load_terms())))) == []


def test_the_line_of_a_word_is_named() -> None:
    assert list(find_outdated("a\nb оралман", pattern_for(["оралман*"]))) == [(2, "оралман")]
