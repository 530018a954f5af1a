"""What was overpaid is claimed once, met exactly, and given up by two; what was underpaid is paid once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from tests.department.budgets.money import make_line
from tests.department.factories import ALMALY, make_family, make_person, make_user, whole_city
from tests.department.payments.paying import confirm, list_payment, pay_out, settle
from tests.department.road import make_case, make_decision, make_evaluation, sign
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.budgets.models import Line, MonthBalance
from tirek.department.core.refusals import Refused
from tirek.department.entitlements.models import Due, Entitlement
from tirek.department.flows.granting import carry_out
from tirek.department.journal.history import change_row
from tirek.department.messages.models import Message
from tirek.department.payments.actions.claims import agree_claim, cancel_claim, open_claim, record_court
from tirek.department.payments.actions.deductions import (
    begin_deducting,
    record_deductions,
    stop_deducting,
    withholdings_for,
)
from tirek.department.payments.actions.plans import agree_plan, record_repayment
from tirek.department.payments.actions.setting_aside import set_aside
from tirek.department.payments.actions.underpayments import settle_paid_periods, settle_uncovered
from tirek.department.payments.actions.withheld_money import balance_withheld
from tirek.department.payments.actions.write_offs import ask_write_off, decide_write_off
from tirek.department.payments.balances import balance_of
from tirek.department.payments.claim_enums import Cause, CourtStepKind, MoneySource
from tirek.department.payments.models import Adjustment, Claim, ClaimDue, Instalment, Payment
from tirek.department.payments.overpayments import find_overpayments

pytestmark = pytest.mark.django_db
PROGRAMME = "monthly_veterans_aid"
SUM = 28_000
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def city() -> Iterator[None]:
    with time_machine.travel("2026-11-23T06:00:00Z", tick=False), entered(whole_city()):
        yield


@pytest.fixture
def finance() -> User:
    return make_user(Role.FINANCE)


def granted(start: date = date(2026, 8, 1), amount: int = SUM, *, family: Any = None) -> Entitlement:
    family = family or make_family(make_person(), make_person())
    case = make_case(CaseState.TO_SIGN, family=family, programme=PROGRAMME)
    facts = {"persons": [case.applicant_id]}
    evaluation = make_evaluation(case, facts=facts, answer={"rows": [{"row": 0, "outcome": "granted"}]})
    told = {"starts_on": start, "ends_on": date(2027, 6, 30), "amount": amount}
    with time_machine.travel("2026-07-20T06:00:00Z", tick=False):
        decision = sign(make_decision(case, evaluation=evaluation, **told))
        made = carry_out(decision, acting_user=decision.signer)
    assert made is not None
    return made


def decide(case_id: int, kind: str, since: date, **told: Any) -> Entitlement:
    case = Case.objects.get(pk=case_id)
    facts = {"persons": [case.applicant_id]}
    evaluation = make_evaluation(case, facts=facts, answer={"rows": [{"row": 0, "outcome": "granted"}]})
    decision = sign(make_decision(case, kind, evaluation, starts_on=since, reason="it was found so", **told))
    made = carry_out(decision, acting_user=decision.signer)
    assert made is not None
    return made


def due(made: Entitlement, month: int) -> Due:
    return Due.objects.get(entitlement=made, period_from__month=month, period_from__year=2026)


def paid_months(*months: int, amount: int = SUM) -> tuple[Entitlement, Line]:
    line = make_line(12_000_000, PROGRAMME)
    made = granted(amount=amount)
    for month in months:
        pay_out(due(made, month), line)
    return made, line


def speak_now() -> None:
    """Let what is checked at the commit speak now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def ended(finance: User, *months: int, since: date = date(2026, 9, 1)) -> tuple[Claim, Line]:
    """A claim of months paid after the day on which the aid ended."""
    made, line = paid_months(*months)
    decide(made.case_id, "terminate", since)
    claim = open_claim(made.case, cause=Cause.LIFE_EVENT, reason="ended earlier", acting_user=finance)
    speak_now()
    return claim, line


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code


