"""Many officers at one limit at the same moment, each on a connection of their own: it is never crossed, nothing is lost."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from tests.department.budgets.money import make_plan
from tests.department.budgets.test_reserving import drafted
from tests.department.factories import whole_city
from tests.department.flows.test_granting import MONTHLY
from tests.department.road import sign
from tirek.department.accounts.viewer import entered
from tirek.department.budgets.actions.moving import Source, commit, reserve
from tirek.department.budgets.actions.writing import lock_lines
from tirek.department.budgets.models import Line, MonthBalance, Reservation
from tirek.department.budgets.queries import ledger_differences
from tirek.department.core.refusals import Refused
from tirek.department.decisions.models import Decision
from tirek.department.entitlements.models import Entitlement
from tirek.department.flows.granting import carry_out

pytestmark = [pytest.mark.django_db(databases=["default", "journal"], transaction=True), pytest.mark.both_servers]
THREADS, GRANTS, FITTING = 6, 12, 7


def carry(pk: int) -> str:
    with entered(whole_city()):
        decision = Decision.objects.select_related("case", "signer").get(pk=pk)
        carry_out(decision, acting_user=decision.signer)
    return "granted"


def move_both(lines: list[Line], number: int) -> str:
    """Two limits in one transaction, in either order, as two payment lists would."""
    with entered(whole_city()):
        lock_lines(line.pk for line in lines)
        for line in lines:
            reserve(line, 12, 1, Source("test", number), acting_user=None)
            commit(line, 12, 1, Source("test", number), acting_user=None)
    return "moved"


def test_of_those_who_sign_at_once_as_many_are_granted_as_the_limit_pays() -> None:
    with entered(whole_city()):
        plans = [(MONTHLY, fund, {1: 90_000 * fitting + 40}) for fund, fitting in (("regional", 4), ("republican", 3))]
        make_plan(*plans)
        lines = list(Line.objects.order_by("pk"))
        decisions = [sign(drafted()).pk for _ in range(GRANTS)]
    start = Barrier(THREADS)

    def work(worker: int) -> list[str]:
        start.wait(timeout=60)
        said = []
        try:
            for number, pk in enumerate(decisions[worker::THREADS]):
                try:
                    said.append(carry(pk))
                except Refused as refused:
                    said.append(refused.code)
                said.append(move_both(lines[:: 1 if worker % 2 else -1], worker * 100 + number))
        finally:
            connections.close_all()
        return said

    with ThreadPoolExecutor(THREADS) as threads:
        answers = Counter(word for said in threads.map(work, range(THREADS)) for word in said)
    assert answers == {"granted": FITTING, "limit_short": GRANTS - FITTING, "moved": GRANTS}
    with entered(whole_city()):
        assert (Entitlement.objects.count(), Reservation.objects.count()) == (FITTING, FITTING * 3)
        totals = dict.fromkeys((line.pk for line in lines), 0)
        for row in MonthBalance.objects.order_by("line", "month"):
            totals[row.line_id] += row.free
            assert totals[row.line_id] >= 0
        assert sum(totals.values()) == 80 - 2 * GRANTS
        assert ledger_differences() == []
