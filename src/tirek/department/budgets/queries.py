"""Reads of budgets: what is left for a decision, limits with what stands on them, the ledger, the waiting list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from tirek.department.applications.programmes import title_of
from tirek.department.budgets.choosing import Months, Purse, choose, months_of, serve_ahead
from tirek.department.budgets.enums import Account, ProposalState, WaitingState
from tirek.department.budgets.forecasting import Forecast, forecast_year
from tirek.department.budgets.models import Entry, Line, MonthBalance, Plan, Reservation, Waiting
from tirek.department.budgets.pools import Need, Pool, pools_for, purses_of, waiting_ahead
from tirek.department.budgets.shortages import Shortage, shortage_of
from tirek.department.core.calendar.today import today
from tirek.department.decisions.content import MONEY
from tirek.department.decisions.enums import DecisionKind, DecisionState
from tirek.department.decisions.models import Decision
from tirek.department.entitlements.enums import DueState, Period
from tirek.department.entitlements.models import Due
from tirek.department.entitlements.schedule import MONTHS, Grant, horizon, plan_periods
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.errors import FactError


@dataclass(frozen=True)
class YearLimits:
    """What a decision would take of a year, and what is there for it: ``purses`` are its lines, less what waits ahead.

    ``need`` is twelve sums in tenge; ``ahead`` how much waits ahead; ``shortage`` is None where a line has the money.
    """

    pool: Pool
    need: Months
    purses: tuple[Purse, ...]
    ahead: int
    chosen: int | None
    shortage: Shortage | None


def limits_for_decision(decision: Decision) -> list[YearLimits]:
    """What is left in the limits that a decision not signed yet would draw on, by year; none where no plan binds it.

    Seven queries and one a year. Reads only: at the signature the same is asked again with the lines locked.
    """
    needs = {Need(decision.territory, decision.programme, year): need for year, need in need_of(decision).items()}
    pools = pools_for(needs)
    purses = purses_of(set(pools.values())) if pools else {}
    given_back = _given_back(decision) if pools and decision.kind == DecisionKind.CHANGE else {}
    found = []
    for need, pool in sorted(pools.items(), key=lambda pair: pair[1].year):
        held = purses[pool]
        for purse in held:
            purse.take([-amount for amount in given_back.get(purse.line, [0] * 12)])
        number = decision.case.application.number or ""
        ahead = waiting_ahead(pool, decision.case.applied_on, number, besides=decision.pk)
        unserved, amounts = serve_ahead(held, ahead), needs[need]
        chosen = None if unserved else choose(held, amounts, prefer=given_back)
        waits = sum(map(sum, ahead))
        short = None if chosen else shortage_of(pool.year, held, amounts, ahead=waits, unserved=unserved, number=number)
        found.append(YearLimits(pool, amounts, tuple(held), waits, chosen.line if chosen else None, short))
    return found


def need_of(decision: Decision) -> dict[int, Months]:
    """What a decision not signed yet would make due, if it were signed today: year -> twelve sums in tenge."""
    grants = decision.kind in (DecisionKind.GRANT, DecisionKind.CHANGE) and decision.state != DecisionState.SIGNED
    if not grants or not decision.unit.startswith(MONEY) or not decision.amount or decision.starts_on is None:
        return {}
    document = find_benefit(decision.programme).document
    period, on = Period(str(document["period"])), today()
    last = decision.ends_on if decision.ends_on or period in MONTHS else decision.starts_on
    grant = Grant(
        quantity=decision.amount,
        period=period,
        first=decision.starts_on,
        last=last,
        proration=str(document["proration"]),
        rounding=str((document.get("rounding") or {}).get("mode", "half_up")),
        valued_on=str(document["valued_on"]),
        decided_on=on,
        applied_on=decision.case.applied_on,
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for slice_ in plan_periods(grant, horizon(on)):
        if slice_.quantity:
            found.setdefault(slice_.due_on.year, []).append((slice_.due_on.month, slice_.quantity))
    return {year: months_of(amounts) for year, amounts in found.items()}


@dataclass(frozen=True)
class Left:
    """What is left in the lines of a programme and year, and what several decisions would take of it, in tenge."""

    programme: str
    year: int
    left: int
    needed: int


def limits_left(decisions: Iterable[Decision]) -> list[Left]:
    """What is left for decisions that wait for a signature, by programme and year. Six queries, whatever their number."""
    needed: dict[Need, int] = {}
    for each in decisions:
        for year, months in need_of(each).items():
            need = Need(each.territory, each.programme, year)
            needed[need] = needed.get(need, 0) + sum(months)
    pools = pools_for(needed)
    purses = purses_of(set(pools.values())) if pools else {}
    found: dict[Pool, int] = {}
    for need, pool in pools.items():
        found[pool] = found.get(pool, 0) + needed[need]
    rows = [Left(pool.programme, pool.year, sum(p.left() for p in purses[pool]), sum_) for pool, sum_ in found.items()]
    return sorted(rows, key=lambda row: (row.programme, row.year))


@dataclass(frozen=True)
class Limit:
    """A line with what stands on it: sums of the year, and by month. All in tenge."""

    line: Line
    plan: Months
    used: Months
    reserved: int
    committed: int
    paid: int
    returned: int
    forecast: Forecast

    @property
    def planned(self) -> int:
        """The limit of the year."""
        return sum(self.plan)

    @property
    def spent(self) -> int:
        """Paid, less what came back."""
        return self.paid - self.returned

    @property
    def left(self) -> int:
        """What is neither promised nor paid."""
        return self.planned - self.reserved - self.committed - self.spent


def limits_of(lines: Iterable[Line], on: date) -> list[Limit]:
    """Lines with their balances and forecast, in the order given. One query."""
    wanted = list(lines)
    rows: dict[int, list[MonthBalance]] = {}
    for row in MonthBalance.objects.filter(line__in=[line.pk for line in wanted]).order_by("month"):
        rows.setdefault(row.line_id, []).append(row)
    return [_limit(line, rows.get(line.pk, []), on) for line in wanted]


def list_lines(year: int, *, territory: str = "", programme: str = "", fund: str = "") -> QuerySet[Line]:
    """Lines that the viewer sees and that have a limit, narrowed where told."""
    told = {"territory": territory, "programme": programme, "fund": fund}
    rows = Line.objects.filter(year=year, **{name: value for name, value in told.items() if value})
    balances = MonthBalance.objects.filter(line=OuterRef("pk"))
    return rows.filter(Exists(balances)).order_by("territory", "programme", "fund", "pk")


def line_title(line: Line, language: str) -> str:
    """The name of a line's programme: of the law, else its own."""
    if line.title:
        return line.title
    try:
        return title_of(line.programme, language)
    except FactError:
        return line.programme