def test_months_after_the_end_are_claimed_once_and_the_debtor_is_told(finance: User) -> None:
    claim, _line = ended(finance, 8, 9, 10)
    assert claim.amount_tenge == 2 * SUM
    assert list(claim.months.values_list("month", "amount_tenge")) == [
        (date(2026, 9, 1), SUM), (date(2026, 10, 1), SUM),
    ]  # fmt: skip
    assert Message.objects.get(template="overpayment_claimed").values["number"] == claim.number
    with refused("nothing_overpaid"):
        open_claim(claim.entitlement.case, cause=Cause.LIFE_EVENT, reason="once more", acting_user=finance)
    cancel_claim(claim, reason="a mistake", acting_user=finance)
    again = open_claim(claim.entitlement.case, cause=Cause.LIFE_EVENT, reason="once more", acting_user=finance)
    assert again.amount_tenge == claim.amount_tenge


def test_a_change_that_lessens_and_one_that_raises_settle_the_difference_once(finance: User) -> None:
    made, line = paid_months(8, 9, 10)
    decide(made.case_id, "change", date(2026, 9, 1), amount=20_000, ends_on=date(2027, 6, 30), unit="tenge")
    assert [each.tenge for each in find_overpayments(made.case_id)] == [8_000, 8_000]
    assert not Adjustment.objects.exists()
    months = Due.objects.filter(entitlement__case=made.case_id).exclude(state="cancelled").order_by("period_from")
    assert [row.quantity for row in months[:4]] == [SUM, SUM, SUM, 20_000]  # no month is due twice
    decide(made.case_id, "change", date(2026, 10, 1), amount=50_000, ends_on=date(2027, 6, 30), unit="tenge")
    assert [(each.first.month, each.tenge) for each in find_overpayments(made.case_id)] == [(9, 8_000)]
    only = Adjustment.objects.get()
    assert (only.amount_tenge, only.period_from) == (50_000 - SUM, date(2026, 10, 1))
    assert settle_paid_periods(made.case_id, acting_user=None) == []
    pay_out(only, line)
    assert settle_paid_periods(made.case_id, acting_user=None) == []
    assert Adjustment.objects.count() == 1
    decide(made.case_id, "change", date(2026, 10, 1), amount=30_000, ends_on=date(2027, 6, 30), unit="tenge")
    found = {each.payment.adjustment_id: each.tenge for each in find_overpayments(made.case_id)}
    assert found == {None: 8_000, only.pk: 20_000}


def test_an_adjustment_gets_its_money_once_and_takes_it_along_to_a_later_closing() -> None:
    made, line = paid_months(8, 9)
    decide(made.case_id, "change", date(2026, 9, 1), amount=50_000, ends_on=date(2027, 6, 30), unit="tenge")

    def reserved(month: int) -> int:
        return MonthBalance.objects.get(line=line, month=month).reserved

    before = {month: reserved(month) for month in (11, 12)}
    for _each in range(2):
        assert set_aside([ALMALY], date(2026, 11, 1), acting_user=None) == 1
        assert Adjustment.objects.get().line == line
        assert {month: reserved(month) - before[month] for month in before} == {11: 22_000, 12: 0}
    assert set_aside([ALMALY], date(2026, 12, 1), acting_user=None) == 1
    assert {month: reserved(month) - before[month] for month in before} == {11: 0, 12: 22_000}
    list_payment(Adjustment.objects.get(), line)
    assert set_aside([ALMALY], date(2026, 12, 1), acting_user=None) == 0
    assert set_aside(["751210000"], date(2026, 12, 1), acting_user=None) == 0


def test_money_that_comes_back_opens_the_month_only_as_far_as_the_law_gives_it() -> None:
    made, line = paid_months(8)
    september = pay_out(due(made, 9), line)
    decide(made.case_id, "change", date(2026, 9, 1), amount=50_000, ends_on=date(2027, 6, 30), unit="tenge")
    september.state = "returned"
    september.save(update_fields=["state"])
    assert settle_uncovered() == 1
    assert settle_uncovered() == 0
    sums = list(Adjustment.objects.order_by("pk").values_list("amount_tenge", flat=True))
    assert sum(sums) == 50_000
    assert sums == [22_000, SUM]
    assert (
        not Due.objects.filter(entitlement=made, period_from__gte=date(2026, 9, 1)).exclude(state="cancelled").exists()
    )


