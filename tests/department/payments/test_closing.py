"""A month is gathered, checked, handed over and confirmed; what cannot be paid stands in the queue with its cause."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.department.factories import ALMALY, make_family, make_person
from tests.department.payments import closings
from tests.department.payments.closings import (
    MONTH,
    MONTHLY,
    change,
    collected,
    confirmed,
    grant,
    hands,
    in_november,
    plan_for,
    ready,
    reserve_for,
)
from tests.department.road import make_decision, sign
from tirek.department.budgets.models import MonthBalance
from tirek.department.contracts.models import Breach, SocialContract
from tirek.department.core.refusals import Refused
from tirek.department.entitlements.actions.stopping import hold_dues
from tirek.department.entitlements.models import Due, Entitlement
from tirek.department.flows.granting import carry_out
from tirek.department.payments.actions.claims import agree_claim, open_claim
from tirek.department.payments.actions.closing import (
    cancel_closing,
    check_closing,
    close_closing,
    collect,
    open_closing,
)
from tirek.department.payments.actions.deductions import begin_deducting
from tirek.department.payments.actions.exceptions import exclude, settle_exception
from tirek.department.payments.actions.lists import cancel_list, confirm_list, give_back_list, submit_list
from tirek.department.payments.claim_enums import Cause
from tirek.department.payments.enums import ClosingKind, ExceptionKind
from tirek.department.payments.models import Closing, Payment, PaymentException
from tirek.department.registry.models import BankAccount, Person

pytestmark = pytest.mark.django_db
ALATAU = "751210000"


def test_a_month_is_closed_by_two() -> None:
    with in_november():
        plan_for()
        made, by = ready(3), hands()
        assert open_closing(ALMALY, date(2026, 11, 9), acting_user=by.preparer) == collected(by)
        closing = Closing.objects.get()
        assert closing.state == "checked"
        assert not closing.exceptions.exists()
        (one,) = confirmed(closing, by)
        assert (one.count, one.total_tenge, one.state, one.fund) == (3, 3 * 33_460, "confirmed", "regional")
        payment = Payment.objects.order_by("pk").first()
        assert payment is not None
        assert payment.payee_name == made[0].holder.full_name()
        assert (payment.end_to_end_id, payment.month) == (f"TD{payment.due_id}-1", MONTH)
        balance = MonthBalance.objects.get(line=one.line, month=11)
        assert (balance.reserved, balance.committed, balance.paid) == (0, 3 * 33_460, 0)
        close_closing(closing, acting_user=by.preparer)
        assert closing.state == "closed"
        with pytest.raises(Refused, match="closing_finished"):
            collect(closing, acting_user=by.preparer)


def test_lists_go_by_district_programme_and_line() -> None:
    with in_november(frozenset({"hiv"})):
        plan_for(MONTHLY, "half_yearly_aid", closings.HIV)
        plan_for(MONTHLY, territory=ALATAU)
        ready(2)
        reserve_for(grant(programme="half_yearly_aid"), grant(territory=ALATAU))
        ready(1, programme=closings.HIV, confidential="hiv")
        by = hands()
        closing = open_closing("750000000", MONTH, acting_user=by.preparer)
        assert collect(closing, acting_user=by.preparer) == 5
        found = closing.lists.order_by("territory", "programme").values_list("territory", "programme", "confidential")
        assert list(found) == [
            (ALMALY, "half_yearly_aid", ""),
            (ALMALY, closings.HIV, "hiv"),
            (ALMALY, MONTHLY, ""),
            (ALATAU, MONTHLY, ""),
        ]


def test_nothing_waits_for_the_end_of_the_month_that_need_not() -> None:
    with in_november():
        plan_for(MONTHLY, "one_off_hardship_aid")
        ready(1)
        ready(1, programme="one_off_hardship_aid", unit="tenge")
        by = hands()
        between = open_closing(ALMALY, MONTH, ClosingKind.BETWEEN, acting_user=by.preparer)
        month = open_closing(ALMALY, MONTH, acting_user=by.preparer)
        assert (between.number, month.number) == (1, 2)
        assert collect(between, acting_user=by.preparer) == 1
        assert between.lists.get().programme == "one_off_hardship_aid"
        assert collect(month, acting_user=by.preparer) == 1  # and not the same again


def test_a_child_is_paid_through_the_applicant() -> None:
    with in_november():
        plan_for("excellent_student_aid")
        mother, child = make_person(), make_person(birth_on="2018-03-04")
        rows = {"facts": {"persons": [child.pk]}, "answer": {"rows": [{"row": 0, "outcome": "granted"}]}}
        made = grant(family=make_family(mother, child), programme="excellent_student_aid", evaluated=rows)
        assert made.holder_id == child.pk
        reserve_for(made)
        closings.give_account(child)
        collected(hands())
        assert Payment.objects.get().payee_id == mother.pk


def dies(made: Entitlement) -> None:
    change(made.holder, died_on=date(2026, 11, 3))


def moves(made: Entitlement, to: str = ALATAU) -> None:
    change(made.holder, territory=to)


def loses_account(made: Entitlement) -> None:
    change(BankAccount.objects.get(person=made.holder_id), preferred=False)


def has_a_wrong_account(made: Entitlement) -> None:
    account = BankAccount.objects.get(person=made.holder_id)
    change(account, iban=account.iban[:2] + f"{(int(account.iban[2:4]) + 1) % 100:02d}" + account.iban[4:])


def is_held(made: Entitlement) -> None:
    hold_dues(made, MONTH, reason="event", acting_user=None)


def breaches(made: Entitlement) -> None:
    contract = SocialContract.objects.create(
        case=made.case, family=made.family, territory=made.territory, valid=("2026-10-01", "2027-01-01")
    )
    Breach.objects.create(contract=contract, person=made.holder, happened_on=date(2026, 11, 5), finding="missed")


def is_renamed(made: Entitlement, name: str = "Жаңаева") -> None:
    change(made.holder, surname_kk=name)


def is_counted_twice(made: Entitlement) -> None:
    twin = grant()
    reserve_for(twin)
    change(made.holder, merged_into=twin.holder)


BEFORE: dict[str, Callable[[Entitlement], None]] = {
    "dead": dies,
    "moved": moves,
    "no_account": loses_account,
    "bad_account": has_a_wrong_account,
    "held": is_held,
    "breach": breaches,
    "duplicate": is_counted_twice,
}


@pytest.mark.parametrize("kind", sorted(BEFORE))
def test_what_cannot_be_paid_stands_in_the_queue_and_blocks_nobody(kind: str) -> None:
    with in_november():
        plan_for()
        (made,), (other,) = ready(1), ready(1)
        BEFORE[kind](made)
        by = hands()
        closing = collected(by)
        rows = PaymentException.objects.filter(state="open", due__entitlement=made)
        assert [row.kind for row in rows] == [kind]
        row = rows.get()
        assert row.holder_id in (made.holder_id, Person.objects.get(pk=made.holder_id).merged_into_id)
        assert row.amount_tenge == 33_460
        assert not PaymentException.objects.filter(due__entitlement=other).exists()
        if kind in ExceptionKind.judged():
            settle_exception(row, reason="looked at", acting_user=by.preparer)
            check_closing(closing, acting_user=by.preparer)  # a second look leaves it settled
            row.refresh_from_db()
            assert row.state == "cleared"
        else:
            with pytest.raises(Refused, match="exception_not_judged"):
                settle_exception(row, reason="looked at", acting_user=by.preparer)
        lists = confirmed(closing, by)
        paid = set(Payment.objects.filter(list__in=lists, state="listed").values_list("due__entitlement", flat=True))
        assert other.pk in paid
        assert (made.pk in paid) == (kind in ExceptionKind.judged())


def test_without_a_limit_nothing_is_paid_until_there_is_one() -> None:
    with in_november():
        made, by = grant(), hands()
        closing = collected(by)
        row = closing.exceptions.get()
        assert (row.kind, row.payment_id) == ("no_limit", None)
        plan_for()
        reserve_for(made)
        collect(closing, acting_user=by.preparer)
        check_closing(closing, acting_user=by.preparer)
        row.refresh_from_db()
        assert (row.state, row.settled_by_id) == ("cleared", None)
        assert confirmed(closing, by)[0].count == 1


def test_a_new_name_is_read_anew_or_judged() -> None:
    with in_november():
        plan_for()
        (made,), by = ready(1), hands()
        closing = collected(by)
        before = Payment.objects.get().snapshot_digest
        is_renamed(made)
        check_closing(closing, acting_user=by.preparer)
        assert closing.exceptions.get().explained == {"since": "listed"}
        collect(closing, acting_user=by.preparer)
        check_closing(closing, acting_user=by.preparer)
        assert closing.exceptions.get().state == "cleared"
        payment = Payment.objects.get()
        assert payment.payee_name.startswith("Жаңаева")
        assert payment.snapshot_digest != before
        (one,) = confirmed(closing, by)
        closings.pay(one)
        is_renamed(made, "Басқаева")
        further = grant(family=made.family, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 31), account=False)
        reserve_for(further)
        december = open_closing(ALMALY, date(2026, 12, 1), acting_user=by.preparer)
        collect(december, acting_user=by.preparer)
        check_closing(december, acting_user=by.preparer)
        row = december.exceptions.get()
        assert (row.kind, row.explained) == ("name_changed", {"since": "paid"})


def test_an_exception_is_left_out_and_comes_back_in_the_next_closing() -> None:
    with in_november():
        plan_for()
        (made,), by = ready(1), hands()
        moves(made)
        closing = collected(by)
        exclude(closing.exceptions.get(), reason="asked the new district", acting_user=by.preparer)
        assert Payment.objects.get().state == "excluded"
        assert collect(closing, acting_user=by.preparer) == 0
        with pytest.raises(Refused, match="exception_settled"):
            exclude(closing.exceptions.get(), reason="again", acting_user=by.preparer)
        close_closing(closing, acting_user=by.preparer)
        moves(made, ALMALY)
        again = collected(by)
        assert again.pk != closing.pk
        assert list(again.lists.get().payments.values_list("attempt", "state")) == [(2, "listed")]


def test_hands_are_two_and_steps_in_order() -> None:
    with in_november():
        plan_for()
        ready(1)
        by = hands()
        closing = open_closing(ALMALY, MONTH, acting_user=by.preparer)
        collect(closing, acting_user=by.preparer)
        draft = closing.lists.get()
        with pytest.raises(Refused, match="closing_not_checked"):
            submit_list(draft, acting_user=by.preparer)
        with pytest.raises(Refused, match="list_not_submitted"):
            confirm_list(draft, acting_user=by.confirmer)
        check_closing(closing, acting_user=by.preparer)
        with pytest.raises(Refused, match="lists_not_confirmed"):
            close_closing(closing, acting_user=by.preparer)
        submit_list(draft, acting_user=by.preparer)
        with pytest.raises(Refused, match="confirmed_by_another"):
            confirm_list(draft, acting_user=by.preparer)
        give_back_list(draft, reason="the month is wrong", acting_user=by.confirmer)
        submit_list(draft, acting_user=by.preparer)
        Due.objects.update(state="held")
        with pytest.raises(Refused, match="list_outdated"):
            confirm_list(draft, acting_user=by.confirmer)
        with pytest.raises(Refused, match="closing_elsewhere"):
            open_closing("430000001", MONTH, acting_user=by.preparer)
        with pytest.raises(Refused, match="closing_far_ahead"):
            open_closing(ALMALY, date(2027, 2, 1), acting_user=by.preparer)


def test_a_confirmed_list_is_cancelled_before_it_is_sent_and_not_after() -> None:
    with in_november():
        plan_for()
        ready(2)
        by = hands()
        closing = collected(by)
        (one,) = confirmed(closing, by)
        with pytest.raises(Refused, match="closing_confirmed_in_part"):
            cancel_closing(closing, reason="wrong", acting_user=by.preparer)
        cancel_list(one, reason="wrong account of the treasury", acting_user=by.confirmer)
        balance = MonthBalance.objects.get(line=one.line, month=11)
        assert (balance.reserved, balance.committed) == (2 * 33_460, 0)
        assert collect(closing, acting_user=by.preparer) == 2
        check_closing(closing, acting_user=by.preparer)
        (two,) = confirmed(closing, by)
        closings.send(two)
        with pytest.raises(Refused, match="list_on_its_way"):
            cancel_list(two, reason="too late", acting_user=by.confirmer)
        cancel: Any = Payment.objects.filter(list=two).values_list("attempt", flat=True)
        assert set(cancel) == {2}


def test_what_is_owed_is_asked_about_then_withheld_within_the_lawful_share() -> None:
    with in_november():
        plan_for()
        made, by = grant(10_000, starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31)), hands()
        reserve_for(made)
        october = open_closing(ALMALY, date(2026, 10, 1), acting_user=by.preparer)
        collect(october, acting_user=by.preparer)
        check_closing(october, acting_user=by.preparer)
        closings.pay(confirmed(october, by)[0])
        told = {"starts_on": date(2026, 10, 1), "ends_on": date(2026, 12, 31), "amount": 6_000, "unit": "tenge"}
        changed = sign(make_decision(made.case, "change", reason="it was found so", **told))
        carry_out(changed, acting_user=changed.signer)
        reserve_for(*Entitlement.objects.filter(case=made.case))
        claim = open_claim(made.case, cause=Cause.ERROR, reason="a wrong sum", acting_user=by.preparer)
        closing = collected(by)
        assert [row.kind for row in closing.exceptions.filter(state="open")] == ["claim_open"]
        cancel_closing(closing, reason="agree with the family first", acting_user=by.preparer)
        agree_claim(claim, agreed_on=date(2026, 11, 20), acting_user=by.preparer)
        begin_deducting(claim, acting_user=by.preparer)
        closing = collected(by)
        assert not closing.exceptions.filter(state="open").exists()
        payment = Payment.objects.get(list__closing=closing, due__period_from=MONTH)
        assert payment.withheld_tenge == claim.deductions.get(payment=payment).amount_tenge > 0
        (one,) = confirmed(closing, by)
        assert one.total_tenge == payment.amount_tenge == 6_000 - payment.withheld_tenge
