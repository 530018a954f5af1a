"""Quantities in their unit, as pages show them."""

from __future__ import annotations

from tirek.rulebook.engine.units import Unit, unit_register
from tirek.web.ui.language import sentence
from tirek.web.ui.wording import NOTHING, number_words, tenge_words

MONEY = "tenge"


def quantity_words(quantity: int | None, unit: str) -> str:
    """A quantity in a unit as the law writes it (``tenge/month``, ``hours/day``): a sum, or a number with its symbol."""
    if quantity is None:
        return NOTHING
    if unit.startswith(MONEY):
        return tenge_words(quantity)
    return f"{number_words(quantity)} {_symbol(unit)}".strip()


def _symbol(unit: str) -> str:
    """What the register of units writes after a number; the unit itself where it holds none."""
    for name, entry in unit_register().items():
        if unit in (name, str(Unit.of(entry["dimensions"]))):  # type: ignore[arg-type]
            return sentence(entry["symbol"])  # type: ignore[arg-type]
    return unit
