"""Pages of limits: by who looks, four eyes, the decision's money before its signature, the list of who waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests.department.budgets.money import make_line, make_plan
from tests.department.budgets.test_reserving import carried, drafted
from tests.department.factories import ALMALY, make_user, whole_city
from tests.department.flows.test_granting import MONTHLY
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.budgets.actions.waiting import place_decision
from tirek.department.budgets.models import Amendment, Entry, FundShare, Line, Plan, Transfer, Waiting

pytestmark = pytest.mark.django_db
ALATAU = "751210000"


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-23T06:00:00Z", tick=False):
        yield


def enter(client: PageClient, role: Role, territory: str = ALMALY) -> User:
    user = make_user(role, territory)
    sign_in(client, user)
    return user


def at(name: str, *arguments: object) -> str:
    return reverse(f"office:budget-{name}", args=arguments)


def test_home_and_ledger_show_what_is_promised_down_to_the_decision(
    client: PageClient, assert_queries: Callable[[str], AbstractContextManager[None]]
) -> None:
    with entered(whole_city()):
        line = make_line({1: 100_000}, MONTHLY)
        number = carried(drafted()).decision.number
    enter(client, Role.FINANCE)
    with assert_queries("home"):
        page = client.get(at("home")).content.decode()
    assert "100\N{NO-BREAK SPACE}000" in page
    assert "90\N{NO-BREAK SPACE}000" in page
    for by in ("programme", "fund", "district"):
        assert client.get(at("home"), {"by": by, "year": "2026"}).status_code == 200
    with assert_queries("line"):
        page = client.get(at("line", line.pk)).content.decode()
    assert str(number) in page
    enter(client, Role.FINANCE, ALATAU)
    assert client.get(at("line", line.pk)).status_code == 404


def test_a_plan_is_pasted_by_one_and_approved_by_another_and_amended_and_transferred(client: PageClient) -> None:
    finance = enter(client, Role.FINANCE)
    pasted = (
        f"{MONTHLY}\tregional\t451.007.029.322\t1 200 000\n{MONTHLY};республиканский бюджет;451.007.029.322;3;500\n"
    )
    told = {"territory": ALMALY, "year": 2026, "act": "Decision 1", "limits": pasted.replace("1 200 000", "much")}
    assert client.post(at("plan"), told).status_code == 422
    answer = client.post(at("plan"), told | {"limits": pasted})
    assert answer.status_code == 302
    with entered(whole_city()):
        plan = Plan.objects.get()
        assert (plan.state, plan.total_tenge, plan.prepared_by) == ("proposed", 1_200_500, finance)
    assert at("approve", "plan", plan.pk) not in client.get(at("paper", "plan", plan.pk)).content.decode()
    enter(client, Role.HEAD)
    assert client.post(at("approve", "plan", plan.pk), {}).status_code == 302
    with entered(whole_city()):
        regional, republican = Line.objects.order_by("fund")
    enter(client, Role.FINANCE)
    told = {"act": "Decision 2", "reason": "more families", "limits": f"{MONTHLY};regional;451.007.029.322;12;-70 000"}
    assert client.post(at("amend", plan.pk), told).status_code == 302
    told = {"from_month": 3, "to_line": regional.pk, "to_month": 4, "amount": 500, "act": "Order 3", "reason": "unused"}
    assert client.post(at("move", republican.pk), told).status_code == 302
    with entered(whole_city()):
        amendment, transfer = Amendment.objects.get(), Transfer.objects.get()
    enter(client, Role.HEAD)
    assert client.post(at("approve", "amendment", amendment.pk), {}).status_code == 302
    assert client.post(at("approve", "transfer", transfer.pk), {}).status_code == 302
    with entered(whole_city()):
        amended = Entry.objects.get(kind="amend")
        assert sum(regional.balances.values_list("plan", flat=True)) == 1_130_500
    assert client.post(at("reverse", amended.pk), {"because": "a wrong code"}).status_code == 302
    told = {"territory": ALMALY, "programme": MONTHLY, "year": 2026, "since": "01.12.2026", "act": "Decision 1"}
    assert client.post(at("share"), told | {"fund_regional": "70"}).status_code == 422
    assert client.post(at("share"), told | {"fund_regional": "70", "fund_republican": "30"}).status_code == 302
    with entered(whole_city()):
        assert sum(regional.balances.values_list("plan", flat=True)) == 1_200_500
        assert dict(FundShare.objects.values_list("fund", "share")) == {"regional": 7000, "republican": 3000}
    assert client.get(at("papers")).status_code == 200


def test_a_paper_is_given_up_with_a_reason_and_its_own_author_does_not_approve_it(client: PageClient) -> None:
    with entered(whole_city()):
        plan = make_plan((MONTHLY, "regional", 500), approved=False)
    enter(client, Role.HEAD, ALATAU)
    assert client.get(at("paper", "plan", plan.pk)).status_code == 404
    enter(client, Role.HEAD)
    assert client.post(at("drop", "plan", plan.pk), {"because": "counted twice"}).status_code == 302
    with entered(whole_city()):
        plan.refresh_from_db()
        assert (plan.state, plan.dropped_because) == ("dropped", "counted twice")


def test_the_officer_sees_the_shortage_before_the_signature_and_puts_it_on_the_list(client: PageClient) -> None:
    with entered(whole_city()):
        make_line({1: 80_000}, MONTHLY)
        decision = drafted()
    enter(client, Role.SPECIALIST)
    show = reverse("office:decision-show", args=[decision.pk])
    assert "80\N{NO-BREAK SPACE}000" in client.get(show).content.decode()
    assert client.post(at("wait", decision.pk), {}).status_code == 302
    with entered(whole_city()):
        waiting = Waiting.objects.get()
        assert (waiting.amount, waiting.applied_on) == (90_000, date(2026, 11, 2))
    assert at("wait", decision.pk) not in client.get(show).content.decode()
    assert str(waiting.number) in client.get(at("waiting")).content.decode()
    assert client.post(at("withdraw", waiting.pk), {"because": "the family asked for it"}).status_code == 302
    with entered(whole_city()):
        assert not Waiting.objects.filter(state="waiting").exists()


def test_a_confidential_limit_is_shown_only_to_whom_it_was_entrusted(client: PageClient) -> None:
    with entered(whole_city(frozenset({"hiv"}))):
        line = make_line(1000, "hiv_children_aid")
        decision = drafted()
        assert line.confidential == "hiv"
        plan = Plan.objects.get()
    enter(client, Role.FINANCE)
    assert "hiv" not in client.get(at("home")).content.decode().casefold()
    assert client.get(at("line", line.pk)).status_code == 404
    assert "1\N{NO-BREAK SPACE}000" not in client.get(at("paper", "plan", plan.pk)).content.decode()
    assert decision.pk


def test_waiting_needs_an_officer_of_the_case(client: PageClient) -> None:
    with entered(whole_city()):
        make_line({1: 80_000}, MONTHLY)
        decision = drafted()
        (waiting,) = place_decision(decision, acting_user=decision.author)
    enter(client, Role.FINANCE)
    assert client.get(at("withdraw", waiting.pk)).status_code == 404
