"""Rows for the pages of recovery, invoices and statements: months paid after the aid ended, a claim, an invoice, aid in kind."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.department.factories import make_user, whole_city
from tests.department.payments.paying import a_line, pay_out
from tests.department.payments.test_claims import PROGRAMME, decide, due
from tests.department.payments.test_claims import granted as receives
from tests.department.payments.test_claims_invoices import contract_with, granted_in_kind, receive
from tests.department.providers.organisations import make_organisation
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.core.calendar.today import today
from tirek.department.entitlements.models import Entitlement
from tirek.department.payments.actions.claims import open_claim
from tirek.department.payments.actions.handovers import hand_over
from tirek.department.payments.actions.plans import agree_plan
from tirek.department.payments.actions.write_offs import ask_write_off
from tirek.department.payments.claim_enums import Cause


def make_recovery() -> dict[str, Any]:
    """A claim with its plan and a write-off that waits, a case that is not claimed yet, an act, and what is due in kind."""
    with entered(whole_city()):
        finance = make_user(Role.FINANCE)
        overpaid, claimed = _ended(), _ended()
        claim = open_claim(
            claimed.case, cause=Cause.LIFE_EVENT, reason="Қайтыс болғаны кеш белгілі болды", acting_user=finance
        )
        agree_plan(claim, months=3, first_on=today(), agreed_on=today(), acting_user=finance)
        asked = ask_write_off(claim, act="№ 5", reason="Мұрагерлері жоқ", acting_user=finance)
        organisation = make_organisation(77, user=finance)
        contract = contract_with(organisation)
        given, waits = granted_in_kind()[1], granted_in_kind()[1]
        hand_over(given, organisation=organisation, handed_on=today(), reference="V-1", acting_user=finance)
        act = receive(organisation, finance, contract=contract, amount_tenge=150_000, month=today())
        return {"overpaid": overpaid.case, "claim": claim, "write_off": asked, "invoice": act, "in_kind": waits}


def _ended() -> Entitlement:
    """Three months paid, of which two are not due any more."""
    line, made = a_line(PROGRAMME), receives()
    for month in (8, 9, 10):
        pay_out(due(made, month), line, in_ledger=False)
    decide(made.case_id, "terminate", date(2026, 9, 1))
    return made
