"""Facts of the law in words: what is asked, and what a stored value says. One wording for every page."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tirek.department.verification.facts import ROWS
from tirek.rulebook.engine.facts import RECEIVES, Fact, find_fact
from tirek.rulebook.engine.wording import day_text, quantity_text, yes_text
from tirek.web.ui.cases import programme_title
from tirek.web.ui.language import language_of_page
from tirek.web.ui.wording import NOTHING

HOW_MANY: Final = {
    "dwelling": gettext_lazy("How many dwellings the family has"),
    "vehicle": gettext_lazy("How many vehicles the family has"),
    "claim": gettext_lazy("How many things are claimed"),
}


def known_fact(entity: str, name: str) -> Fact | None:
    """A fact of the register; None for the count of rows, and for a fact that the law knows no more."""
    try:
        return find_fact(entity, name)
    except KeyError:
        return None


def fact_title(entity: str, name: str) -> str:
    """What is asked; of the receipt of another programme, with that programme's title."""
    if name == ROWS:
        return str(HOW_MANY.get(entity, entity))
    fact = known_fact(entity, name)
    if fact is None:
        return name
    title = str(fact.title[language_of_page()])
    programme = name.removeprefix(RECEIVES)
    return title if programme == name else title.replace(programme, programme_title(programme))


def value_words(fact: Fact | None, stored: int | bool | None, *, nothing: str | Promise = NOTHING) -> str:
    """A stored value as a sentence says it.

    Parameters
    ----------
    stored
        A value in the stored form of the register of facts; None where nobody told one.
    nothing
        What stands for None: a dash, where nobody said why it is not known.

    Examples
    --------
    >>> value_words(None, 3)
    '3'
    """
    language = language_of_page()
    if stored is None:
        return str(nothing)
    if fact is None:
        return str(stored)
    if fact.type == "boolean":
        return yes_text(bool(stored), language)
    if fact.type == "enum":
        # A value that an older register of facts knew, and this one does not, is shown as it was stored.
        return fact.label(int(stored), language) if 0 <= int(stored) < len(fact.values) else str(stored)
    if fact.type == "date":
        return day_text(int(stored), language)
    return quantity_text(Fraction(int(stored), fact.scale), fact.unit, language)
