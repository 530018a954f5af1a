"""A broken contract holds the aid back at once; put right, it falls due again, unless something else holds it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine

from tests.department.contracts.families import Home, conclude, make_home
from tests.department.factories import ALMALY, make_user, whole_city
from tests.department.road import make_decision, make_entitlement, sign
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.applications.actions.steps import move_case
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Case
from tirek.department.contracts.actions.breaches import establish_breach, reinstate
from tirek.department.contracts.models import Breach
from tirek.department.entitlements.models import Due, Entitlement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]
MONTHS = (date(2026, 11, 2), date(2026, 12, 1))


@pytest.fixture
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-23T06:00:00Z", tick=False):
        yield


def granted_home() -> tuple[Home, Entitlement]:
    """A family under contract that receives two months of aid."""
    home = make_home(state=CaseState.TO_SIGN)
    entitlement = make_entitlement(sign(make_decision(home.case, starts_on=MONTHS[0])), period="month")
    home.case = move_case(home.case, CaseState.GRANTED, turn=Turn.NOBODY, acting_user=None)
    told: dict[str, Any] = {"territory": ALMALY, "programme": entitlement.programme, "quantity": 30000, "unit": "tenge"}
    told["valued_on"] = MONTHS[0]
    for month in MONTHS:
        last = date(2026, 12, 1) if month.month < 12 else date(2027, 1, 1)
        days = {"period_from": month, "period_to": date.fromordinal(last.toordinal() - 1)}
        Due.objects.create(entitlement=entitlement, due_on=month, **days, **told)
    return home, entitlement


def states(entitlement: Entitlement) -> list[str]:
    return list(Due.objects.filter(entitlement=entitlement).order_by("period_from").values_list("state", flat=True))


def broken(home: Home) -> Breach:
    return establish_breach(
        conclude(home), home.father, happened_on=date(2026, 11, 10), finding="left", at_fault=True,
        acting_user=home.consultant,
    )  # fmt: skip


def test_a_breach_holds_what_falls_due_from_its_day_on_and_reinstatement_lets_it_go() -> None:
    with entered(whole_city()):
        home, entitlement = granted_home()
        breach = broken(home)
        assert states(entitlement) == ["planned", "held"]
        assert Case.objects.get(pk=home.case.pk).turn == Turn.SPECIALIST
        reinstate(breach, reason="a certificate", acting_user=make_user(Role.CAREER_CONSULTANT))
        assert states(entitlement) == ["planned", "planned"]


@pytest.mark.parametrize(("kind", "becomes"), [("change", "dropped"), ("terminate", "draft")])
def test_a_breach_takes_away_the_draft_that_would_give_and_leaves_the_one_that_ends(kind: str, becomes: str) -> None:
    with entered(whole_city()):
        home, _entitlement = granted_home()
        draft = make_decision(home.case, kind, starts_on=MONTHS[1], reason="it was found so")
        breach = broken(home)
        draft.refresh_from_db()
        assert (draft.state, draft.dropped_because) == (becomes, f"breach {breach.pk}" if becomes == "dropped" else "")


def test_where_nothing_runs_there_is_nothing_to_stop() -> None:
    with entered(whole_city()):
        assert broken(make_home()).pk is not None
