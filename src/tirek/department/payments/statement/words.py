"""The words of statements, ``statement.yaml``, and titles of programmes as others may read them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.errors import FactError

FOLDER = Path(__file__).parent
LANGUAGES = ("kk", "ru")
"""Of the paper; the pages of the office have English as well."""


@cache
def words() -> Mapping[str, Any]:
    """The document, read once."""
    document: Mapping[str, Any] = yaml.safe_load((FOLDER / "statement.yaml").read_text(encoding="utf-8"))
    return document


def say(language: str, key: str, **values: object) -> str:
    """A text by its dotted key, filled.

    Raises
    ------
    KeyError
        If there is no such text, or it asks for a value that was not given.
    """
    found: Any = words()
    for part in key.split("."):
        found = found[part]
    text: str = found[language]
    return text.format(**values)


def programme_words(programme: str, language: str, *, neutral: bool) -> str:
    """The title of a programme; its neutral one, where it has one, for whatever others may read."""
    try:
        document = find_benefit(programme).document
    except FactError:
        return say(language, "labels.aid") if neutral else programme
    if neutral and document.get("neutral_title"):
        return str(document["neutral_title"][language])
    return str((document.get("short_title") or document["title"])[language])
