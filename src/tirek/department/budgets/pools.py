"""Which lines a case draws on: its district's own, else those of the city or region above; and what is in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import F

from tirek.department.budgets.choosing import Months, Purse
from tirek.department.budgets.enums import ProposalState
from tirek.department.budgets.funds import known_funds
from tirek.department.budgets.models import FundShare, Line, MonthBalance, Plan
from tirek.department.budgets.models.line import WHOLE
from tirek.department.core.calendar.today import today
from tirek.department.core.models import Territory


@dataclass(frozen=True)
class Need:
    """What is drawn on: a territory (of the case), a programme, a year."""

    territory: str
    programme: str
    year: int


@dataclass(frozen=True)
class Pool:
    """The lines of a need: ``budget`` is the territory they lie in. Without lines the limit is nought."""

    budget: str
    programme: str
    year: int
    lines: tuple[int, ...]


def pools_for(needs: Iterable[Need]) -> dict[Need, Pool]:
    """The pool of each need; a need that no approved plan binds yet has none. Three queries."""
    wanted = set(needs)
    if not wanted:
        return {}
    chains = _chains({need.territory for need in wanted})
    over, years = {code for chain in chains.values() for code in chain}, {need.year for need in wanted}
    planned = set(
        Plan.objects.filter(territory__in=over, year__in=years, state=ProposalState.APPROVED)
        .order_by()
        .values_list("territory", "year")
    )
    if not planned:
        return {}
    lines: dict[tuple[str, str, int], list[int]] = {}
    found = Line.objects.filter(
        territory__in=over, year__in=years, programme__in={need.programme for need in wanted}, balances__isnull=False
    )
    for pk, territory, programme, year in found.distinct().values_list("pk", "territory", "programme", "year"):
        lines.setdefault((territory, programme, year), []).append(pk)
    pools = {}
    for need in wanted:
        chain = chains[need.territory]
        bound = next((code for code in chain if (code, need.year) in planned), None)
        if bound is None:
            continue
        budget = next((code for code in chain if (code, need.programme, need.year) in lines), bound)
        own = lines.get((budget, need.programme, need.year), [])
        pools[need] = Pool(budget, need.programme, need.year, tuple(sorted(own)))
    return pools


def purses_of(pools: Iterable[Pool]) -> dict[Pool, list[Purse]]:
    """What is in the lines of some pools, as it stands now; lock them first to rest on it. Three queries."""
    wanted = set(pools)
    ids = [line for pool in wanted for line in pool.lines]
    lines = {line.pk: line for line in Line.objects.filter(pk__in=ids)}
    free: dict[int, list[int]] = {pk: [0] * 12 for pk in ids}
    used, planned = dict.fromkeys(ids, 0), dict.fromkeys(ids, 0)
    spent = F("reserved") + F("committed") + F("paid") - F("returned")
    balances = MonthBalance.objects.filter(line__in=ids).order_by().annotate(spent=spent)
    for line, month, left, taken, plan in balances.values_list("line", "month", "free", "spent", "plan"):
        free[line][month - 1] = left
        used[line] += taken
        planned[line] += plan
    shares = _shares(wanted)
    order = {fund: place for place, fund in enumerate(known_funds())}
    found: dict[Pool, list[Purse]] = {}
    for pool in wanted:
        told, whole = shares.get((pool.budget, pool.programme, pool.year)), sum(planned[pk] for pk in pool.lines)
        found[pool] = [
            Purse(
                line=pk,
                fund=lines[pk].fund,
                free=free[pk],
                used=used[pk],
                share=told.get(lines[pk].fund, 0) if told else WHOLE * planned[pk] // (whole or 1),
                place=order.get(lines[pk].fund, len(order)),
            )
            for pk in pool.lines
            if pk in lines
        ]
    return found


def waiting_ahead(pool: Pool, applied_on: date, number: str, *, besides: int) -> list[Months]:
    """What each decision ahead of a place on the waiting list needs, in their order, seen or not. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT amounts FROM budgets_waiting_ahead(%s, %s, %s, %s, %s, %s)",
            [pool.budget, pool.programme, pool.year, applied_on, number, besides],
        )
        return [tuple(map(int, row[0])) for row in cursor.fetchall()]


def _chains(codes: Iterable[str]) -> dict[str, list[str]]:
    """Each territory with those above it, the nearest first."""
    parents: Mapping[str, str | None] = dict(Territory.objects.values_list("code", "parent_id"))
    found = {}
    for each in codes:
        chain: list[str] = []
        code: str | None = each
        while code is not None and code not in chain:
            chain.append(code)
            code = parents.get(code)
        found[each] = chain
    return found


def _shares(pools: Iterable[Pool]) -> dict[tuple[str, str, int], dict[str, int]]:
    """Shares by fund that are in force today, of those pools that have any."""
    wanted = {(pool.budget, pool.programme, pool.year) for pool in pools}
    rows = FundShare.objects.filter(
        territory__in={key[0] for key in wanted},
        programme__in={key[1] for key in wanted},
        year__in={key[2] for key in wanted},
        since__lte=today(),
    ).order_by("since")
    dated: dict[tuple[str, str, int], tuple[object, dict[str, int]]] = {}
    for territory, programme, year, since, fund, share in rows.values_list(
        "territory", "programme", "year", "since", "fund", "share"
    ):
        key = (territory, programme, year)
        if key not in dated or dated[key][0] != since:
            dated[key] = (since, {})
        dated[key][1][fund] = share
    return {key: shares for key, (_since, shares) in dated.items()}
