"""Vega-Lite specifications of a run's charts, as plain dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from textwrap import wrap
from typing import Any

import polars as pl
import yaml

from tirek.population.districts import district_names
from tirek.population.totals import ALL, DISTRICT
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.benefit import DEPARTMENT

FONT = "DejaVu Sans"
LEVEL_COLOURS = ("#440154", "#414487", "#2a788e", "#22a884", "#7ad151", "#fde725", "#9e9e9e")
"""From need to wealth (viridis: ordered in lightness, so also for those who see colours otherwise), then undetermined."""

BAR = "#1f5f8b"

LINE = 100
"""Letters in a line of a subtitle."""


@lru_cache(maxsize=1)
def words() -> Mapping[str, Mapping[str, str]]:
    """Words of charts by key and language."""
    found: Mapping[str, Mapping[str, str]] = yaml.safe_load((Path(__file__).parent / "texts.yaml").read_text("utf-8"))
    return found


def say(key: str, language: str) -> str:
    """One word or sentence."""
    return words()[key][language]


def programme_title(name: str, language: str, *, ceiling: bool = False) -> str:
    """Short title of a programme; a ceiling is starred."""
    benefit = find_benefit(name).document
    title = str((benefit.get("short_title") or benefit["title"])[language])
    return title + (" *" if ceiling else "")


def district_title(code: int | None, language: str) -> str:
    """Name of a district; of the whole territory, of one that is unknown, or the code of one without a name here."""
    if code == ALL:
        return say("city", language)
    return say("unknown_district", language) if code is None else district_names(language).get(code, str(code))


def frame(title: str, subtitle: str) -> dict[str, Any]:
    """What all charts have in common: title, subtitle, font."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "padding": 16,
        "title": {
            "text": title,
            "subtitle": wrap(subtitle, LINE),
            "anchor": "start",
            "fontSize": 17,
            "subtitleFontSize": 12,
            "subtitleLineHeight": 16,
            "offset": 14,
        },
        "config": {
            "font": FONT,
            "axis": {"labelFontSize": 12, "titleFontSize": 12, "labelLimit": 460, "grid": False, "domain": False},
            "legend": {"labelFontSize": 12, "titleFontSize": 12, "labelLimit": 300},
            "title": {"subtitleColor": "#555"},
            "view": {"stroke": None},
        },
    }


def without_subtitle(specification: dict[str, Any]) -> dict[str, Any]:
    """The same chart for a page that carries the notes itself."""
    return {**specification, "title": {**specification["title"], "subtitle": []}}


def programmes_chart(programmes: pl.DataFrame, language: str, subtitle: str) -> dict[str, Any]:
    """Tenge a year by programme of the department, in the whole territory: a bar and its number."""
    ours = (pl.col(DISTRICT) == ALL) & (pl.col("payer") == DEPARTMENT)
    rows = programmes.filter(ours & (pl.col("tenge_year") > 0))
    values = [
        {
            "name": programme_title(row["programme"], language, ceiling=row["kind"] == "ceiling"),
            # Tenths, rounded as the tables round them: the chart's own format would take 1.65 for 1.6.
            "value": (row["tenge_year"] + 50_000) // 100_000 / 10,
        }
        for row in rows.sort("tenge_year", "programme", descending=[True, False]).iter_rows(named=True)
    ]
    # A chart is looked at alone, so it says itself what its stars mean.
    star = f"; {say('ceiling_note', language)}" if "ceiling" in rows["kind"] else ""
    return _bars(frame(say("programmes_title", language), subtitle), values, say("million", language) + star, ",.1f")


def holders_chart(programmes: pl.DataFrame, language: str, subtitle: str) -> dict[str, Any]:
    """How many hold each programme, of the whole territory."""
    rows = programmes.filter((pl.col(DISTRICT) == ALL) & (pl.col("holders") > 0))
    values = [
        {"name": programme_title(row["programme"], language), "value": row["holders"]}
        for row in rows.sort("holders", "programme", descending=[True, False]).iter_rows(named=True)
    ]
    return _bars(frame(say("holders_title", language), subtitle), values, say("holders", language), ",.0f")


def _bars(framed: dict[str, Any], values: list[dict[str, Any]], title: str, number: str) -> dict[str, Any]:
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    x = {
        "field": "value",
        "type": "quantitative",
        "title": title,
        "axis": {"labels": False, "ticks": False},
    }
    label = {"field": "value", "type": "quantitative", "format": number}
    return {
        **framed,
        "width": 420,
        "height": {"step": 26},
        "data": {"values": values},
        "encoding": {"y": y, "x": x},
        "layer": [
            {"mark": {"type": "bar", "color": BAR, "cornerRadiusEnd": 2}},
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 12},
                "encoding": {"text": label},
            },
        ],
    }


def levels_chart(levels: pl.DataFrame, names: Mapping[int, str], language: str, subtitle: str) -> dict[str, Any]:
    """People by welfare level of the whole territory."""
    rows = levels.filter((pl.col(DISTRICT) == ALL) & (pl.col("method") == "six_levels")).sort("level")
    values = [
        {
            "name": names.get(row["level"], say("undetermined", language)),
            "value": row["people"] / 1000,
            "level": row["level"],
        }
        for row in rows.iter_rows(named=True)
    ]
    return _bars(frame(say("levels_title", language), subtitle), values, say("thousand", language), ",.1f")


def districts_chart(levels: pl.DataFrame, names: Mapping[int, str], language: str, subtitle: str) -> dict[str, Any]:
    """Shares of the welfare levels in each district, stacked to the whole."""
    titles = district_names(language)
    rows = levels.filter(pl.col(DISTRICT).ne_missing(ALL) & (pl.col("method") == "six_levels"))
    order = [names.get(level, say("undetermined", language)) for level in sorted(rows["level"].unique())]
    colours = [LEVEL_COLOURS[level - 1] for level in sorted(rows["level"].unique())]
    values = [
        {
            "district": district_title(row[DISTRICT], language),
            "level": names.get(row["level"], say("undetermined", language)),
            "order": row["level"],
            "people": row["people"],
        }
        for row in rows.iter_rows(named=True)
    ]
    x = {"field": "people", "type": "quantitative", "stack": "normalize", "title": say("share", language)}
    return {
        **frame(say("districts_title", language), subtitle),
        "width": 520,
        "height": {"step": 30},
        "data": {"values": values},
        "mark": "bar",
        "encoding": {
            "y": {"field": "district", "type": "nominal", "title": None, "sort": list(titles.values())},
            "x": {**x, "axis": {"format": ".0%"}},
            "color": {
                "field": "level",
                "type": "nominal",
                "scale": {"domain": order, "range": colours},
                "title": say("level", language),
            },
            "order": {"field": "order", "type": "quantitative"},
        },
    }
