"""What organisations ask money for agrees with contract, prices and what was handed over, or is not accepted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils.translation import override

from tests.department.factories import ALMALY, make_user, whole_city
from tests.department.providers.organisations import make_organisation
from tests.department.road import make_case, make_decision, make_entitlement, sign
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.applications.enums import CaseState
from tirek.department.core.refusals import Refused
from tirek.department.entitlements.models import Due, Entitlement
from tirek.department.payments.actions.handovers import hand_over
from tirek.department.payments.actions.invoices import (
    accept_invoice,
    insurance_total,
    receive_invoice,
    refuse_invoice,
)
from tirek.department.payments.enums import InvoiceKind
from tirek.department.payments.invoices_checked import faults_of
from tirek.department.payments.models import Invoice, InvoiceDue
from tirek.department.providers.models import Contract, Organisation, PriceListItem

pytestmark = pytest.mark.django_db
NOVEMBER, TODAY = date(2026, 11, 1), date(2026, 11, 23)
VOUCHER, INSURED = "pensioner_sanatorium_voucher", "health_insurance_contribution"


@pytest.fixture(autouse=True)
def city() -> Iterator[None]:
    november = time_machine.travel("2026-11-23T06:00:00Z", tick=False)
    with november, override("en"), entered(whole_city()):
        yield


@pytest.fixture
def finance() -> User:
    return make_user(Role.FINANCE)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code


def granted_in_kind(programme: str = VOUCHER, unit: str = "item", quantity: int = 1) -> tuple[Entitlement, Due]:
    case = make_case(CaseState.TO_SIGN, programme=programme)
    made = make_entitlement(
        sign(make_decision(case)), kind_group=programme, quantity=quantity, unit=unit, period="year"
    )
    due = Due.objects.create(
        entitlement=made, territory=ALMALY, programme=programme, period_from=date(2026, 11, 2), period_to=date(2026, 11, 30),
        due_on=date(2026, 11, 2), valued_on=NOVEMBER, quantity=quantity, unit=unit,
    )  # fmt: skip
    return made, due


def contract_with(organisation: Organisation, total: int = 500_000, price: int = 100_000) -> Contract:
    days = (date(2026, 1, 1), date(2027, 1, 1))
    PriceListItem.objects.create(organisation=organisation, valid=days, service=VOUCHER, unit="item", price_tenge=price)
    made = Contract.objects.create(
        organisation=organisation, valid=days, number="K-1", dated_on=date(2026, 1, 1), services=[VOUCHER],
        sum_tenge=total, state="in_force", signed_on=date(2026, 1, 1),
    )  # fmt: skip
    return Contract.objects.get(pk=made.pk)


def receive(organisation: Organisation, finance: User, **told: Any) -> Invoice:
    fields: dict[str, Any] = {
        "territory": ALMALY, "programme": VOUCHER, "kind": InvoiceKind.SUPPLIER_ACT, "number": "A-1", "month": TODAY,
        "amount_tenge": 200_000, "contract": None, "acting_user": finance,
    }  # fmt: skip
    return receive_invoice(organisation, **(fields | told))


def test_an_act_of_what_was_handed_over_is_accepted_by_another_and_settles_it(finance: User) -> None:
    organisation = make_organisation(31, user=finance)
    contract = contract_with(organisation)
    dues = [granted_in_kind()[1] for _each in range(2)]
    for due in dues:
        given = {"organisation": organisation, "handed_on": TODAY, "acting_user": finance}
        hand_over(due, reference="voucher 1", **given)
        with refused("handed_over"):
            hand_over(due, reference="voucher 2", **given)
    act = receive(organisation, finance, contract=contract)
    assert act.given.count() == 2
    with refused("own_invoice"):
        accept_invoice(act, acting_user=finance)
    other = make_user(Role.FINANCE)
    accept_invoice(act, acting_user=other)
    assert set(Due.objects.filter(pk__in=[each.pk for each in dues]).values_list("state", flat=True)) == {"settled"}
    with refused("invoice_closed"):
        accept_invoice(act, acting_user=other)
    with refused("invoice_there"):
        receive(organisation, finance, contract=contract)
    with refused("not_due_in_kind"):
        hand_over(
            granted_in_kind(unit="tenge")[1], organisation=None, handed_on=TODAY, reference="1", acting_user=finance
        )


@pytest.mark.parametrize(
    ("told", "price", "total", "what"),
    [
        ({"amount_tenge": 150_000}, 100_000, 500_000, "By the price list it is 100"),
        ({}, 200_000, 150_000, "The contract is of 150"),
        ({"month": date(2025, 12, 1)}, 200_000, 500_000, "does not hold in this month"),
        ({"programme": "half_yearly_aid"}, 200_000, 500_000, "does not name this service"),
        ({"contract": None}, 200_000, 500_000, "No contract is named"),
    ],
)
def test_what_does_not_agree_is_said_and_not_accepted(
    finance: User, told: dict[str, Any], price: int, total: int, what: str
) -> None:
    organisation = make_organisation(32, user=finance)
    contract = contract_with(organisation, total, price)
    due = granted_in_kind()[1]
    hand_over(due, organisation=organisation, handed_on=TODAY, reference="1", acting_user=finance)
    act = receive(organisation, finance, **({"contract": contract} | told))
    assert any(what in str(fault) for fault in faults_of(act))
    with refused("invoice_faulty"):
        accept_invoice(act, acting_user=make_user(Role.FINANCE))
    refuse_invoice(act, reason="does not agree", acting_user=finance)
    assert not InvoiceDue.objects.exists()
    right = receive(organisation, finance, contract=contract, amount_tenge=price)
    assert (faults_of(right) == []) == (price <= total)


def test_the_database_accepts_no_more_than_the_contract_is_of(finance: User) -> None:
    organisation = make_organisation(33, user=finance)
    contract = contract_with(organisation, total=300_000)
    rows = [
        receive(organisation, finance, kind=InvoiceKind.PROVIDER, number=f"P-{n}", contract=contract) for n in range(2)
    ]
    told = {"state": "accepted", "accepted_by": make_user(Role.FINANCE), "accepted_at": rows[0].received_at}
    Invoice.objects.filter(pk=rows[0].pk).update(**told)
    with pytest.raises(IntegrityError, match="no more is accepted"), transaction.atomic():
        Invoice.objects.filter(pk=rows[1].pk).update(**told)


def test_contributions_are_one_list_of_persons_to_the_fund(finance: User) -> None:
    fund = make_organisation(34, user=finance)
    for _each in range(3):
        granted_in_kind(INSURED, "tenge", 4_000)
    assert insurance_total(ALMALY, INSURED, TODAY) == 12_000
    asked = {"programme": INSURED, "kind": InvoiceKind.INSURANCE}
    made = receive(fund, finance, number="I-1", amount_tenge=12_000, **asked)
    assert made.given.count() == 3
    again = receive(fund, finance, number="I-2", amount_tenge=12_000, **asked)
    assert again.given.count() == 0
    assert faults_of(again)
    accept_invoice(made, acting_user=make_user(Role.FINANCE))
    assert not Due.objects.filter(programme=INSURED, state="planned").exists()