def test_a_person_paid_under_two_records_owes_the_later_one(finance: User) -> None:
    line = make_line(12_000_000, PROGRAMME)
    first, second = granted(), granted()
    for made in (first, second):
        pay_out(due(made, 9), line)
    assert find_overpayments(second.case_id) == []
    told = {"person_id": second.holder_id, "acting_user": None, "reason": "one person"}
    change_row(second.holder, {"merged_into": first.holder}, **told)  # what a merge leaves
    (found,) = find_overpayments(second.case_id)
    assert (found.tenge, found.cause) == (SUM, Cause.MERGE)
    assert find_overpayments(first.case_id) == []
    claim = open_claim(second.case, cause=found.cause, reason="one person", debtor=first.holder, acting_user=finance)
    assert claim.debtor_id == first.holder_id
    assert find_overpayments(second.case_id) == []


def test_a_plan_is_kept_by_papers_that_count_once_and_the_limit_grows(finance: User) -> None:
    claim, line = ended(finance, 8, 9, 10)
    plan = agree_plan(claim, months=3, first_on=date(2026, 12, 20), agreed_on=TODAY, acting_user=finance)
    speak_now()
    assert [each.amount_tenge for each in plan.instalments.all()] == [18_667, 18_667, 18_666]
    before = MonthBalance.objects.get(line=line, month=9).free
    told = {"booked_on": TODAY, "source": MoneySource.BANK, "acting_user": finance}
    record_repayment(claim, amount_tenge=30_000, reference="77", **told)
    record_repayment(claim, amount_tenge=30_000, reference="77", **told)
    assert balance_of(claim).left == 26_000
    with refused("another_sum"):
        record_repayment(claim, amount_tenge=1, reference="77", **told)
    with refused("above_the_claim"):
        record_repayment(claim, amount_tenge=26_001, reference="78", **told)
    assert MonthBalance.objects.get(line=line, month=9).free == before + SUM
    assert MonthBalance.objects.get(line=line, month=10).returned == 2_000
    anew = agree_plan(claim, months=1, first_on=date(2026, 12, 20), agreed_on=TODAY, acting_user=finance)
    assert list(claim.plans.filter(live=True)) == [anew]
    record_repayment(claim, amount_tenge=26_000, reference="78", **told)
    claim.refresh_from_db()
    assert claim.state == "recovered"
    assert not ClaimDue.objects.filter(claim=claim, live=True).exists()
    with refused("claim_closed"):
        agree_claim(claim, agreed_on=TODAY, acting_user=finance)


def withheld_payment(row: Due, line: Line) -> Payment:
    """What the collector of a list does with a due row."""
    taken = withholdings_for([row.pk])
    made = list_payment(row, line, withheld=taken.get(row.pk, 0))
    record_deductions([made])
    return made


def test_withholding_keeps_to_the_share_ends_with_the_debt_and_a_return_opens_it_again(finance: User) -> None:
    line = make_line(12_000_000, PROGRAMME)
    made = granted(amount=10_000)
    paid = pay_out(due(made, 8), line)
    decide(made.case_id, "change", date(2026, 8, 1), amount=6_000, ends_on=date(2027, 6, 30), unit="tenge")
    claim = open_claim(made.case, cause=Cause.ERROR, reason="a wrong sum", acting_user=finance)
    assert (claim.amount_tenge, paid.due_tenge) == (4_000, 10_000)
    with refused("not_agreed"):
        begin_deducting(claim, acting_user=finance)
    assert withholdings_for([each.pk for each in Due.objects.all()]) == {}
    agree_claim(claim, agreed_on=TODAY, acting_user=finance)
    begin_deducting(claim, acting_user=finance)
    rows = list(Due.objects.filter(entitlement__case=made.case_id, state="planned").order_by("period_from"))
    assert withholdings_for([each.pk for each in rows[:4]]) == {rows[0].pk: 1_500, rows[1].pk: 1_500, rows[2].pk: 1_000}
    settle(confirm(withheld_payment(rows[0], line)))
    on_its_way = confirm(withheld_payment(rows[1], line))
    told = balance_of(claim)
    assert (told.withheld, told.pending, told.left) == (1_500, 1_500, 1_000)
    with refused("above_the_claim"):
        record_repayment(
            claim, amount_tenge=1_001, booked_on=TODAY, source=MoneySource.CASH, reference="1", acting_user=finance
        )
    last = settle(confirm(withheld_payment(rows[2], line)))
    claim.refresh_from_db()
    assert claim.state == "deducting"  # one payment is not certain yet
    assert withholdings_for([rows[3].pk]) == {}
    settle(on_its_way)
    before = MonthBalance.objects.get(line=line, month=last.month.month)
    assert (balance_withheld(), balance_withheld()) == (3, 0)
    after = MonthBalance.objects.get(pk=before.pk)
    assert (after.free - before.free, before.reserved - after.reserved) == (4_000, 4_000)
    claim.refresh_from_db()
    assert claim.state == "recovered"
    last.state = "returned"
    last.save(update_fields=["state"])
    claim.refresh_from_db()
    assert (claim.state, balance_of(claim).left) == ("deducting", 1_000)
    assert (balance_withheld(), balance_withheld()) == (1, 0)
    assert MonthBalance.objects.get(pk=after.pk).free == after.free - 1_000
    stop_deducting(claim, reason="asked for", acting_user=finance)
    assert withholdings_for([rows[3].pk]) == {}


