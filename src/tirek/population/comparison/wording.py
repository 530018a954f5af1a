"""Words and numbers of a comparison in Kazakh, Russian and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from tirek.population.charts.specifications import district_title, programme_title
from tirek.population.comparison.changes import BAND_EDGES
from tirek.population.comparison.exporting import MARK, UNKNOWN_KEY
from tirek.population.comparison.family_types import WITH_DISABILITY, family_types
from tirek.population.comparison.figures import MEAN, Figure, Figures, Value
from tirek.population.comparison.incomes import MIDDLE
from tirek.population.comparison.tallies import BANDS, DISABILITIES, DISTRICTS, FUND, LEVELS, PROGRAMMES, TYPES, WHOLE
from tirek.population.page import million
from tirek.population.reporting import level_names
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.wording import number_text


@lru_cache(maxsize=1)
def words() -> Mapping[str, Mapping[str, str]]:
    """Words by key and language."""
    found: Mapping[str, Mapping[str, str]] = yaml.load(
        (Path(__file__).parent / "texts.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader
    )
    return found


def tell(key: str, language: str, **values: object) -> str:
    """A word or sentence with its values."""
    return words()[key][language].format(**values)


def law_title(moment: Moment, language: str) -> str:
    """Title of the reform at a moment, or the law as it stands."""
    if moment.reform:
        return moment.reform.title[language]
    if moment.local:
        key = "local_law" if moment.local.number else "local_law_proposed"
        return tell(key, language, number=moment.local.number)
    return tell("today", language)


def key_title(table: str, key: str, language: str) -> str:
    """What a row of a table is called."""
    if key == UNKNOWN_KEY or (key == "0" and table in (LEVELS, TYPES, DISABILITIES)):
        return tell("unknown", language)
    titles: Mapping[str, Callable[[], str]] = {
        WHOLE: lambda: tell("whole", language),
        DISTRICTS: lambda: district_title(int(key), language),
        LEVELS: lambda: level_names(language)[int(key)],
        TYPES: lambda: family_types()[int(key) - 1]["title"][language],
        DISABILITIES: lambda: tell(
            "with_disability" if int(key) == WITH_DISABILITY else "without_disability", language
        ),
        PROGRAMMES: lambda: programme_title(key, language, ceiling=find_benefit(key).outcome == "ceiling"),
        FUND: lambda: tell(key, language),
        BANDS: lambda: band_title(int(key), language),
    }
    return titles[table]()


def band_title(band: int, language: str) -> str:
    """A band of the change of a family a month, in tenge.

    Examples
    --------
    >>> band_title(-2, "en")
    '−1,000 – −5,000 tenge'
    """
    if band == 0:
        return tell("no_change", language)
    sign = "+" if band > 0 else "−"
    edges = [number_text(edge, language) for edge in BAND_EDGES]
    place = abs(band) - 1
    if place == 0:
        return tell("band_up_to", language, sign=sign, high=edges[0])
    if place == len(edges):
        return tell("band_from", language, sign=sign, low=edges[-1])
    return tell("band_between", language, sign=sign, low=edges[place - 1], high=edges[place])


def is_tenge(name: str) -> bool:
    """Whether a figure is tenge a year, told in millions."""
    return "." not in name and name not in MEAN


def is_signed(name: str) -> bool:
    """Whether a figure is a difference, told with its sign."""
    return name in ("change", "gain", "lose", *MEAN)


def amount_text(amount: int, name: str, language: str) -> str:
    """One number of a figure: people and tenge a month whole, tenge a year in millions to a tenth."""
    text = million(amount, language) if is_tenge(name) else number_text(amount, language)
    return f"+{text}" if is_signed(name) and amount > 0 and text != "0" else text


def value_text(value: Value | None, name: str, language: str) -> str:
    """A value: one number, two bounds, or the mark of a hidden one."""
    if value is None:
        return MARK
    low, high = (amount_text(amount, name, language) for amount in value)
    return low if low == high else f"{low} … {high}"


def range_text(figure: Figure, name: str, language: str) -> str:
    """Least and greatest over all models; empty where all say the same, or some are hidden."""
    if figure.least is None or figure.greatest is None:
        return ""
    low, high = (amount_text(amount, name, language) for amount in (figure.least, figure.greatest))
    return "" if low == high else f"{low} … {high}"


def answer(figures: Figures, language: str) -> str:
    """What the reform costs or saves and how many gain and lose, in one sentence."""
    change = figures.whole("change")
    told = {name: figures.whole(f"{name}.families") for name in ("gain", "lose", "starts", "ends")}
    parts = {name: _between(figure, "all.families", language) for name, figure in told.items()}
    return f"{_cost(change, language)}; {tell('answer_families', language, **parts)}."


def _cost(change: Figure, language: str) -> str:
    least, greatest = change.least, change.greatest
    if least is None or greatest is None:
        return tell("answer_hidden", language)
    if least == greatest == 0:
        return tell("answer_none", language)
    if least < 0 < greatest:
        return tell("answer_both", language, amount=_between(change, "change", language))
    sizes = {model: _size(value) for model, value in change.values.items()}
    said = _between(Figure(sizes), "before", language)
    return tell("answer_more" if greatest > 0 else "answer_less", language, amount=said)


def _size(value: Value | None) -> Value | None:
    if value is None:
        return None
    low, high = sorted(map(abs, value))
    return low, high


def _between(figure: Figure, name: str, language: str) -> str:
    """``from a to b (c with the incomes of the snapshot)``; one number where all are the same."""
    if figure.least is None or figure.greatest is None:
        return MARK
    low, high = (amount_text(amount, name, language) for amount in (figure.least, figure.greatest))
    if low == high:
        return low
    told = tell("range_signed" if is_signed(name) else "range", language, low=low, high=high)
    middle = figure.values.get(MIDDLE) if len(figure.values) > 1 else None
    return tell("with_middle", language, range=told, middle=value_text(middle, name, language)) if middle else told
