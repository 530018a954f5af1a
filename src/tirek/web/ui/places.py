"""Territories as pages name them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.reference import TERRITORIES
from tirek.web.ui.language import language_of_page

WIDE = ("city", "region")
"""Kinds of territory that no person belongs to directly."""


def place_title(code: str) -> str:
    """The title of a territory in the language of the page; the code itself when the classifier does not hold it."""
    entry = _territories().get(code, {})
    return str(entry.get(language_of_page()) or entry.get("kk") or code)


def district_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """The districts that a viewer works in, as choices of a form."""
    known = _territories()
    return [(code, place_title(code)) for code in viewer.territories if known.get(code, {}).get("kind") not in WIDE]


@lru_cache(maxsize=1)
def _territories() -> dict[str, dict[str, Any]]:
    territories: dict[str, dict[str, Any]] = yaml.safe_load(TERRITORIES.read_text(encoding="utf-8"))["territories"]
    return territories
