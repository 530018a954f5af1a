"""Quantities in their unit, as pages show them."""

from __future__ import annotations

from typing import Any

from tirek.rulebook.engine.units import unit_register
from tirek.web.ui.language import language_of_page
from tirek.web.ui.wording import NOTHING, number_words, tenge_words


def quantity_words(quantity: int | None, unit: str) -> str:
    """A quantity in its unit: tenge as sums are written, hours, items and vouchers with their symbol."""
    if quantity is None:
        return NOTHING
    if unit.partition("_")[0] == "tenge":
        return tenge_words(quantity)
    symbols: Any = unit_register().get(unit, {}).get("symbol", {})
    return f"{number_words(quantity)} {symbols.get(language_of_page(), '')}".strip()
