"""Every check finds what it is for: the rows of a whole road are broken behind the house's back, one way at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.department.database import owner_connection
from tests.department.factories import whole_city
from tests.department.payments.bank_days import confirmed_list, letters_of, states_of
from tests.department.payments.closings import in_november
from tirek.department.accounts.viewer import entered
from tirek.department.flows.consistency.checking import check_consistency, known_checks, record_consistency
from tirek.department.flows.models import ConsistencyRun
from tirek.department.payments.actions.replies import take_message

pytestmark = pytest.mark.django_db(transaction=True)

BREAKS: dict[str, str] = {
    "evaluation_of_another_case": "UPDATE decisions_decision SET programme = 'meter_refund'",
    "signed_without_signature": "DELETE FROM decisions_signature",
    "round_miscounted": "INSERT INTO decisions_signinground (signer_id, signed_at, reason, count, total_tenge, digest) "
    "SELECT signer_id, now(), 'all of November', 2, 0, digest FROM decisions_decision",
    "granted_without_decision": "UPDATE decisions_decision SET kind = 'resume'",
    "refused_without_decision": "UPDATE applications_case SET state = 'refused'",
    "decision_not_carried_out": "DELETE FROM entitlements_due; DELETE FROM entitlements_entitlement",
    "runs_in_a_closed_case": "UPDATE applications_case SET state = 'withdrawn'",
    "due_differs_from_what_was_granted": "UPDATE entitlements_due SET quantity = quantity + 1",
    "step_lost": "INSERT INTO flows_afterdecision (decision_id, step, queued_at) "
    "SELECT id, 'lost', now() - interval '2 days' FROM decisions_decision",
    "letter_missing": "UPDATE decisions_decision SET signed_at = now() - interval '2 days'; "
    "ALTER TABLE decisions_notice ALTER file_id DROP NOT NULL; "
    "INSERT INTO decisions_notice (decision_id, language, token, made_at) "
    "SELECT id, 'kk', gen_random_uuid(), now() FROM decisions_decision",
    "entry_unbalanced": "INSERT INTO budgets_posting (entry_id, account, month, amount) "
    "SELECT max(id), 'returned', 1, 5 FROM budgets_entry",
    "balance_differs": "UPDATE budgets_monthbalance SET plan = plan + 1, free = free + 1",
    "limit_overdrawn": "UPDATE budgets_monthbalance SET free = free - 1000000000000, reserved = reserved + 1000000000000",
    "plan_differs": "UPDATE budgets_planrow SET amount = amount + 1",
    "reservation_differs": "UPDATE budgets_reservation SET amount = amount + 1",
    "cancelled_still_reserved": "UPDATE payments_payment SET state = 'cancelled'; "
    "UPDATE entitlements_due SET state = 'cancelled'",
    "due_without_money": "UPDATE entitlements_due SET state = 'planned'; DELETE FROM budgets_reservation",
    "list_miscounted": "UPDATE payments_paymentlist SET count = count + 1",
    "settled_without_payment": "UPDATE payments_payment SET state = 'sent'",
    "paid_and_not_settled": "UPDATE entitlements_due SET state = 'planned'",
    "paid_differs_from_ledger": "UPDATE payments_payment SET amount_tenge = amount_tenge + 1, due_tenge = due_tenge + 1",
    "committed_differs_from_ledger": "UPDATE payments_payment SET state = 'sent'",
    "files_miss_a_payment": "UPDATE payments_bankfile SET count = count + 1",
    "on_its_way_without_a_file": "UPDATE payments_bankfile SET first_payment = last_payment",
    "paid_without_a_message": "DELETE FROM payments_outcome",
}


@pytest.fixture
def road() -> None:
    """Two families from the application to the money on their accounts, a letter of theirs left to the worker."""
    with in_november():
        payment_list = confirmed_list(2)
        for name, letter in letters_of(payment_list, {}):
            take_message(letter, name, acting_user=None)
        assert set(states_of(payment_list).values()) == {"paid"}
    with owner_connection() as connection:  # the steps that follow a decision are others' to prove
        connection.execute("UPDATE flows_afterdecision SET done_at = now()")


@pytest.fixture
def owner() -> Iterator[psycopg.Connection[Any]]:
    with owner_connection() as connection:
        yield connection


def broken_by(owner: psycopg.Connection[Any], sql: str) -> set[str]:
    """The codes of checks that find something after a break, which is taken back."""
    with owner.transaction(force_rollback=True):
        for table in sorted(set(re.findall(r"(?:UPDATE|FROM|INTO) ([a-z]+_[a-z]+)", sql))):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute(sql)
        return {check.code for check in known_checks() if owner.execute(check.sql).fetchone() is not None}


def test_each_break_is_found_by_its_check_and_a_whole_road_breaks_none(
    road: None, owner: psycopg.Connection[Any]
) -> None:
    with entered(whole_city(), read_only=True):
        assert check_consistency() == []
    assert broken_by(owner, "SELECT 1") == set()
    missed = {code: found for code, sql in BREAKS.items() if code not in (found := broken_by(owner, sql))}
    assert missed == {}
    assert set(BREAKS) == {check.code for check in known_checks()}, "a check without a break that proves it"


def test_what_is_found_is_counted_named_by_number_and_recorded(road: None, owner: psycopg.Connection[Any]) -> None:
    owner.execute("ALTER TABLE entitlements_due DISABLE TRIGGER USER")
    try:
        owner.execute("UPDATE entitlements_due SET quantity = quantity + 1")
        with entered(whole_city()):
            (finding,) = check_consistency()
            run = record_consistency()
        assert (finding.check.stage, finding.count) == ("entitlements", 2)
        assert finding.first == tuple(row[0] for row in owner.execute("SELECT id FROM entitlements_due ORDER BY id"))
        assert not run.holds
        assert ConsistencyRun.objects.get().broken == {"due_differs_from_what_was_granted": 2}
    finally:
        owner.execute("ALTER TABLE entitlements_due ENABLE TRIGGER USER")


def test_every_check_says_what_is_wrong_in_three_languages_and_names_nobody() -> None:
    for check in known_checks():
        assert set(check.title) == {"kk", "ru", "en"}, check.code
        assert not re.search(r"\b(iin|surname|given_name|phone|iban)\b", check.sql), check.code
