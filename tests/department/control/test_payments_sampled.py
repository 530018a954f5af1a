"""Payments that were made are drawn like decisions, and a bundle tells of one."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.department.control.audited import approved_plan, choice
from tests.department.payments.closings import collected, confirmed, hands, in_november, pay, plan_for, ready
from tirek.department.control.enums import SampleUnit
from tirek.department.control.evidence.collecting import _payment
from tirek.department.control.population import population_for
from tirek.department.payments.models import Payment

pytestmark = pytest.mark.django_db


def test_only_what_was_paid_is_drawn() -> None:
    with in_november():
        plan_for()
        ready(2)
        by = hands()
        (made,) = confirmed(collected(by), by)
        bounds = choice(first_day=date(2026, 11, 1), last_day=date(2026, 11, 30))
        plan = approved_plan()
        assert population_for(plan, SampleUnit.PAYMENT, bounds).keys == []
        pay(made)
        found = population_for(plan, SampleUnit.PAYMENT, bounds)
        payment = Payment.objects.order_by("pk").first()
        assert payment is not None
        assert len(found.keys) == 2
        assert found.row(payment.pk)["decision_id"] == payment.due.entitlement.decision_id  # type: ignore[union-attr]
        files = dict(_payment(payment))
        assert json.loads(files["payment/payment.json"])["amount_tenge"] == payment.amount_tenge
        assert [payment.end_to_end_id, payment.snapshot_digest] in json.loads(files["payment/list_digests.json"])
        assert json.loads(files["payment/list.json"])["digest"] == made.digest
