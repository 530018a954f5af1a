"""A month to be closed, for tests: signed grants with accounts, due rows, and money reserved for them in an approved plan."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

import time_machine
from django.db.models import Sum
from django.utils import timezone
from stdnum.iban import calc_check_digits

from tests.department.budgets.money import make_plan
from tests.department.factories import ALMALY, make_family, make_person, make_user, whole_city
from tests.department.road import make_case, make_decision, make_evaluation, sign
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.applications.enums import CaseState
from tirek.department.budgets.actions.moving import Source, reserve
from tirek.department.budgets.models import Line, Reservation
from tirek.department.entitlements.models import Due, Entitlement
from tirek.department.flows.granting import carry_out
from tirek.department.journal.history import change_row
from tirek.department.payments.actions.closing import check_closing, collect, open_closing
from tirek.department.payments.actions.lists import confirm_list, submit_list
from tirek.department.payments.models import Closing, Payment, PaymentList
from tirek.department.registry.models import BankAccount, Family, Person

NOW = "2026-11-23T06:00:00Z"
MONTH = date(2026, 11, 1)
MONTHLY = "targeted_assistance_unconditional"
HIV = "hiv_children_aid"
_numbers = count(1)


def valid_iban(bank: str = "125") -> str:
    """An account number whose check digits hold; nobody's."""
    account = f"{bank}KZT{next(_numbers):010d}"
    return f"KZ{calc_check_digits('KZ00' + account)}{account}"


def give_account(person: Person, iban: str | None = None) -> BankAccount:
    return BankAccount.objects.create(
        person=person, territory=person.territory, iban=iban or valid_iban(), valid=("2020-01-01", None)
    )


def change(row: Person | BankAccount, **changes: Any) -> None:
    """Change a row of a person with its history, as the registry does."""
    row.refresh_from_db()
    person = row if isinstance(row, Person) else row.person
    change_row(row, changes, person_id=person.pk, acting_user=None, reason="test")


@contextmanager
def in_november(confidential: frozenset[str] = frozenset()) -> Iterator[Viewer]:
    """The house at work on 23.11.2026."""
    with time_machine.travel(NOW, tick=True), entered(whole_city(confidential)) as viewer:
        yield viewer


def grant(
    amount: int = 33_460,
    programme: str = MONTHLY,
    *,
    territory: str = ALMALY,
    starts_on: date = MONTH,
    ends_on: date = date(2026, 11, 30),
    account: bool = True,
    confidential: str = "",
    unit: str = "tenge",
    family: Family | None = None,
    evaluated: dict[str, Any] | None = None,
) -> Entitlement:
    """A grant signed on the day it begins and carried out."""
    head = None if family else make_person(territory, iin=None)
    family = family or make_family(head, territory=territory)  # type: ignore[arg-type]
    case = make_case(
        CaseState.TO_SIGN, family=family, programme=programme, territory=territory, confidential=confidential
    )
    if account:
        give_account(case.applicant)
    told = {"evaluation": make_evaluation(case, **evaluated)} if evaluated else {}
    decision = make_decision(case, starts_on=starts_on, ends_on=ends_on, amount=amount, unit=unit, **told)
    signed = sign(decision, signed_at=timezone.make_aware(timezone.datetime(*starts_on.timetuple()[:3], 12)))
    made = carry_out(signed, acting_user=signed.signer)
    assert made is not None
    return made


def plan_for(
    *programmes: str, amount: int = 12_000_000_000, territory: str = ALMALY, fund: str = "regional", year: int = 2026
) -> None:
    make_plan(*[(name, fund, amount) for name in programmes or (MONTHLY,)], territory=territory, year=year)


def reserve_for(*entitlements: Entitlement) -> None:
    """Set money aside for every due row that has none."""
    for due in Due.objects.filter(entitlement__in=entitlements, reservation__isnull=True, state="planned").order_by(
        "pk"
    ):
        line = Line.objects.get(programme=due.programme, territory=due.territory, year=due.due_on.year)
        month = due.due_on.month
        entry = reserve(
            line, month, due.quantity, Source("case", due.entitlement.case_id, f"due {due.pk}"), acting_user=None
        )
        told = {"line": line, "territory": due.territory, "confidential": due.confidential, "entry": entry}
        Reservation.objects.create(due=due, month=month, amount=due.quantity, **told)


def ready(number: int = 1, amount: int = 33_460, **told: Any) -> list[Entitlement]:
    """So many grants with accounts and money reserved."""
    made = [grant(amount, **told) for _ in range(number)]
    reserve_for(*made)
    return made


@dataclass(frozen=True)
class Hands:
    """Who prepares and who confirms."""

    preparer: User
    confirmer: User


def hands() -> Hands:
    return Hands(make_user(Role.FINANCE), make_user(Role.HEAD))


def collected(by: Hands, **told: Any) -> Closing:
    closing = open_closing(ALMALY, MONTH, acting_user=by.preparer, **told)
    collect(closing, acting_user=by.preparer)
    check_closing(closing, acting_user=by.preparer)
    return closing


def confirmed(closing: Closing, by: Hands) -> list[PaymentList]:
    lists = list(closing.lists.filter(state="drafted").order_by("pk"))
    return [confirm_list(submit_list(each, acting_user=by.preparer), acting_user=by.confirmer) for each in lists]


def send(payment_list: PaymentList, state: str = "sent") -> None:
    """What the bank's hands do later: here only what the database itself allows."""
    Payment.objects.filter(list=payment_list).exclude(state__in=["excluded", "cancelled"]).update(state=state)


def pay(payment_list: PaymentList) -> None:
    send(payment_list)
    send(payment_list, "paid")


def stand(closing: Closing) -> dict[str, Any]:
    """All that matters of a closing, without the numbers of rows."""
    lists = closing.lists.order_by("programme", "territory").values_list("programme", "state", "count", "total_tenge")
    payments = Payment.objects.filter(list__closing=closing)
    exceptions = closing.exceptions.order_by("kind", "due").values_list("kind", "due", "state")
    return {
        "lists": list(lists),
        "payments": sorted(payments.values_list("due", "end_to_end_id", "state", "amount_tenge")),
        "exceptions": list(exceptions),
        "sum": payments.filter(state="listed").aggregate(sum=Sum("amount_tenge"))["sum"],
    }