def test_the_database_refuses_what_is_withheld_for_no_claim_or_beyond_it(finance: User) -> None:
    claim, line = ended(finance, 8, 9, since=date(2026, 9, 1))
    other = granted()
    loose = list_payment(due(other, 8), line, withheld=5_000)
    with pytest.raises(IntegrityError, match="belongs to claims"), transaction.atomic():
        confirm(loose)
    for amount, base, what in ((SUM // 2, SUM, "within_the_share"), (7_000, SUM - 1, "drafted list")):
        with pytest.raises(IntegrityError, match=what), transaction.atomic():
            claim.deductions.create(payment=loose, amount_tenge=amount, base_tenge=base, share=2_500)
    with pytest.raises(IntegrityError, match="more than is owed"), transaction.atomic():
        claim.repayments.create(amount_tenge=SUM + 1, booked_on=TODAY, source="bank", reference="9")
    with pytest.raises(IntegrityError, match="parts are not the whole"), transaction.atomic():
        _plan_without_months(claim)
    with pytest.raises(IntegrityError, match="does not allow this step"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(state="recovered")
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(amount_tenge=1)
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Instalment.objects.update(amount_tenge=1)


def _plan_without_months(claim: Claim) -> None:
    claim.plans.create(agreed_on=TODAY, amount_tenge=SUM)
    speak_now()


def test_a_write_off_is_asked_by_one_and_decided_by_another(finance: User) -> None:
    claim, _line = ended(finance, 8, 9)
    asked = ask_write_off(claim, act="order 5", reason="the debtor has died", acting_user=finance)
    with refused("write_off_waits"):
        ask_write_off(claim, act="order 5", reason="the debtor has died", acting_user=finance)
    with refused("no_right"):
        decide_write_off(asked, approved=True, acting_user=make_user(Role.SPECIALIST))
    head = make_user(Role.HEAD)
    told = {"booked_on": TODAY, "source": MoneySource.BANK, "acting_user": finance}
    record_repayment(claim, amount_tenge=1_000, reference="1", **told)
    with refused("left_changed"):
        decide_write_off(asked, approved=True, acting_user=head)
    decide_write_off(asked, approved=False, acting_user=head)
    again = ask_write_off(claim, act="order 5", reason="the debtor has died", acting_user=finance)
    with pytest.raises(IntegrityError, match="decided_by_another"), transaction.atomic():
        type(again).objects.filter(pk=again.pk).update(
            state="approved", decided_by=again.asked_by, decided_at=again.asked_at
        )
    decide_write_off(again, approved=True, acting_user=head)
    claim.refresh_from_db()
    assert (claim.state, balance_of(claim).left) == ("written_off", 0)


def test_a_court_is_asked_where_the_cause_allows_it_and_its_paper_counts_once(finance: User) -> None:
    claim, _line = ended(finance, 8, 9)
    told = {"happened_on": TODAY, "reference": "2-4512", "acting_user": finance}
    for _each in range(2):
        record_court(claim, kind=CourtStepKind.FILED, **told)
    claim.refresh_from_db()
    assert (claim.state, claim.court_steps.count()) == ("court", 1)
    record_court(claim, kind=CourtStepKind.LOST, **told)
    claim.refresh_from_db()
    assert claim.state == "noticed"
    cancel_claim(claim, reason="the court said so", acting_user=finance)
    mistaken = open_claim(claim.entitlement.case, cause=Cause.ERROR, reason="a mistake", acting_user=finance)
    with refused("no_court"):
        record_court(mistaken, kind=CourtStepKind.FILED, **told)
