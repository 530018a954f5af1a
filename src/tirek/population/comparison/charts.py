"""Vega-Lite specifications of a comparison's charts; hidden numbers are not drawn."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from tirek.population.charts.specifications import frame
from tirek.population.comparison.figures import Figures
from tirek.population.comparison.incomes import income_models
from tirek.population.comparison.tallies import BANDS, DISTRICTS, LEVELS, PROGRAMMES, TYPES
from tirek.population.comparison.wording import key_title, tell, value_text

Chart = dict[str, Any]

MORE, LESS = "#1f5f8b", "#b3541e"
"""Blue for more, orange for less: told apart also by those who see colours otherwise; the sign stands beside."""

TITLE_LINE = 62
LABEL_LINE = 34
"""Letters in a line of a title and of a label: Kazakh titles of programmes are long."""

MOST_PROGRAMMES = 20
WIDTH = 340


def all_charts(figures: Figures, language: str, subtitle: str) -> dict[str, Chart]:
    """Charts by name; one that has nothing to show is left out."""
    made = {
        "cost": cost_chart(figures, language, subtitle),
        "programmes": programmes_chart(figures, language, subtitle),
        **{f"{table}s": families_chart(figures, table, language, subtitle) for table in (DISTRICTS, LEVELS, TYPES)},
        "bands": bands_chart(figures, language, subtitle),
    }
    return {name: chart for name, chart in made.items() if chart is not None}


def cost_chart(figures: Figures, language: str, subtitle: str) -> Chart | None:
    """Change of yearly cost, a bar a model of income."""
    rows = []
    for model, value in figures.whole("change").values.items():
        if value is not None:
            rows.append(_bar(income_models()[model].title[language], value, value_text(value, "change", language)))
    return _drawn(rows, tell("cost_chart", language), subtitle)


def programmes_chart(figures: Figures, language: str, subtitle: str) -> Chart | None:
    """Change of yearly cost, a bar a programme, with the range over the models of income."""
    rows = []
    for key in figures.keys(PROGRAMMES):
        figure = figures.of(PROGRAMMES, key, "change")
        if figure.main is not None and (figure.least, figure.greatest) != (0, 0):
            text = value_text(figure.main, "change", language)
            ends = (figure.least, figure.greatest)
            rows.append(_bar(key_title(PROGRAMMES, key, language), figure.main, text, ends))
    rows.sort(key=lambda row: -abs(row["value"]))
    return _drawn(rows[:MOST_PROGRAMMES], tell("programme_chart", language), subtitle)


def _lines(name: str) -> str:
    return "\n".join(wrap(name, LABEL_LINE))


def _bar(name: str, value: Sequence[int], text: str, ends: Sequence[int | None] = (None, None)) -> Chart:
    low, high = (end if end is not None else bound for end, bound in zip(ends, value, strict=True))
    middle = (value[0] + value[1]) / 2
    numbers = {"value": middle / 1e6, "low": low / 1e6, "high": high / 1e6, "edge": max(high, middle, 0) / 1e6}
    return {"name": _lines(name), "text": text, "more": middle > 0, **numbers}


def families_chart(figures: Figures, table: str, language: str, subtitle: str) -> Chart | None:
    """Families that receive more (to the right) and less (to the left), by a division."""
    rows = []
    for key in figures.keys(table):
        name = _lines(key_title(table, key, language))
        for outcome, sign in (("lose", -1), ("gain", 1)):
            value = figures.of(table, key, f"{outcome}.families").main
            rows.append(_count(name, tell(f"short_{outcome}", language), value, sign, language))
    return _sided(rows, tell(f"{table}_chart", language), subtitle, language)


def bands_chart(figures: Figures, language: str, subtitle: str) -> Chart | None:
    """Families by band of the change; those unchanged are left out, since they would dwarf the others."""
    rows = []
    for key in figures.keys(BANDS):
        sign = (int(key) > 0) - (int(key) < 0)
        value = figures.of(BANDS, key, "all.families").main
        if sign:
            outcome = tell("short_gain" if sign > 0 else "short_lose", language)
            rows.append(_count(key_title(BANDS, key, language), outcome, value, sign, language))
    return _sided(rows, tell("band_chart", language), subtitle, language)


def _count(name: str, outcome: str, value: Sequence[int] | None, sign: int, language: str) -> Chart:
    text = value_text((value[0], value[1]) if value else None, "all.families", language)
    return {"name": name, "outcome": outcome, "value": sign * (value[0] if value else 0), "text": text, "sign": sign}


def _drawn(rows: list[Chart], title: str, subtitle: str) -> Chart | None:
    """Bars from nothing, each with its number on the right and, where models differ, the range as a line."""
    if not rows:
        return None
    ends = [number for row in rows for number in (row["low"], row["high"], 0)]
    domain = _spread(min(ends), max(ends))
    text = {
        "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 12},
        "encoding": {"x": _x("edge", domain), "text": {"field": "text"}},
    }
    line = {
        "mark": {"type": "rule", "strokeWidth": 2, "color": "#1b1b1b"},
        "encoding": {"x": _x("low", domain), "x2": {"field": "high"}},
    }
    colour = {"condition": {"test": "datum.more", "value": MORE}, "value": LESS}
    bar = {
        "mark": {"type": "bar", "height": {"band": 0.55}},
        "encoding": {"x": _x("value", domain), "color": colour},
    }
    return _framed(rows, title, subtitle, [bar, line, text])


def _sided(rows: list[Chart], title: str, subtitle: str, language: str) -> Chart | None:
    """Bars to both sides of nothing, each with its number outside."""
    if not any(row["value"] for row in rows):
        return None
    numbers = [row["value"] for row in rows] + [0]
    x = _x("value", _spread(min(numbers), max(numbers), both=True))
    outcomes = [tell("short_lose", language), tell("short_gain", language)]
    scale = {"domain": outcomes, "range": [LESS, MORE]}
    legend = {"title": None, "orient": "top", "direction": "horizontal"}
    colour = {"field": "outcome", "type": "nominal", "scale": scale, "legend": legend}
    bar = {"mark": {"type": "bar", "height": {"band": 0.6}}, "encoding": {"x": x, "color": colour}}
    texts = [
        {
            "transform": [{"filter": f"datum.sign == {sign}"}],
            "mark": {"type": "text", "align": align, "dx": 5 * sign, "fontSize": 12},
            "encoding": {"x": x, "text": {"field": "text"}},
        }
        for sign, align in ((-1, "right"), (1, "left"))
    ]
    return _framed(rows, title, subtitle, [bar, *texts])


def _spread(low: float, high: float, *, both: bool = False) -> list[float]:
    """The axis, with room for the numbers beside the bars."""
    room = 0.22 * (high - low or 1)
    return [low - (room if both else room / 8), high + room]


def _x(field: str, domain: list[float]) -> Chart:
    hidden = {"labels": False, "ticks": False}
    scale = {"domain": domain, "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "title": None, "axis": hidden, "scale": scale, "stack": None}


def _framed(rows: list[Chart], title: str, subtitle: str, layers: list[Chart]) -> Chart:
    framed = frame(title, subtitle)
    framed["title"]["text"] = wrap(title, TITLE_LINE)
    lines = max(row["name"].count("\n") + 1 for row in rows)
    labels = {"labelExpr": "split(datum.label, '\\n')", "labelLineHeight": 14, "ticks": False}
    return {
        **framed,
        "width": WIDTH,
        "height": {"step": 12 + 14 * lines},
        "data": {"values": rows},
        "encoding": {"y": {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": labels}},
        "layer": layers,
    }
