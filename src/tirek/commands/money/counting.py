"""What the money of a department has come to, counted by the database, beside what a drive promises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from tirek.commands.money.closing import Closed
from tirek.commands.money.hands import Hands
from tirek.commands.money.words import say
from tirek.commands.road.officers import acting
from tirek.commands.tables import simple_table
from tirek.department.accounts.enums import Confidential
from tirek.department.accounts.viewer import entered, system_viewer
from tirek.department.applications.programmes import title_of
from tirek.department.budgets.models import PlanRow
from tirek.department.budgets.queries import limits_of, list_lines, list_waiting, planned_years
from tirek.department.core.calendar.today import today
from tirek.department.entitlements.models import Due
from tirek.department.flows.consistency.checking import check_consistency
from tirek.rulebook.engine.wording import date_text, number_text

COLUMNS = ("plan", "limit", "promised", "paid", "returned", "left", "waits")
LETTERS = 48
"""So much of a title finds room in a terminal."""


@dataclass
class Row:
    """One programme of one year; the confidential ones stand together, without a name. Sums in tenge."""

    year: int
    programme: str
    plan: int = 0
    limit: int = 0
    promised: int = 0
    paid: int = 0
    returned: int = 0
    left: int = 0
    waits: int = 0
    runs_out_on: date | None = None


@dataclass(frozen=True)
class Money:
    """How the money stands, and which checks between the stages do not hold."""

    rows: tuple[Row, ...]
    is_granted: bool
    disagreements: dict[str, int] = field(default_factory=dict)

    def unmet(self, closed: Sequence[Closed]) -> tuple[str, ...]:
        """Promises that the database does not show."""
        promised = {
            "closed months with payments": all(each.payments for each in closed),
            "returns paid again": any(each.came_back for each in closed) and any(each.again for each in closed),
            "a limit that ran out": any(row.waits for row in self.rows),
            "nothing above a limit": all(row.left >= 0 for row in self.rows),
            "all stages agree": not self.disagreements,
        }
        return tuple(name for name, kept in promised.items() if not kept)


def count_money(hands: Hands) -> Money:
    """Count everything as the finance officer of the city sees it, and ask whether all stages agree."""
    rows: dict[tuple[int, str], Row] = {}
    with acting(hands.payer):
        for year in planned_years():
            planned: dict[int, int] = defaultdict(int)
            for line, amount in PlanRow.objects.filter(line__year=year, plan__state="approved").values_list(
                "line", "amount"
            ):
                planned[line] += amount
            for limit in limits_of(list_lines(year), today()):
                row = _row(rows, year, limit.line.programme, limit.line.confidential)
                row.plan += planned[limit.line.pk]
                row.limit += limit.planned
                row.promised += limit.reserved + limit.committed
                row.paid += limit.paid
                row.returned += limit.returned
                row.left += limit.left
                ends = limit.forecast.runs_out_on
                row.runs_out_on = min(filter(None, (row.runs_out_on, ends)), default=None)
            for waiting in list_waiting(year=year):
                _row(rows, year, waiting.programme, waiting.confidential).waits += waiting.amount
        granted = Due.objects.filter(unit__startswith="tenge").exists()
    every = frozenset(str(kind) for kind in Confidential.values)
    with entered(system_viewer("demo", confidential=every), read_only=True):
        broken = {finding.check.code: finding.count for finding in check_consistency()}
    return Money(tuple(rows[key] for key in sorted(rows)), granted, broken)


def lines_of(money: Money, closed: Sequence[Closed], language: str) -> Iterator[str]:
    """The two tables: the closed months, and the money by programme."""
    if closed:
        names = ("month", "lists", "payments", "paid", "exceptions", "came_back", "again", "seconds")
        rows = [[f"{each.month:%m.%Y}", *_cells(each, language)] for each in closed]
        yield simple_table(say("months", language), [say(name, language) for name in names], rows)
    heads = [say(name, language) for name in ("programme", "year", *COLUMNS, "ends_on")]
    total = Row(0, "")
    body = []
    unasked = 0
    for row in money.rows:
        for name in COLUMNS:
            setattr(total, name, getattr(total, name) + getattr(row, name))
        if not (row.promised or row.paid or row.waits):
            unasked += 1
            continue
        ends = date_text(row.runs_out_on, language) if row.runs_out_on else ""
        body.append([_title(row.programme, language), str(row.year), *_sums(row, language), ends])
    body.append([say("total", language), "", *_sums(total, language), ""])
    yield simple_table(say("title", language), heads, body)
    yield say("unasked", language, count=number_text(unasked, language))


def as_json(money: Money, closed: Sequence[Closed]) -> dict[str, Any]:
    """The same for a program."""
    return {
        "months": [asdict(each) | {"month": each.month.isoformat()} for each in closed],
        "programmes": [
            asdict(row) | {"runs_out_on": row.runs_out_on.isoformat() if row.runs_out_on else None}
            for row in money.rows
        ],
        "disagreements": money.disagreements,
    }


def _row(rows: dict[tuple[int, str], Row], year: int, programme: str, confidential: str) -> Row:
    name = "" if confidential else programme
    return rows.setdefault((year, name), Row(year, name))


def _title(programme: str, language: str) -> str:
    title = title_of(programme, language) if programme else say("confidential", language)
    return title if len(title) <= LETTERS else title[: LETTERS - 1].rstrip() + "…"


def _sums(row: Row, language: str) -> list[str]:
    return [number_text(getattr(row, name), language) for name in COLUMNS]


def _cells(each: Closed, language: str) -> list[str]:
    counts = (each.lists, each.payments, each.paid_tenge, each.exceptions, each.came_back, each.again)
    return [*(number_text(count, language) for count in counts), f"{each.seconds:.1f}"]
