"""The language of the page that is being made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language


def language_of_page() -> str:
    """``kk``, ``ru`` or ``en``."""
    return (get_language() or "kk")[:2]


def sentence(titles: Mapping[str, Any]) -> str:
    """The title of a piece of data in the language of the page."""
    return str(titles.get(language_of_page()) or titles.get("ru") or "")


def titled(titles: Mapping[str, Any]) -> Any:
    """The same, not before a page shows it: for the labels of forms, which are made once."""
    return lazy(lambda: sentence(titles), str)()
