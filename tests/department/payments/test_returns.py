"""What came back waits for an officer; then it is paid anew as another payment, or not at all; nothing is edited."""

from __future__ import annotations

import pytest

from tests.department.factories import make_user
from tests.department.payments.bank_days import balance_of, carried, confirmed_list, states_of
from tests.department.payments.closings import (
    change,
    collected,
    confirmed,
    hands,
    in_november,
    valid_iban,
)
from tests.department.road import make_decision, sign
from tirek.department.accounts.enums import Role
from tirek.department.core.refusals import Refused
from tirek.department.entitlements.actions.stopping import end_entitlement
from tirek.department.entitlements.models import Due
from tirek.department.payments.actions.closing import collect, open_closing
from tirek.department.payments.actions.replies import fetch_replies
from tirek.department.payments.actions.returns import leave_unpaid, pay_again
from tirek.department.payments.enums import ClosingKind
from tirek.department.payments.models import MoneyReturn, Payment, PaymentList
from tirek.department.registry.models import BankAccount
from tirek.settlement.sandbox.bank import SandboxBank
from tirek.settlement.sandbox.faults import FaultKind
from tirek.settlement.sandbox.treasury import SandboxTreasury

pytestmark = pytest.mark.django_db


def came_back(fate: FaultKind, treasury: SandboxTreasury | None = None) -> tuple[PaymentList, MoneyReturn]:
    """A list of two payments of which the first came back."""
    payment_list = confirmed_list(2)
    first = payment_list.payments.order_by("pk")[0]
    bank = SandboxBank(1, (), {first.end_to_end_id: fate})
    carried(payment_list, bank, treasury)
    for _ in range(6):
        fetch_replies(bank, acting_user=None)
    return payment_list, MoneyReturn.objects.get()


def correct_account(payment: Payment) -> str:
    account = BankAccount.objects.get(person=payment.payee_id)
    change(account, iban=valid_iban())
    return account.iban


@pytest.mark.parametrize("fate", [FaultKind.CLOSED, FaultKind.RETURN])
def test_an_account_is_corrected_where_it_lies_and_the_same_is_paid_by_a_new_payment(fate: FaultKind) -> None:
    with in_november():
        treasury = SandboxTreasury()
        payment_list, back = came_back(fate, treasury)
        finance = make_user(Role.FINANCE)
        old = back.payment
        with pytest.raises(Refused) as refused:
            pay_again(back, "the account was corrected", acting_user=finance)
        assert refused.value.code == "account_not_corrected"
        # While it waits, no close gathers it.
        between = open_closing(old.territory, old.list.closing.month, ClosingKind.BETWEEN, acting_user=finance)
        assert collect(between, acting_user=finance) == 0
        iban = correct_account(old)
        anew = pay_again(back, "the account was corrected", acting_user=finance)
        assert anew is not None
        assert pay_again(back, "twice", acting_user=finance) == anew
        assert (anew.attempt, anew.previous_id, anew.iban, anew.due_id) == (2, old.pk, iban, old.due_id)
        old.refresh_from_db()
        assert old.iban != iban
        by = hands()
        again = collected(by, kind=ClosingKind.BETWEEN)
        (second,) = confirmed(again, by)
        bank = SandboxBank()
        carried(second, bank, treasury)
        for _ in range(4):
            fetch_replies(bank, acting_user=None)
        assert set(states_of(second).values()) == {"paid"}
        assert Due.objects.get(pk=old.due_id).state == "settled"
        stands = balance_of(payment_list)
        assert (stands["committed"], stands["reserved"]) == (0, 0)
        assert stands["paid"] - stands["returned"] == payment_list.total_tenge


def test_who_has_died_is_not_paid_again() -> None:
    with in_november():
        _payment_list, back = came_back(FaultKind.DEAD)
        finance = make_user(Role.FINANCE)
        assert (back.rejected, back.reason) == (True, "MD07")
        with pytest.raises(Refused) as refused:
            leave_unpaid(back, "died", acting_user=finance)
        assert refused.value.code == "still_due"
        due = Due.objects.get(pk=back.payment.due_id)
        told = {"starts_on": due.period_from, "reason": "the bank says so, the register too"}
        ending = sign(make_decision(due.entitlement.case, "terminate", **told))
        end_entitlement(due.entitlement, ending, due.period_from, acting_user=finance)
        with pytest.raises(Refused) as refused:
            pay_again(back, "again", acting_user=finance)
        assert refused.value.code == "not_due_any_more"
        with pytest.raises(Refused) as refused:
            leave_unpaid(back, " ", acting_user=finance)
        assert refused.value.code == "no_reason"
        assert leave_unpaid(back, "died", acting_user=finance).end == "not_paid"
        with pytest.raises(Refused) as refused:
            pay_again(back, "again", acting_user=finance)
        assert refused.value.code == "not_paid_any_more"
