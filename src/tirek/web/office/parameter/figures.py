"""The effect of a value as rows of a table and lengths of bars; a hidden number stays hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tirek.department.parameters.models import Effect
from tirek.rulebook.catalogue import find_benefit
from tirek.web.ui.language import language_of_page
from tirek.web.ui.wording import number_words, tenge_words

HIDDEN = "×"


@dataclass(frozen=True)
class Row:
    """One programme, or all of them: families before and after, who gains and loses, tenge a year."""

    title: str
    before: str
    after: str
    gain: str
    lose: str
    tenge: str
    size: int


def effect_rows(effect: Effect) -> list[Row]:
    """All programmes that change, then the whole; ``size`` is the length of the bar, in tenge a year."""
    result: Mapping[str, Any] = effect.result or {}
    language = language_of_page()
    rows = [
        _row(str(find_benefit(name).document["title"][language]), figures, paid=result["kinds"][name] != "in_kind")
        for name, figures in result["programmes"].items()
    ]
    return [*sorted(rows, key=lambda row: -row.size), _row(_("All programmes together"), result["whole"])]


def largest(rows: list[Row]) -> int:
    """The longest bar."""
    return max((row.size for row in rows), default=0)


def _row(title: str, figures: Mapping[str, Any], *, paid: bool = True) -> Row:
    low, high = figures.get("change_low"), figures.get("change_high")
    if low is None or high is None:
        tenge = HIDDEN
    else:
        tenge = tenge_words(low) if low == high else f"{tenge_words(low)} … {tenge_words(high)}"
    return Row(
        title=title,
        before=_count(figures.get("held_before.families")),
        after=_count(figures.get("held_after.families")),
        gain=_count(figures.get("gain.families")),
        lose=_count(figures.get("lose.families")),
        tenge=tenge if paid else "—",
        size=max(abs(low or 0), abs(high or 0)) if paid else 0,
    )


def _count(value: int | None) -> str:
    return HIDDEN if value is None else number_words(value)
