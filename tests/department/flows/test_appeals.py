"""An appeal against what stopped the aid asks for a decision; only a decision, drafted and signed, lets it go on or stops it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import transaction

from tests.department.factories import make_user, whole_city
from tests.department.road import make_case, make_decision, sign
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.appeals.actions.appeals import decide_appeal, receive_appeal, take_up_appeal, withdraw_appeal
from tirek.department.appeals.enums import AppealOutcome
from tirek.department.appeals.models import Appeal
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.core.refusals import Refused
from tirek.department.decisions.models import Decision
from tirek.department.entitlements.models import Due, Entitlement
from tirek.department.flows.granting import carry_out
from tirek.department.flows.models import Consequence

pytestmark = pytest.mark.django_db
END = date(2027, 1, 1)
TERM: dict[str, Any] = {"starts_on": date(2026, 10, 1), "ends_on": date(2027, 3, 31), "amount": 33460}


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel("2026-11-23T06:00:00Z", tick=False) as travelling, entered(whole_city()):
        yield travelling


def decide(case: Case, kind: str, **told: Any) -> Decision:
    decision = sign(make_decision(Case.objects.get(pk=case.pk), kind, reason="it was found so", **told))
    carry_out(decision, acting_user=decision.signer)
    return decision


def stopped(kind: str) -> Decision:
    """Granted for six months, then stopped from the new year on."""
    case = make_case(CaseState.TO_SIGN, programme="targeted_assistance_conditional")
    decide(case, "grant", **TERM)
    return decide(case, kind, starts_on=END)


def appealed(decision: Decision, *, suspends: bool) -> Appeal:
    told: dict[str, Any] = {"claim": "Nothing changed in the family.", "suspends": suspends}
    return receive_appeal(decision, decision.case.applicant, acting_user=make_user(Role.REGISTRAR), **told)


def decided(appeal: Appeal, outcome: AppealOutcome) -> None:
    reviewer = make_user(Role.HEAD)
    take_up_appeal(appeal, acting_user=reviewer)
    decide_appeal(appeal, outcome, reasons="The papers were read again.", acting_user=reviewer)


def queue() -> list[tuple[str, str]]:
    return list(Consequence.objects.order_by("pk").values_list("kind", "state"))


def months() -> list[int]:
    rows = Due.objects.exclude(state="cancelled").order_by("period_from")
    return [row.period_from.month for row in rows]


def test_what_was_ended_begins_anew_while_the_end_is_under_appeal_and_is_ended_again_after_it(clock: Any) -> None:
    end = stopped("terminate")
    assert months() == [10, 11, 12]
    again = TERM | {"starts_on": END}
    with pytest.raises(Refused, match="nothing_runs"), transaction.atomic():
        decide(end.case, "change", **again)
    appeal = appealed(end, suspends=True)
    assert (queue(), Case.objects.get().turn) == ([("appeal_rests", "open")], "specialist")
    clock.shift(60)
    with pytest.raises(Refused, match="begins_before_the_end"), transaction.atomic():
        decide(end.case, "change", **TERM)
    decide(end.case, "change", **again)
    assert months() == [10, 11, 12, 1, 2, 3]
    first, second = Entitlement.objects.order_by("pk")
    assert (first.state, second.previous, second.state) == ("ended", first, "active")
    decided(appeal, AppealOutcome.REJECTED)
    assert queue() == [("appeal_rests", "closed"), ("appeal_stands", "open")]
    clock.shift(60)
    decide(end.case, "terminate", starts_on=date(2027, 2, 1))
    assert (queue()[-1], months()) == (("appeal_stands", "closed"), [10, 11, 12, 1])


def test_an_appeal_that_nobody_acted_upon_leaves_nothing_to_do() -> None:
    appeal = appealed(stopped("terminate"), suspends=True)
    withdraw_appeal(appeal, acting_user=make_user(Role.REGISTRAR), reason="the family takes it back")
    assert queue() == [("appeal_rests", "closed")]
    assert Consequence.objects.get().reason == f"appeal {appeal.number}"


@pytest.mark.parametrize("suspends", [False, True])
def test_a_granted_appeal_asks_for_a_new_decision_which_closes_it(clock: Any, suspends: bool) -> None:
    end = stopped("suspend")
    decided(appealed(end, suspends=suspends), AppealOutcome.GRANTED)
    asked = [("appeal_rests", "closed")] if suspends else []
    assert queue() == [*asked, ("appeal_granted", "open")]
    clock.shift(60)
    decide(end.case, "resume", starts_on=END)
    assert queue() == [*asked, ("appeal_granted", "closed")]
    assert months() == [10, 11, 12, 1, 2, 3]
