"""Limits as pages show them: bars, the burn-down chart, months."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tirek.department.budgets.choosing import Months
from tirek.department.budgets.forecasting import Forecast, burn_down, forecast_year
from tirek.department.budgets.funds import fund_title
from tirek.department.budgets.models import Line
from tirek.department.budgets.queries import Limit, line_title
from tirek.web.ui.language import language_of_page
from tirek.web.ui.places import place_title

WIDTH, HEIGHT, MARGIN = 640, 150, 24


@dataclass(frozen=True)
class Row:
    """A limit, or several taken together: sums in tenge, and the parts of its bar in hundredths of a per cent of the plan."""

    title: str
    fund: str
    place: str
    line: int | None
    planned: int
    reserved: int
    committed: int
    spent: int
    left: int
    forecast: Forecast
    plan: Months
    used: Months

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        """Where each part of the bar begins and how wide it is, in per cent, and how dark: paid, committed, reserved."""
        whole, begin, found = max(self.planned, 1), 0, []
        for sum_, shade in ((self.spent, "1"), (self.committed, "0.65"), (self.reserved, "0.35")):
            found.append((f"{begin * 100 / whole:.2f}", f"{sum_ * 100 / whole:.2f}", shade))
            begin += sum_
        return found

    @property
    def percent(self) -> int:
        """How much of the limit is used, in whole per cent."""
        return (self.planned - self.left) * 100 // max(self.planned, 1)


def title_of_line(line: Line) -> str:
    """The programme, in the language of the page."""
    return line_title(line, language_of_page())


def row_of(limit: Limit) -> Row:
    """One limit."""
    line = limit.line
    return Row(
        title=title_of_line(line),
        fund=fund_title(line.fund, language_of_page()),
        place=place_title(line.territory),
        line=line.pk,
        planned=limit.planned,
        reserved=limit.reserved,
        committed=limit.committed,
        spent=limit.spent,
        left=limit.left,
        forecast=limit.forecast,
        plan=limit.plan,
        used=limit.used,
    )


def together(rows: Sequence[Row], title: str, year: int, on: date) -> Row:
    """Several limits as one; each runs out by itself, so the earliest day stands."""
    plan = [sum(months) for months in zip(*(row.plan for row in rows), strict=True)] or [0] * 12
    used = [sum(months) for months in zip(*(row.used for row in rows), strict=True)] or [0] * 12
    told = forecast_year(year, plan, used, on)
    days = [row.forecast.runs_out_on for row in rows if row.forecast.runs_out_on]
    expected = (
        tuple(sum(months) for months in zip(*(row.forecast.expected for row in rows), strict=True)) or told.expected
    )
    forecast = Forecast(told.rate, expected, sum(plan) - sum(expected), min(days, default=None))
    return Row(
        title=title,
        fund="",
        place="",
        line=None,
        planned=sum(plan),
        reserved=sum(row.reserved for row in rows),
        committed=sum(row.committed for row in rows),
        spent=sum(row.spent for row in rows),
        left=sum(row.left for row in rows),
        forecast=forecast,
        plan=plan,
        used=used,
    )


def grouped(rows: Iterable[Row], by: str, year: int, on: date) -> list[Row]:
    """Limits taken together by ``title``, ``fund`` or ``place``, in the order in which they come."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(getattr(row, by), []).append(row)
    return [together(each, title, year, on) for title, each in found.items()]


@dataclass(frozen=True)
class Chart:
    """The burn-down of a year as lines of an SVG picture: what is left by the ledger, by the forecast, by the plan."""

    left: str
    ahead: str
    plan: str
    months: Sequence[tuple[int, int]]
    top: int
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - MARGIN


def chart_of(row: Row, elapsed: int) -> Chart:
    """The chart of a limit; ``elapsed`` months stand as they are, the others as expected."""
    kept, expected = burn_down(row.plan, row.used), burn_down(row.plan, row.forecast.expected)
    low = min(0, *(left for left, _plan in expected))
    span = max(row.planned - low, 1)

    def point(month: int, sum_: int) -> str:
        return f"{_across(month)},{MARGIN // 2 + (row.planned - sum_) * (HEIGHT - 2 * MARGIN) // span}"

    start = point(0, row.planned)
    left = [start, *(point(month, sum_) for month, (sum_, _plan) in enumerate(kept[:elapsed], 1))]
    ahead = [left[-1], *(point(month, expected[month - 1][0]) for month in range(elapsed + 1, 13))]
    plan = [start, *(point(month, sum_) for month, (_left, sum_) in enumerate(kept, 1))]
    months = [(month, _across(month)) for month in range(1, 13)]
    return Chart(" ".join(left), " ".join(ahead), " ".join(plan), months, row.planned)


def _across(month: int) -> int:
    return MARGIN + month * (WIDTH - 2 * MARGIN) // 12
