"""The words by which a spreadsheet names its sheets, columns and values: ``headings.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from tirek.figures.errors import texts
from tirek.figures.records import VERDICTS

LANGUAGES = ("kk", "ru", "en")


def folded(word: object) -> str:
    """A word without case, points and surplus spaces, as names are compared."""
    return " ".join(str(word).replace(".", " ").split()).casefold()


@cache
def names_of(part: str) -> Mapping[str, str]:
    """Every name of a part of ``headings.yaml``, folded, with its key."""
    found: dict[str, str] = {}
    for key, by_language in _part(part).items():
        for name in (key, *(word for language in LANGUAGES for word in by_language[language])):
            found.setdefault(folded(name), key)
    return found


def _part(part: str) -> Mapping[str, Any]:
    found: Any = texts("headings")
    for step in part.split("."):
        found = found[step]
    mapping: Mapping[str, Any] = found
    return mapping


def heading(part: str, key: str, language: str) -> str:
    """The name of a column, a sheet or a value, as the template writes it."""
    name: str = _part(part)[key][language][0]
    return name


def headings(part: str, language: str) -> list[str]:
    """The names of a part in a language, in the order of ``headings.yaml``."""
    return [heading(part, key, language) for key in _part(part)]


def listed(part: str) -> Mapping[str, str]:
    """The names of a part as a list, in each language."""
    return {language: ", ".join(headings(part, language)) for language in LANGUAGES}


def heading_in_all(part: str, key: str) -> Mapping[str, str]:
    """The name of a column, a sheet or a value, in each language."""
    return {language: heading(part, key, language) for language in LANGUAGES}


@cache
def unit_words() -> Mapping[str, str]:
    """Every name of a unit, folded, with its key; of two units with one name the first."""
    found: dict[str, str] = {}
    for key, unit in texts("units").items():
        for name in (key, *(unit[language] for language in LANGUAGES), *unit.get("words", ())):
            found.setdefault(folded(name), key)
    return found


@cache
def verdict_words() -> Mapping[str, str]:
    """Every name of a verdict, folded, with its key."""
    named = texts("sentences")["verdicts"]
    return {folded(name): key for key in VERDICTS for name in (key, *_words(named[key].values()))}


def _words(words: Iterable[Any]) -> list[str]:
    return [str(word) for word in words]
