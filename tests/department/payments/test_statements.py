"""A statement of a family is its payments, claims and ledger, no more and no less, and its paper stays as it was issued."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.db.models import Sum

from tests.department.factories import make_family, make_person, make_user, whole_city
from tests.department.payments.paying import confirm, list_payment, pay_out, settle
from tests.department.payments.test_claims import SUM, TODAY, decide, due, granted, make_line, refused, withheld_payment
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.budgets.models import MonthBalance
from tirek.department.decisions.documents.seal import check_seal
from tirek.department.files.actions import files_folder
from tirek.department.files.blobs import read_blob
from tirek.department.payments.actions.claims import open_claim
from tirek.department.payments.actions.deductions import begin_deducting
from tirek.department.payments.actions.plans import record_repayment
from tirek.department.payments.actions.statements import account_of, issue_statement, statement_holds
from tirek.department.payments.balances import balance_of
from tirek.department.payments.claim_enums import Cause, MoneySource
from tirek.department.payments.models import Payment
from tirek.department.payments.statement.lines import LineKind

pytestmark = pytest.mark.django_db
PROGRAMME = "monthly_veterans_aid"
YEAR = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture(autouse=True)
def city() -> Iterator[None]:
    with time_machine.travel("2026-11-23T06:00:00Z", tick=False), entered(whole_city()):
        yield


@pytest.fixture
def finance() -> User:
    return make_user(Role.FINANCE)


def test_totals_equal_the_payments_the_claims_and_the_ledger(finance: User) -> None:
    line = make_line(12_000_000, PROGRAMME)
    made = granted()
    for month in (8, 9):
        pay_out(due(made, month), line)
    pay_out(due(granted(), 8), line)  # another family
    decide(made.case_id, "change", date(2026, 9, 1), amount=20_000, ends_on=date(2027, 6, 30), unit="tenge")
    claim = open_claim(made.case, cause=Cause.REEVALUATION, reason="less income", acting_user=finance)
    begin_deducting(claim, acting_user=finance)
    rows = type(due(made, 8)).objects.filter(entitlement__case=made.case_id, state="planned").order_by("period_from")
    settle(confirm(withheld_payment(rows[0], line)))
    record_repayment(
        claim, amount_tenge=1_000, booked_on=TODAY, source=MoneySource.BANK, reference="1", acting_user=finance
    )
    account = account_of(made.family, *YEAR)
    own = Payment.objects.filter(due__entitlement__family=made.family, state="paid")
    assert account.totals[LineKind.PAID] == own.aggregate(total=Sum("amount_tenge"))["total"]
    assert account.totals[LineKind.WITHHELD] == account.totals[LineKind.DEDUCTED] == 5_000
    assert account.totals[LineKind.CLAIMED] == claim.amount_tenge == 8_000
    assert account.after[1] == balance_of(claim).left == 2_000
    ledger = MonthBalance.objects.filter(line=line).aggregate(paid=Sum("paid"), back=Sum("returned"))
    assert ledger["paid"] == account.totals[LineKind.PAID] + SUM
    assert ledger["back"] == account.totals[LineKind.REPAID]
    assert account.totals[LineKind.DUE] - account.totals[LineKind.PAID] - 5_000 == account.after[0]
    cut = account_of(made.family, date(2026, 11, 24), date(2026, 12, 31))
    assert (cut.before[1], cut.after) == (2_000, account.after)


def test_a_listed_payment_is_not_on_its_way_until_the_list_is_confirmed() -> None:
    line = make_line(12_000_000, PROGRAMME)
    made = granted()
    payment = list_payment(due(made, 8), line)
    kinds = {each.happened.kind for each in account_of(made.family, *YEAR).lines}
    assert LineKind.ON_WAY not in kinds
    confirm(payment)
    kinds = {each.happened.kind for each in account_of(made.family, *YEAR).lines}
    assert LineKind.ON_WAY in kinds
    assert LineKind.PAID not in kinds


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_paper_is_numbered_sealed_kept_and_made_for_a_member_alone(finance: User, language: str) -> None:
    head = make_person()
    made = granted(family=make_family(head, make_person()))
    told = {"first": YEAR[0], "last": TODAY, "language": language, "acting_user": finance}
    paper = issue_statement(made.family, head, **told)
    assert paper.number == "V751110000-2026-000001"
    assert statement_holds(paper)
    pdf = b"".join(read_blob(files_folder(), paper.file.digest))
    assert check_seal(pdf).genuine
    assert paper.file.kind == "statement"
    with refused("not_a_member"):
        issue_statement(made.family, make_person(), **told)
    for wrong, code in (({"last": YEAR[1]}, "days_ahead"), ({"last": date(2025, 1, 1)}, "days_out_of_order"),
                        ({"language": "en"}, "language_unknown")):  # fmt: skip
        with refused(code):
            issue_statement(made.family, head, **(told | wrong))