def entries_of_line(line_id: int) -> QuerySet[Entry]:
    """The ledger of a line, newest first, each entry with the sum that it moved."""
    moved = Sum("postings__amount", filter=Q(postings__amount__gt=0))
    rows = Entry.objects.filter(line=line_id).select_related("made_by", "reverses", "reversed_by")
    return rows.annotate(moved=moved, months=Count("postings__month", distinct=True)).order_by("-pk")


def decisions_of_entries(entries: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """The decisions (id, number) whose due rows each entry set aside or set free, as far as the viewer sees. One query."""
    found: dict[int, list[tuple[int, str]]] = {}
    rows = Reservation.objects.filter(Q(entry__in=entries) | Q(released_by_entry__in=entries)).order_by()
    told = rows.values_list(
        "entry", "released_by_entry", "due__entitlement__decision", "due__entitlement__decision__number"
    )
    for made, freed, decision, number in told.distinct():
        for entry in (made, freed):
            if entry in entries and (decision, number or "") not in found.setdefault(entry, []):
                found[entry].append((decision, number or ""))
    return found


def planned_years() -> list[int]:
    """Years that have an approved plan in sight."""
    return sorted(set(Plan.objects.filter(state=ProposalState.APPROVED).order_by().values_list("year", flat=True)))


def is_planned(year: int) -> bool:
    """Whether some approved plan of a year is in sight: without one nothing is limited, and nothing can be paid."""
    return Plan.objects.filter(state=ProposalState.APPROVED, year=year).exists()


def list_waiting(*, year: int | None = None) -> QuerySet[Waiting]:
    """Who waits for money, as far as the viewer sees, in the order in which it is given."""
    rows = Waiting.objects.filter(state=WaitingState.WAITING).exclude(decision__state=DecisionState.DROPPED)
    if year is not None:
        rows = rows.filter(year=year)
    found = rows.select_related("decision__case__application")
    return found.order_by("budget", "programme", "year", "applied_on", "number", "pk")


def place_of(row: Waiting) -> int:
    """Which place a decision has in its list, counting those that the viewer does not see. One query."""
    pool = Pool(row.budget, row.programme, row.year, ())
    return len(waiting_ahead(pool, row.applied_on, row.number, besides=row.decision_id)) + 1


def cases_without_money(after: int, count: int) -> list[int]:
    """Cases whose due rows of a planned year are not set aside, or are no longer needed; after a number, in their order."""
    years = Plan.objects.filter(state=ProposalState.APPROVED).order_by().values_list("year", flat=True).distinct()
    lacking = Q(state__in=[DueState.PLANNED, DueState.HELD], reservation__isnull=True, due_on__year__in=list(years))
    spare = Q(state=DueState.CANCELLED, reservation__isnull=False, reservation__released_by_entry__isnull=True)
    rows = Due.objects.filter(lacking | spare, unit__startswith=MONEY, quantity__gt=0, entitlement__case__gt=after)
    found = rows.order_by("entitlement__case").values_list("entitlement__case", flat=True).distinct()
    return list(found[:count])


def ledger_differences() -> list[str]:
    """Where the balances and the ledger or the reservations disagree, one sentence each; empty in a sound house.

    Looks at everything the viewer sees; meant for the house itself.
    """
    found = []
    kept = {
        (row.line_id, row.month, account): getattr(row, account)
        for row in MonthBalance.objects.all()
        for account in Account.values
    }
    sums = Entry.objects.order_by().values_list("line", "postings__month", "postings__account")
    for line, month, account, total in sums.annotate(total=Sum("postings__amount")):
        if month is None:
            found.append(f"line {line}: an entry without postings")
            continue
        sign = -1 if account in (Account.PLAN, Account.RETURNED) else 1
        if kept.pop((line, month, account), None) != sign * total:
            found.append(f"line {line}, month {month}: {account} differs from the ledger")
    found += [
        f"line {line}, month {month}: {account} has no ledger" for (line, month, account), sum_ in kept.items() if sum_
    ]
    lost = Reservation.objects.filter(released_by_entry__isnull=True).filter(
        ~Q(amount=F("due__quantity")) | ~Q(due__unit__startswith=MONEY)
    )
    found += [f"reservation {pk}: differs from its due row" for pk in lost.values_list("pk", flat=True)]
    return found


def _given_back(decision: Decision) -> dict[int, list[int]]:
    """What a change sets free first: reservations of the case from its first day on, by line."""
    rows = Reservation.objects.filter(
        due__entitlement__case=decision.case_id,
        due__period_from__gte=decision.starts_on,
        due__state__in=[DueState.PLANNED, DueState.HELD],
        released_by_entry__isnull=True,
    ).values_list("line", "month", "amount")
    by_line: dict[int, list[tuple[int, int]]] = {}
    for line, month, amount in rows:
        by_line.setdefault(line, []).append((month, amount))
    return {line: months_of(amounts) for line, amounts in by_line.items()}


def _limit(line: Line, rows: Sequence[MonthBalance], on: date) -> Limit:
    plan = months_of((row.month, row.plan) for row in rows)
    used = months_of((row.month, row.reserved + row.committed + row.paid - row.returned) for row in rows)
    reserved, committed = sum(row.reserved for row in rows), sum(row.committed for row in rows)
    paid, returned = sum(row.paid for row in rows), sum(row.returned for row in rows)
    return Limit(line, plan, used, reserved, committed, paid, returned, forecast_year(line.year, plan, used, on))
