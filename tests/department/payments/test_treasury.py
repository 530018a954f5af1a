"""The treasury stage: documents in their order, refusals that leave the list whole, a line that breaks."""

from __future__ import annotations

from datetime import date

import pytest

from tests.department.payments.bank_days import balance_of, confirmed_list
from tests.department.payments.closings import in_november
from tirek.department.budgets.actions.planning import Limit, approve_proposal, propose_amendment
from tirek.department.budgets.models import Plan
from tirek.department.payments.actions.treasury import bring_documents, take_extract
from tirek.department.payments.models import TreasuryDocument
from tirek.settlement.failures import LinkDown
from tirek.settlement.sandbox.faults import read_faults
from tirek.settlement.sandbox.treasury import SandboxTreasury

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def documents() -> list[tuple[str, int, str, str]]:
    rows = TreasuryDocument.objects.order_by("pk")
    return [(each.kind, each.attempt, each.state, each.refusal) for each in rows]


def test_three_documents_are_brought_once_and_the_extract_marks_the_order() -> None:
    with in_november():
        payment_list = confirmed_list(2)
        treasury = SandboxTreasury()
        assert bring_documents(payment_list, treasury, acting_user=None) is None
        assert bring_documents(payment_list, treasury, acting_user=None) is None
        assert documents() == [
            ("plan", 1, "accepted", ""),
            ("obligation", 1, "accepted", ""),
            ("order", 1, "accepted", ""),
        ]
        plan, obligation, order = TreasuryDocument.objects.order_by("pk")
        assert obligation.amount_tenge == order.amount_tenge == payment_list.total_tenge
        assert plan.amount_tenge >= balance_of(payment_list)["committed"]
        assert sum(treasury.counts.values()) == 3
        assert take_extract(TODAY, treasury) == (1, [])
        assert take_extract(TODAY, treasury) == (0, [])
        order.refresh_from_db()
        assert order.extracted_on == TODAY


def test_a_refusal_leaves_the_list_whole_and_the_next_attempt_is_a_new_document() -> None:
    with in_november():
        payment_list = confirmed_list(1)
        treasury = SandboxTreasury(1, read_faults("refuse:day_closed"))
        refused = bring_documents(payment_list, treasury, acting_user=None)
        assert refused is not None
        assert (refused.kind, refused.refusal) == ("plan", "day_closed")
        treasury.faults = read_faults("refuse:bad_requisites")
        refused = bring_documents(payment_list, treasury, acting_user=None)
        assert (refused.number, refused.attempt) == (f"{payment_list.number}-P2", 2)  # type: ignore[union-attr]
        before = balance_of(payment_list)
        treasury.faults = ()
        assert bring_documents(payment_list, treasury, acting_user=None) is None
        assert balance_of(payment_list) == before
        payment_list.refresh_from_db()
        assert payment_list.state == "confirmed"
        assert [row for row in documents() if row[2] == "refused"] == [
            ("plan", 1, "refused", "day_closed"),
            ("plan", 2, "refused", "bad_requisites"),
        ]


def test_a_treasury_that_is_down_gets_the_same_document_again() -> None:
    with in_november():
        payment_list = confirmed_list(1)
        treasury = SandboxTreasury(1, read_faults("down"))
        for _ in range(3):
            with pytest.raises(LinkDown):
                bring_documents(payment_list, treasury, acting_user=None)
        (document,) = TreasuryDocument.objects.all()
        assert (document.state, document.fault) == ("draft", "server_failed")
        treasury.faults = ()
        assert bring_documents(payment_list, treasury, acting_user=None) is None
        document.refresh_from_db()
        assert (document.state, document.fault) == ("accepted", "")


def test_a_plan_that_grew_is_brought_before_a_refused_obligation_goes_again() -> None:
    with in_november():
        payment_list = confirmed_list(1)
        treasury = SandboxTreasury(1, read_faults("refuse:over_plan"))
        bring_documents(payment_list, treasury, acting_user=None)
        treasury.faults = ()
        bring_documents(payment_list, treasury, acting_user=None)
        plan = Plan.objects.get()
        line = payment_list.line
        more = Limit(line.programme, line.fund, line.classification, {11: 1_000_000})
        made = propose_amendment(plan, "№ 2, 23.11.2026", "more", [more], acting_user=payment_list.prepared_by)
        approve_proposal(made, acting_user=payment_list.confirmed_by)
        assert bring_documents(payment_list, treasury, acting_user=None) is None
        plans = TreasuryDocument.objects.filter(kind="plan", state="accepted").order_by("pk")
        assert [each.amount_tenge for each in plans][1:] == [1_000_000]


def test_an_order_that_is_not_ours_is_told() -> None:
    with in_november():
        payment_list = confirmed_list(1)
        treasury = SandboxTreasury()
        bring_documents(payment_list, treasury, acting_user=None)
        TreasuryDocument.objects.filter(kind="order").update(fault="x")
        treasury._carried_out[TODAY].append(treasury._carried_out[TODAY][0].__class__("X-9", 5))
        assert take_extract(TODAY, treasury) == (1, ["X-9"])
