"""Words and numbers of take-up in Kazakh, Russian and English."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from tirek.population.charts.specifications import say
from tirek.population.comparison.exporting import MARK
from tirek.population.page import million
from tirek.population.takeup.exporting import HIDDEN, TakeUp, leakage_share, take_up
from tirek.population.takeup.tallies import COUNTS, LEAKAGE_TENGE, NOT_TAKEN_UP_TENGE
from tirek.population.totals import AT_LEAST, AT_MOST, EXACT
from tirek.rulebook.engine.documents import read_document
from tirek.rulebook.engine.wording import number_text

SHARES = {"take_up": take_up, "leakage_share": leakage_share}
MONEY_SHOWN = ("not_taken_up_tenge", LEAKAGE_TENGE)
NOTHING = "—"
"""Where there is no such number: a programme without money, a list without tenge, a share of nobody."""


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = read_document(Path(__file__).with_name("texts.yaml"))
    return found


def tell(key: str, language: str, **values: object) -> str:
    """A word or sentence with its values."""
    return _words()[key][language].format(**values)


def share_text(share: Fraction, language: str) -> str:
    """A share as per cent, to a tenth; one that does not end is marked.

    Examples
    --------
    >>> share_text(Fraction(3, 4), "en"), share_text(Fraction(1, 3), "en")
    ('75 %', '≈33.3 %')
    """
    return f"{number_text(share * 100, language, 1)} %"


def cell_text(row: Mapping[str, Any], name: str, language: str) -> str:
    """A number of a row as it is read: a count, a share, or tenge in millions; the mark where it is hidden."""
    if name in COUNTS:
        return MARK if row[name] is None else number_text(row[name], language)
    if name in SHARES:
        share = SHARES[name](dict(row))
        parts = ("both", "entitled") if name == "take_up" else ("leakage", "receiving")
        if any(row[part] is None for part in parts):
            return MARK
        return NOTHING if share is None else share_text(share, language)
    return _tenge(row, name, language)


def _tenge(row: Mapping[str, Any], name: str, language: str) -> str:
    low, high = NOT_TAKEN_UP_TENGE if name == "not_taken_up_tenge" else (name, name)
    if low in row[HIDDEN]:
        return MARK
    if row[low] is None:
        return NOTHING
    ceiling = row["kind"] == "ceiling" and name == "not_taken_up_tenge"
    bound = AT_MOST if ceiling else EXACT if row[low] == row[high] else AT_LEAST
    return million(row[high if ceiling else low], language, bound)


def notes(found: TakeUp, language: str) -> list[str]:
    """What the marks mean."""
    hidden = tell("hidden_note", language, mark=MARK, most=found.k - 1, count=number_text(found.hidden, language))
    said = [tell("nothing_hidden", language) if found.k == 1 else hidden]
    if found.table["undetermined"].fill_null(1).sum():
        said.append(tell("unsure_note", language))
    if "ceiling" in found.table["kind"]:
        said.append(f"{say('ceiling_note', language)}.")
    return said
