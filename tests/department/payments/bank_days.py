"""Confirmed lists on their way to a bank and a treasury that stand in, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Sum

from tests.department.payments.closings import MONTHLY, Hands, collected, confirmed, hands, plan_for, ready
from tirek.department.budgets.models import MonthBalance
from tirek.department.payments.actions.files import make_files, send_files
from tirek.department.payments.actions.treasury import bring_documents
from tirek.department.payments.models import Payment, PaymentList
from tirek.settlement.sandbox.bank import SandboxBank
from tirek.settlement.sandbox.faults import FaultKind, read_faults
from tirek.settlement.sandbox.treasury import SandboxTreasury

ACCOUNTS = ("free", "reserved", "committed", "paid", "returned")
Letter = tuple[str, bytes]


def confirmed_list(number: int = 1, by: Hands | None = None, *, plan: bool = True, **told: object) -> PaymentList:
    """One confirmed list of so many payments, in a district with a plan."""
    if plan:
        plan_for(str(told.get("programme", MONTHLY)))
    ready(number, **told)
    by = by or hands()
    (made,) = confirmed(collected(by), by)
    return made


def carried(payment_list: PaymentList, bank: SandboxBank, treasury: SandboxTreasury | None = None) -> None:
    """To the treasury, which accepts everything, and to the bank."""
    assert bring_documents(payment_list, treasury or SandboxTreasury(), acting_user=None) is None
    make_files(payment_list, acting_user=None)
    send_files(payment_list, bank, acting_user=None)


def letters_of(payment_list: PaymentList, told: Mapping[str, FaultKind], spec: str = "", seed: int = 1) -> list[Letter]:
    """Every message that a bank sends about a list on which ``told`` befalls single payments; none of them taken."""
    bank = SandboxBank(seed, read_faults(spec), dict(told))
    carried(payment_list, bank)
    found: dict[int, Letter] = {}
    for _ in range(20):
        for each in bank.waiting():
            found.setdefault(each.number, (each.name, bank.fetch(each.number)))
    return list(found.values())


def states_of(payment_list: PaymentList) -> dict[str, str]:
    return dict(payment_list.payments.values_list("end_to_end_id", "state"))


def amounts_of(payments: Sequence[Payment]) -> int:
    return sum(payment.amount_tenge for payment in payments)


def balance_of(payment_list: PaymentList) -> dict[str, int]:
    """What stands on the accounts of the line of a list, all months together."""
    rows = MonthBalance.objects.filter(line=payment_list.line_id)
    return {name: value or 0 for name, value in rows.aggregate(**{name: Sum(name) for name in ACCOUNTS}).items()}
