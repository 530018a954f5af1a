"""Limits that a published report shows as crossed: here the signature that would cross each is refused, and says why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.utils import translation

from tests.department.budgets.money import make_line
from tests.department.factories import whole_city
from tests.department.road import make_case, make_decision, sign
from tirek.department.accounts.viewer import entered
from tirek.department.applications.enums import CaseState
from tirek.department.budgets.actions.moving import Source, reserve
from tirek.department.budgets.models import MonthBalance
from tirek.department.budgets.shortages import LimitShort, tenge
from tirek.department.flows.granting import carry_out
from tirek.figures.reading import read_figures

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)
OVERSPENT = [
    pytest.param("hardship_budget", "hardship_spent", "one_off_hardship_aid", 20_000, id="A26 one-off aid"),
    pytest.param("meter_budget", "meter_spent", "meter_refund", 9_445, id="A28 meters"),
    pytest.param(
        "independence_budget", "independence_spent", "independence_day_aid", 150_000, id="A40 Independence Day"
    ),
    pytest.param("microcredit_budget", "microcredit_spent", "microcredit_referral", 500_000, id="A79 microcredit"),
    pytest.param("guarantee_budget", "guarantee_approved", "microcredit_referral", 500_000, id="A80 guarantees"),
]
"""The figures of the report, whose limit it was, and what one decision may give, in tenge."""


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-23T06:00:00Z", tick=False):
        yield


@pytest.mark.parametrize(("budget", "spent", "programme", "amount"), OVERSPENT)
def test_the_signature_that_would_cross_a_published_limit_is_refused(
    budget: str, spent: str, programme: str, amount: int
) -> None:
    figures = read_figures("almaty_2020").figures
    limit, paid = int(figures[budget].numeral.value), int(figures[spent].numeral.value)
    assert paid > limit
    with entered(whole_city()):
        line = make_line({1: limit}, programme)
        promised = limit // amount * amount
        reserve(line, 11, promised, Source("test", 1), acting_user=None)
        case = make_case(CaseState.TO_SIGN, programme=programme)
        decision = sign(make_decision(case, starts_on=DAY, ends_on=DAY, amount=amount, unit="tenge"))
        with pytest.raises(LimitShort) as refused:
            carry_out(decision, acting_user=decision.signer)
        told = refused.value.shortage
        assert (told.needed, told.left, told.month) == (amount, limit - promised, 11)
        for language in ("kk", "ru", "en"):
            with translation.override(language):
                said = str(refused.value.message)
            assert [sum_ for sum_ in (tenge(amount), tenge(limit - promised), "11.2026") if sum_ not in said] == []
        assert sum(MonthBalance.objects.values_list("reserved", flat=True)) == promised
