"""What was typed into the search box, read: a number, or words of a name with a birth year, a house, a district."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from tirek.department.core.identifiers.typed_text import bare
from tirek.department.registry.spelling import father_keys, is_father_word, other_layout, spelling_keys, words_of
from tirek.rulebook.engine.documents import read_document

TABLE: Final = Path(__file__).parent / "search.yaml"
LONGEST: Final = 200
"""Characters that are read; nobody types a longer name."""


@dataclass(frozen=True)
class SearchedWord:
    """A word with the keys of all its readings.

    Parameters
    ----------
    keys, fathers : tuple of str
        Keys of the word as a name, and as the name or patronymic of the father; of both keyboard layouts.
    """

    keys: tuple[str, ...]
    fathers: tuple[str, ...]


@dataclass(frozen=True)
class SearchedText:
    """What a text asks for.

    Parameters
    ----------
    number : (str, str) or None
        A kind of ``search.yaml`` and the number without what stands between its digits; then the rest is empty.
    words : tuple of SearchedWord
    years : tuple of int
        Birth years, any of which will do.
    born_on : date or None
    house : str
    """

    number: tuple[str, str] | None = None
    words: tuple[SearchedWord, ...] = ()
    years: tuple[int, ...] = ()
    born_on: date | None = None
    house: str = ""
    is_empty: bool = field(default=False)

    def as_query(self, districts: tuple[str, ...] = ()) -> dict[str, object]:
        """What the function ``registry_search`` takes."""
        words = [{"keys": list(word.keys), "fathers": list(word.fathers)} for word in self.words]
        return {"words": words, "years": list(self.years), "house": self.house, "districts": list(districts)}


def search_table() -> Mapping[str, Any]:
    """The document `search.yaml`."""
    document: Mapping[str, Any] = read_document(TABLE)
    return document


def read_search(text: str) -> SearchedText:
    """Read what was typed.

    Examples
    --------
    >>> read_search("8 701 123 45 67").number
    ('phone', '87011234567')
    >>> found = read_search("Rfqhfn 1985")
    >>> "kairat" in found.words[0].keys, found.years
    (True, (1985,))
    """
    table = search_table()
    text = text[:LONGEST]
    number = bare(text)
    for entry in table["numbers"]:
        if re.match(entry["pattern"], number):
            return SearchedText(number=(entry["kind"], number))
    found = SearchedText()
    for typed in text.split():
        found = _with(found, typed, table)
    return replace(found, is_empty=not (found.words or found.years or found.house))


def _with(found: SearchedText, typed: str, table: Mapping[str, Any]) -> SearchedText:
    """What is known after one more word."""
    plain = typed.strip(",;").lower()
    if day := re.match(table["day"], plain):
        try:
            born_on = date(int(day[3]), int(day[2]), int(day[1]))
        except ValueError:
            return found
        return replace(found, born_on=born_on, years=(born_on.year,))
    if re.match(table["year"], plain):
        return replace(found, years=(*found.years, int(plain)))
    if re.match(table["house"], plain):
        return replace(found, house=plain.replace("/", ""))
    return replace(found, words=(*found.words, *_searched_words(typed, table)))


def _searched_words(typed: str, table: Mapping[str, Any]) -> tuple[SearchedWord, ...]:
    """The words of what stands between two spaces: as typed, or, where that is one word, in the other layout as well."""
    passed_over = {*table["districts"], *table["streets"]}
    told = words_of(typed)
    words = [word for word in told if not (word in passed_over or is_father_word(word))]
    if told and not words:
        return ()
    swapped = words_of(other_layout(typed) or "")
    if len(swapped) == 1:  # the keys of , ; [ and the like are letters of the other layout: F[vtn
        return (_searched_word((*(["".join(words)] if words else []), *swapped)),)
    return tuple(_searched_word((word,)) for word in words if len(word) > 1)


def _searched_word(readings: tuple[str, ...]) -> SearchedWord:
    keys = tuple(dict.fromkeys(key for word in readings for key in spelling_keys(word)))
    fathers = tuple(dict.fromkeys(key for word in readings for key in father_keys(word)))
    return SearchedWord(keys, fathers)
