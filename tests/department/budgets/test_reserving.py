"""A signature sets aside what it promises, or does not stand; what is cancelled is free again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import ProgrammingError, transaction

from tests.department.budgets.money import make_line, make_plan
from tests.department.factories import ALMALY, make_user, whole_city
from tests.department.flows.test_granting import MONTHLY, decide, settle
from tests.department.road import make_case, make_decision, sign
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.budgets.actions import reserving
from tirek.department.budgets.actions.reserving import align_cases, align_reservations
from tirek.department.budgets.actions.waiting import place_decision, withdraw_waiting
from tirek.department.budgets.models import Line, MonthBalance, Reservation, Waiting
from tirek.department.budgets.queries import (
    cases_without_money,
    ledger_differences,
    limits_for_decision,
    limits_left,
    place_of,
)
from tirek.department.core.refusals import Refused
from tirek.department.decisions.models import Decision
from tirek.department.entitlements.models import Entitlement
from tirek.department.flows.granting import carry_out
from tirek.department.flows.tasks import plan_dues_further, reserve_standing

pytestmark = pytest.mark.django_db
CITY = "750000000"
TERM = {"starts_on": date(2026, 10, 1), "ends_on": date(2026, 12, 31), "amount": 30000, "unit": "tenge_month"}


@pytest.fixture(autouse=True)
def in_november() -> Iterator[None]:
    with time_machine.travel("2026-11-23T06:00:00Z", tick=False):
        yield


def drafted(programme: str = MONTHLY, **told: Any) -> Decision:
    return make_decision(make_case(CaseState.TO_SIGN, programme=programme), **(TERM | told))


def carried(decision: Decision) -> Entitlement:
    signed = sign(decision)
    made = carry_out(signed, acting_user=signed.signer)
    assert made is not None
    settle()
    return made


def balances(line: Line) -> list[tuple[int, int, int]]:
    rows = MonthBalance.objects.filter(line=line).exclude(free=0, reserved=0)
    return list(rows.values_list("month", "free", "reserved"))


def test_what_is_promised_is_set_aside_and_what_is_cancelled_is_free_again() -> None:
    with entered(whole_city()):
        line = make_line({1: 100_000}, MONTHLY)
        decision = drafted()
        (told,) = limits_for_decision(decision)
        assert (sum(told.need), told.purses[0].left(), told.chosen, told.shortage) == (90000, 100_000, line.pk, None)
        made = carried(decision)
        assert balances(line) == [(1, 100_000, 0), (11, -60000, 60000), (12, -30000, 30000)]
        align_reservations(made.case_id, acting_user=None)
        assert Reservation.objects.count() == 3
        decide(made, "terminate", date(2026, 12, 1))
        assert balances(line) == [(1, 100_000, 0), (11, -60000, 60000)]
        assert Reservation.objects.filter(released_by_entry__isnull=True).count() == 2
        assert ledger_differences() == []


def test_a_change_gives_back_before_it_takes() -> None:
    with entered(whole_city()):
        line = make_line({1: 100_000}, MONTHLY)
        made = carried(drafted())
        change = make_decision(
            Case.objects.get(pk=made.case_id), "change", **(TERM | {"starts_on": date(2026, 12, 1), "amount": 40001})
        )
        (told,) = limits_for_decision(change)
        assert told.shortage is not None
        assert told.shortage.left == 40000
        change.amount = 40000
        change.save()
        carried(change)
        assert balances(line) == [(1, 100_000, 0), (11, -60000, 60000), (12, -40000, 40000)]


def test_a_shortage_refuses_the_signature_and_says_what_to_do() -> None:
    with entered(whole_city()):
        make_line({1: 80_000}, MONTHLY)
        decision = sign(drafted())
        with pytest.raises(Refused) as refused:
            carry_out(decision, acting_user=decision.signer)
        assert refused.value.code == "limit_short"
        said = str(refused.value.message).replace("\N{NO-BREAK SPACE}", " ")
        assert [told for told in ("80 000", "90 000", "12.2026") if told not in said] == []


def test_where_no_plan_is_entered_nothing_binds_and_once_one_is_a_programme_without_a_limit_has_nought() -> None:
    with entered(whole_city()):
        free = carried(drafted())
        assert not Reservation.objects.exists()
        assert limits_for_decision(drafted()) == []
        make_plan(("half_yearly_aid", "regional", 500), territory=CITY)
        with pytest.raises(Refused, match="limit_short"):
            carried(drafted())
        assert cases_without_money(0, 10) == [free.case_id]
        assert align_cases([free.case_id], acting_user=None) == 0
        waiting = Waiting.objects.get()
        assert (waiting.decision_id, waiting.amount, waiting.budget) == (free.decision_id, 90000, CITY)


def test_a_district_without_a_line_spends_from_its_city_and_with_one_from_its_own() -> None:
    with entered(whole_city()):
        make_plan((MONTHLY, "regional", {1: 90_000}), territory=CITY)
        city = Line.objects.get()
        carried(drafted())
        assert Reservation.objects.filter(line=city).count() == 3
        own = make_line({1: 90_000}, MONTHLY)
        carried(drafted())
        assert Reservation.objects.filter(line=own).count() == 3


def test_the_fund_furthest_below_its_share_pays_all_of_an_entitlement() -> None:
    with entered(whole_city()):
        make_plan((MONTHLY, "republican", {1: 200_000}), (MONTHLY, "regional", {1: 100_000}))
        funds = []
        for _ in range(3):
            made = carried(drafted())
            funds += Reservation.objects.filter(due__entitlement=made).values_list("line__fund", flat=True).distinct()
        assert funds == ["republican", "regional", "republican"]


def test_nobody_overtakes_who_waits_ahead() -> None:
    with entered(whole_city()):
        make_line({1: 100_000}, MONTHLY)
        carried(drafted(amount=20_000))
        first, later = drafted(), drafted(amount=1000)
        (waiting,) = place_decision(first, acting_user=make_user())
        Case.objects.filter(pk=later.case_id).update(applied_on=date(2026, 11, 3))
        later = Decision.objects.select_related("case__application").get(pk=later.pk)
        assert (waiting.amount, place_of(waiting)) == (90_000, 1)
        (told,) = limits_for_decision(later)
        assert told.shortage is not None
        assert (told.shortage.left, told.ahead) == (0, 90_000)
        signed = sign(later)
        with pytest.raises(Refused, match="limit_short"):
            carry_out(signed, acting_user=signed.signer)
        first.amount = 10_000
        first.save()
        with pytest.raises(Refused, match="money_is_there"):
            place_decision(first, acting_user=make_user())
        carried(first)
        waiting.refresh_from_db()
        assert waiting.state == "served"
        carry_out(signed, acting_user=signed.signer)


def test_the_jobs_set_aside_what_was_granted_before_the_budget_and_list_what_finds_no_money() -> None:
    with entered(whole_city()):
        first, second = carried(drafted()), carried(drafted())
        line = make_line({1: 100_000}, MONTHLY)
        assert reserve_standing(0) == 3
        assert reserve_standing(0) == 0
        assert set(Reservation.objects.values_list("due__entitlement", flat=True)) == {first.pk}
        assert list(Waiting.objects.values_list("decision", "amount")) == [(second.decision_id, 90_000)]
        with pytest.raises(Refused, match="granted_already"):
            withdraw_waiting(Waiting.objects.get(), "no money this year", acting_user=make_user(Role.HEAD))
        decide(second, "terminate", date(2026, 10, 1))
        assert Waiting.objects.get().state == "withdrawn"
        assert balances(line)[0] == (1, 100_000, 0)
        open_ended = carried(drafted(amount=1, ends_on=None))
        with time_machine.travel("2026-12-01T06:00:00Z", tick=False):
            make_plan((MONTHLY, "regional", {1: 12}), year=2027)
            assert plan_dues_further(0) == 12
        assert Reservation.objects.filter(due__entitlement=open_ended, line__year=2027).count() == 12
        assert ledger_differences() == []


def test_what_is_cancelled_while_its_payment_is_under_way_is_set_free_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with entered(whole_city()):
        line = make_line({1: 100_000}, MONTHLY)
        made = carried(drafted())
        bound: list[int] = list(made.dues.filter(due_on__month=12).values_list("pk", flat=True))
        monkeypatch.setitem(reserving._bound, "payments", lambda dues: [due for due in dues if due in bound])
        decide(made, "terminate", date(2026, 12, 1))
        assert balances(line)[-1] == (12, -30000, 30000)
        bound.clear()
        align_reservations(made.case_id, acting_user=None)
        assert balances(line) == [(1, 100_000, 0), (11, -60000, 60000)]


def test_a_district_reads_its_citys_limits_and_reserves_on_them_and_changes_none() -> None:
    with entered(whole_city()):
        make_plan((MONTHLY, "regional", {1: 90_000}), territory=CITY)
        decision, signed = drafted(), sign(drafted())
    with entered(replace(whole_city(), territories=(ALMALY,))):
        line = Line.objects.get()
        assert [(told.left, told.needed) for told in limits_left([decision])] == [(90_000, 90_000)]
        carry_out(Decision.objects.get(pk=signed.pk), acting_user=signed.signer)
        assert balances(line)
        assert Line.objects.update(title="mine") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            make_plan(("meter_refund", "regional", 5), territory=CITY, year=2027)
