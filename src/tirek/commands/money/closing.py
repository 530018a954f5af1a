"""A month closed as an office closes it: lists by one, confirmed by another, treasury, bank, answers; what came back again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Thread
from typing import Final

import numpy as np

from tirek.commands.money.hands import Hands
from tirek.commands.progress import Report
from tirek.commands.road.officers import CITY, acting, territory_of
from tirek.department.accounts.models import User
from tirek.department.core.calendar.today import today, walked_to
from tirek.department.core.refusals import Refused
from tirek.department.entitlements.enums import DueState
from tirek.department.entitlements.models import Due
from tirek.department.payments.actions.closing import check_closing, close_closing, collect, open_closing
from tirek.department.payments.actions.files import make_files, send_files
from tirek.department.payments.actions.lists import confirm_list, submit_lists
from tirek.department.payments.actions.replies import fetch_replies
from tirek.department.payments.actions.returns import pay_again
from tirek.department.payments.actions.treasury import bring_documents
from tirek.department.payments.enums import ClosingKind, ListState, PaymentState, ReturnState
from tirek.department.payments.models import Closing, MoneyReturn, Payment, PaymentException, PaymentList
from tirek.department.registry.actions.rows import record_account
from tirek.department.registry.importing.city_numbers import ibans
from tirek.department.registry.models import BankAccount, Person
from tirek.settlement.bank import HttpBank
from tirek.settlement.sandbox.bank import SandboxBank
from tirek.settlement.sandbox.faults import FaultKind, read_faults
from tirek.settlement.sandbox.server import Server
from tirek.settlement.sandbox.treasury import SandboxTreasury
from tirek.settlement.treasury import HttpTreasury

FAULTS: Final = "closed=0.01, wrong_name=0.005, late=0.2, twice=0.2, lost=0.05"
PAY_DAY, AGAIN_DAYS = 25, 4
ASKED_AT_MOST = 30
WITHOUT_ACCOUNT = 25
"""Every so many recipients has brought no account: the queue of exceptions is not empty."""
ACCOUNTS_FROM, OTHER_ACCOUNTS_FROM = 7 * 10**11, 8 * 10**11


@dataclass
class Closed:
    """What became of a month."""

    month: date
    lists: int = 0
    payments: int = 0
    paid_tenge: int = 0
    exceptions: int = 0
    came_back: int = 0
    again: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Parties:
    """The bank and the treasury, over HTTP; ``stand_in`` is told which payment comes back."""

    bank: HttpBank
    treasury: HttpTreasury
    stand_in: SandboxBank


@contextmanager
def parties(seed: int) -> Iterator[Parties]:
    """The stand-ins of bank and treasury while the block runs."""
    rules = read_faults(FAULTS)
    stand_in = SandboxBank(seed, rules)
    server = Server(("127.0.0.1", 0), stand_in, SandboxTreasury(seed, rules))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    bank, treasury = HttpBank(server.url), HttpTreasury(server.url)
    try:
        yield Parties(bank, treasury, stand_in)
    finally:
        bank.close()
        treasury.close()
        server.shutdown()
        server.server_close()


def give_accounts(hands: Hands) -> int:
    """Those who are to receive bring an account of a bank that does not exist, all but a few; how many."""
    with acting(hands.payer):
        due = Due.objects.filter(state=DueState.PLANNED, unit__startswith="tenge")
        ids = set(due.values_list("entitlement__holder", flat=True))
        ids |= set(due.values_list("entitlement__case__applicant", flat=True))
        ids -= set(BankAccount.objects.filter(person__in=ids).values_list("person", flat=True))
        people = list(Person.objects.filter(pk__in=ids, merged_into__isnull=True).order_by("pk"))
        numbers = ibans(np.array([ACCOUNTS_FROM + person.pk for person in people], dtype=np.int64))
        bringing = [pair for place, pair in enumerate(zip(people, numbers, strict=True), 1) if place % WITHOUT_ACCOUNT]
        for person, number in bringing:
            record_account(person, iban=number, since=date(2020, 1, 1), source="document", acting_user=hands.payer)
    return len(bringing)


def close_month(month: date, hands: Hands, outside: Parties, report: Report) -> Closed:
    """Close one month: what does not wait for its end first, then the month; then what came back is paid again."""
    begun, done = time.monotonic(), Closed(month)
    pay_day = max(today(), month.replace(day=PAY_DAY))
    with walked_to(pay_day):
        for kind in (ClosingKind.BETWEEN, ClosingKind.MONTH):
            report(f"{month:%m.%Y} {kind}", 1, 2)
            with acting(hands.payer):
                closing = open_closing(territory_of(CITY), month, kind, acting_user=hands.payer)
                collect(closing, acting_user=hands.payer)
            pay_lists(closing, hands, outside)
            with acting(hands.payer):
                done.exceptions += PaymentException.objects.filter(closing=closing, state="open").count()
                close_closing(closing, acting_user=hands.payer)
    with walked_to(pay_day + timedelta(days=AGAIN_DAYS)):
        done.came_back, done.again = _pay_what_came_back(hands, outside)
    with acting(hands.payer):
        lists = PaymentList.objects.filter(closing__month=month).exclude(state=ListState.CANCELLED)
        paid = Payment.objects.filter(list__in=lists, state=PaymentState.PAID)
        done.lists, done.payments = lists.count(), paid.count()
        done.paid_tenge = sum(paid.values_list("amount_tenge", flat=True))
    done.seconds = time.monotonic() - begun
    report(f"{month:%m.%Y}", 2, 2)
    return done


def pay_lists(closing: Closing, hands: Hands, outside: Parties) -> None:
    """Check, hand over, confirm, carry to treasury and bank, and take the answers until none is on its way."""
    with acting(hands.payer):
        check_closing(closing, acting_user=hands.payer)
        submitted = submit_lists(closing.lists.filter(state=ListState.DRAFTED), acting_user=hands.payer)
    for each in submitted:
        with acting(hands.approver):
            confirm_list(each, acting_user=hands.approver)
    for place, each in enumerate(submitted):
        if place == 0:
            _let_one_come_back(each, hands, outside)
        _carry(each, hands.payer, outside)
    for _asked in range(ASKED_AT_MOST):
        fetch_replies(outside.bank, acting_user=hands.payer)
        if outside.stand_in.idle():
            break


def _carry(payment_list: PaymentList, user: User, outside: Parties) -> None:
    make_files(payment_list, acting_user=user)
    refused = bring_documents(payment_list, outside.treasury, acting_user=user)
    if refused is None:
        send_files(payment_list, outside.bank, acting_user=user)


def _let_one_come_back(payment_list: PaymentList, hands: Hands, outside: Parties) -> None:
    with acting(hands.payer):
        first = payment_list.payments.filter(state=PaymentState.LISTED, attempt=1).order_by("pk").first()
    if first is not None:
        outside.stand_in.told[first.end_to_end_id] = FaultKind.RETURN


def _pay_what_came_back(hands: Hands, outside: Parties) -> tuple[int, int]:
    """How much came back, and how many of it the recipients receive on another account."""
    with acting(hands.payer):
        waiting = list(MoneyReturn.objects.filter(state=ReturnState.OPEN).select_related("payment__payee"))
    again: list[Payment] = []
    for each in waiting:
        payee = each.payment.payee
        if payee is None:
            continue
        try:
            with acting(hands.payer):
                number = ibans(np.array([OTHER_ACCOUNTS_FROM + each.pk], dtype=np.int64))[0]
                record_account(payee, iban=number, since=today(), source="document", acting_user=hands.payer)
                made = pay_again(each, "получатель принёс другой счёт", acting_user=hands.payer)
        except Refused:
            continue  # it stays in the queue of what came back, for an officer
        if made is not None:
            again.append(made)
    with acting(hands.payer):
        closings = list(Closing.objects.filter(lists__payments__in=again).distinct().order_by("pk"))
    for closing in closings:
        pay_lists(closing, hands, outside)
        with acting(hands.payer):
            close_closing(closing, acting_user=hands.payer)
    with acting(hands.payer):
        paid = Payment.objects.filter(pk__in=[each.pk for each in again], state=PaymentState.PAID).count()
    return len(waiting), paid
