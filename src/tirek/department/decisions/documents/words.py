"""The words of letters, ``notice.yaml``, and days as a letter says them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tirek.rulebook.engine.wording import date_text, since_text

LANGUAGES = ("kk", "ru")
"""Letters are written in the two languages of the state's offices; English is a language of the office's pages alone."""
FOLDER = Path(__file__).parent
SINCE_KK = " бастап"


@cache
def words() -> Mapping[str, Any]:
    """The document, read once."""
    document: Mapping[str, Any] = yaml.safe_load((FOLDER / "notice.yaml").read_text(encoding="utf-8"))
    return document


def say(language: str, key: str, **values: object) -> str:
    """A sentence of ``notice.yaml`` by its dotted key, filled.

    Raises
    ------
    KeyError
        If there is no such sentence, or it asks for a value that was not given.
    """
    found: Any = words()
    for part in key.split("."):
        found = found[part]
    text: str = found[language]
    # A unit may end in a full stop of its own ("мес."): one is enough.
    return text.format(**values).replace("..", ".")


def by_text(day: date, language: str) -> str:
    """Not later than a day.

    Examples
    --------
    >>> by_text(date(2026, 11, 30), "kk")
    '2026 жылғы 30 қарашадан кешіктірілмей'
    >>> by_text(date(2026, 11, 30), "ru")
    'не позднее 30 ноября 2026 года'
    """
    if language == "kk":
        return f"{from_day_kk(day)} кешіктірілмей"
    return f"не позднее {date_text(day, language)}"


def from_day_kk(day: date) -> str:
    """A day in the ablative.

    Examples
    --------
    >>> from_day_kk(date(2027, 2, 22))
    '2027 жылғы 22 ақпаннан'
    """
    return since_text(day, "kk").removesuffix(SINCE_KK)


def capital(text: str) -> str:
    """The first letter large.

    Examples
    --------
    >>> capital("с 1 января")
    'С 1 января'
    """
    return text[:1].upper() + text[1:]
