"""What the pages of limits are shown with: a limit of another year with its papers, and somebody who waits for money."""

from __future__ import annotations

from typing import Any

from tests.department.budgets.money import CODE, make_plan
from tests.department.factories import make_user, whole_city
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.budgets.actions.planning import Limit, propose_amendment, propose_transfer
from tirek.department.budgets.actions.waiting import keep_waiting
from tirek.department.budgets.models import Entry, Line
from tirek.department.budgets.pools import Pool
from tirek.department.decisions.models import Decision

PAST = 2025
"""A plan of this year would bind whatever the world grants."""
PROGRAMME = "half_yearly_aid"


def make_budget(decision: Decision) -> dict[str, Any]:
    """Papers of each kind, one of them to be approved; a limit with an entry; a place on the waiting list."""
    with entered(whole_city()):
        plan = make_plan((PROGRAMME, "regional", 1_200_000), (PROGRAMME, "sponsor", {3: 90_000}), year=PAST)
        line, other = Line.objects.filter(year=PAST).order_by("fund")
        finance = make_user(Role.FINANCE)
        more = [Limit(PROGRAMME, "regional", CODE, {12: 50_000})]
        amendment = propose_amendment(plan, "Decision 2", "More families", more, acting_user=finance)
        transfer = propose_transfer((other, 3), (line, 4), 1000, "Order 3", "Unused", acting_user=finance)
        pool = Pool(line.territory, PROGRAMME, PAST, (line.pk,))
        waiting = keep_waiting(pool, decision.pk, [30_000, *[0] * 11], acting_user=finance)
        told = {"plan": plan, "line": line, "amendment": amendment, "transfer": transfer, "waiting": waiting}
        return told | {"planned": Entry.objects.filter(line=line).earliest("pk")}
