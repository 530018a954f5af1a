"""Approved plans for tests: made by the actions, by two persons."""

from __future__ import annotations

from tests.department.factories import ALMALY, make_user
from tirek.department.accounts.enums import Role
from tirek.department.budgets.actions.planning import Limit, approve_proposal, even_months, propose_plan
from tirek.department.budgets.models import Line, Plan

CODE = "451.007.029.322"
YEAR = 2026


def make_plan(
    *limits: tuple[str, str, int | dict[int, int]], territory: str = ALMALY, year: int = YEAR, approved: bool = True
) -> Plan:
    """A plan of limits: programme, fund, tenge by month or for the whole year."""
    told = [
        Limit(name, fund, CODE, even_months(sum_) if isinstance(sum_, int) else sum_) for name, fund, sum_ in limits
    ]
    plan = propose_plan(
        territory, year, "Решение маслихата 1 от 12.12.2025", told, acting_user=make_user(Role.FINANCE, territory)
    )
    return approve_proposal(plan, acting_user=make_user(Role.HEAD, territory)) if approved else plan


def make_line(
    amount: int | dict[int, int], programme: str = "half_yearly_aid", fund: str = "regional", territory: str = ALMALY
) -> Line:
    """The one line of an approved plan."""
    make_plan((programme, fund, amount), territory=territory)
    return Line.objects.get(territory=territory, programme=programme, fund=fund)
