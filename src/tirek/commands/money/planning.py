"""An invented plan for what was granted: enough for everything but one programme, whose limit runs out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Sum

from tirek.commands.money.hands import Hands
from tirek.commands.money.words import say
from tirek.commands.road.officers import acting
from tirek.department.applications.programmes import confidential_kind
from tirek.department.applications.roads import department_programmes
from tirek.department.budgets.actions.planning import Limit, approve_proposal, propose_amendment, propose_plan
from tirek.department.budgets.actions.reserving import align_cases
from tirek.department.budgets.funds import known_funds
from tirek.department.budgets.models import Plan
from tirek.department.core.calendar.today import walked_to
from tirek.department.entitlements.enums import DueState
from tirek.department.entitlements.models import Due, Entitlement
from tirek.department.flows.tasks import plan_dues_further
from tirek.rulebook.catalogue import find_benefit

FUND_OF_BUDGET: Final = {"local": "regional"}
"""What the law calls the local budget is the city's."""
FIRST_CODE: Final = "451.007"
"""The department's administrator and programme of the budget classification (memory); each aid is a subprogramme of its own."""
SPARE, SHORT = 125, 60
"""A limit is so many hundredths of what is needed; the one that runs out has less than it needs."""

UNASKED_TENGE: Final = 4_000_000
IN_MONEY: Final = ("fixed", "cost_up_to", "ceiling")

Needs = Mapping[tuple[str, int], dict[tuple[str, str], dict[int, int]]]


@dataclass(frozen=True)
class Planned:
    """The plans that were made, and the programme whose limit runs out (territory, name)."""

    plans: tuple[Plan, ...]
    short: tuple[str, str]


def make_plans(hands: Hands) -> Planned:
    """A plan of each district and year with something due, proposed by one and approved by another."""
    needs = _needs(hands)
    short = _runs_out(needs)
    _add_the_others(needs)
    plans = []
    for (territory, year), programmes in sorted(needs.items()):
        limits = [
            Limit(programme, fund, f"{FIRST_CODE}.{100 + place:03d}", _months(need, (territory, programme) == short))
            for place, ((programme, fund), need) in enumerate(sorted(programmes.items()))
        ]
        with acting(hands.payer):
            plan = propose_plan(territory, year, say("act", "ru"), limits, acting_user=hands.payer)
        with acting(hands.approver):
            plans.append(approve_proposal(plan, acting_user=hands.approver))
    return Planned(tuple(plans), short)


def reserve_everything(hands: Hands) -> int:
    """Set money aside for what was granted before there was a plan, in the order of the applications; how many due rows."""
    with acting(hands.payer):
        cases = Entitlement.objects.order_by().values_list("case", flat=True).distinct()
        return align_cases(list(cases), acting_user=hands.payer)


def amend_what_ran_out(planned: Planned, hands: Hands) -> int:
    """Half of what waits is given by an amendment, and those first in the list are served; how many due rows."""
    territory, programme = planned.short
    with acting(hands.payer):
        waiting = Due.objects.filter(territory=territory, programme=programme, reservation__isnull=True)
        open_ones = waiting.filter(state=DueState.PLANNED, due_on__year=planned.plans[0].year)
        lacking = open_ones.order_by().aggregate(total=Sum("quantity"))["total"] or 0
        plan = next(each for each in planned.plans if each.territory == territory)
        line = plan.rows.filter(line__programme=programme).select_related("line").order_by("month").first()
        if not lacking or line is None:
            return 0
        more = Limit(programme, line.line.fund, line.line.classification, {line.month: lacking // 2})
        amendment = propose_amendment(plan, say("act", "ru"), "лимит кончился", [more], acting_user=hands.payer)
    with acting(hands.approver):
        approve_proposal(amendment, acting_user=hands.approver)
    return reserve_everything(hands)


def _needs(hands: Hands) -> Needs:
    found: dict[tuple[str, int], dict[tuple[str, str], dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    with acting(hands.payer):
        rows = Due.objects.filter(state__in=[DueState.PLANNED, DueState.HELD], unit__startswith="tenge")
        named = ("territory", "due_on__year", "programme", "entitlement__fund", "due_on__month")
        for territory, year, programme, budget, month, total in (
            rows.order_by().values_list(*named).annotate(total=Sum("quantity")).order_by(*named)
        ):
            fund = FUND_OF_BUDGET.get(budget, budget if budget in known_funds() else "regional")
            months = found[territory, year][programme, fund]
            months[month] = months.get(month, 0) + int(total)
    return found


def _add_the_others(needs: Needs) -> None:
    """Every other programme that is paid in money has a limit too: who opens the office can sign what waits there."""
    paid = [name for name in sorted(department_programmes()) if find_benefit(name).document.get("outcome") in IN_MONEY]
    for programmes in needs.values():
        named = {programme for programme, _fund in programmes}
        month = min(month for months in programmes.values() for month in months)
        for name in paid:
            if name not in named:
                programmes[name, "regional"] = {month: UNASKED_TENGE}


def _runs_out(needs: Needs) -> tuple[str, str]:
    """The programme of a district that the most money is needed for this year, of those that nothing keeps secret."""
    first = min(year for _territory, year in needs)
    sums = {
        (territory, programme): sum(months.values())
        for (territory, year), programmes in needs.items()
        for (programme, _fund), months in programmes.items()
        if year == first and not confidential_kind(programme)
    }
    return max(sums, key=lambda key: (sums[key], key))


def _months(need: Mapping[int, int], is_short: bool) -> dict[int, int]:
    """The limit by month; of the one that runs out the money of later months, which are not lent to earlier ones."""
    share = SHORT if is_short else SPARE
    return {month: max(amount * share // 100, 1) for month, amount in need.items()}


def plan_next_year(first: date) -> int:
    """What is granted until further notice falls due up to the end of the next budget year; how many due rows are new."""
    with walked_to(date(first.year, 12, 1)):
        return plan_dues_further(0)
