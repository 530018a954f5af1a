"""The chart of take-up: families entitled, receiving and both, a group of bars a programme; hidden numbers are not drawn."""

from __future__ import annotations

from textwrap import fill, wrap
from typing import Any

import polars as pl

from tirek.population.charts.specifications import frame, programme_title
from tirek.population.takeup.wording import cell_text, tell
from tirek.population.totals import ALL, DISTRICT

SERIES = {"entitled": "#1f5f8b", "receiving": "#b3541e", "both": "#5a9e6f"}
"""Told apart also by those who see colours otherwise: they differ in lightness, and the number stands beside each bar."""

LABEL_LINE, TITLE_LINE, STEP = 36, 62, 17


def takeup_chart(table: pl.DataFrame, language: str, subtitle: str) -> dict[str, Any] | None:
    """Bars of the whole territory; None where there is nothing to draw."""
    rows = table.filter(pl.col(DISTRICT) == ALL).sort(
        "receiving", descending=True, nulls_last=True, maintain_order=True
    )
    titles = {name: tell(name, language) for name in SERIES}
    values = [
        {
            "name": fill(programme_title(row["programme"], language), LABEL_LINE),
            "series": titles[name],
            "value": row[name],
            "text": cell_text(row, name, language),
        }
        for row in rows.iter_rows(named=True)
        for name in SERIES
        if row[name] is not None
    ]
    if not values:
        return None
    framed = frame(tell("chart", language), subtitle)
    framed["title"]["text"] = wrap(tell("chart", language), TITLE_LINE)
    most = max(value["value"] for value in values)
    scale = {"domain": [0, 1.25 * (most or 1)], "nice": False}
    labels = {"labelExpr": "split(datum.label, '\\n')", "labelLineHeight": 14, "ticks": False}
    legend = {"title": None, "orient": "top", "direction": "horizontal"}
    order = list(titles.values())
    return {
        **framed,
        "width": 380,
        "height": {"step": STEP, "for": "offset"},
        "data": {"values": values},
        "encoding": {
            "y": {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": labels},
            "yOffset": {"field": "series", "type": "nominal", "sort": order},
            "x": {
                "field": "value",
                "type": "quantitative",
                "title": None,
                "axis": {"labels": False, "ticks": False},
                "scale": scale,
            },
        },
        "layer": [
            {
                "mark": {"type": "bar"},
                "encoding": {
                    "color": {
                        "field": "series",
                        "type": "nominal",
                        "scale": {"domain": order, "range": list(SERIES.values())},
                        "legend": legend,
                    }
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 11},
                "encoding": {"text": {"field": "text"}},
            },
        ],
    }
