"""Claims, invoices and statements by pages: who does what, and who sees nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from tests.department.budgets.money import make_line
from tests.department.factories import make_user, whole_city
from tests.department.payments.paying import pay_out
from tests.department.payments.test_claims import PROGRAMME, SUM, decide, due, granted
from tests.department.payments.test_claims_invoices import VOUCHER, contract_with, granted_in_kind
from tests.department.providers.organisations import make_organisation
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.entitlements.models import Entitlement
from tirek.department.payments.models import Claim, Invoice, Statement, WriteOff

pytestmark = pytest.mark.django_db
ALATAU = "751210000"


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-23T06:00:00Z", tick=False):
        yield


@pytest.fixture
def finance(client: PageClient) -> PageClient:
    sign_in(client, make_user(Role.FINANCE))
    return client


def at(name: str, *arguments: object) -> str:
    return reverse(f"office:{name}", args=arguments)


def text(client: PageClient, name: str, *arguments: object, **query: str) -> str:
    page = client.get(at(name, *arguments), query)
    assert page.status_code == 200
    return page.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def overpaid() -> Entitlement:
    """Three paid months, of which two are not due."""
    with entered(whole_city()):
        line = make_line(12_000_000, PROGRAMME)
        made = granted()
        for month in (8, 9, 10):
            pay_out(due(made, month), line)
        decide(made.case_id, "terminate", date(2026, 9, 1))
        assert made.family
    return made


def only(model: Any) -> Any:
    with entered(whole_city()):
        return model.objects.get()


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_claim_goes_its_way_by_pages(client: PageClient, language: str) -> None:
    client.cookies["tirek_language"] = language
    made, officer = overpaid(), make_user(Role.FINANCE)
    sign_in(client, officer)
    assert at("recovery-open", made.case_id) in text(client, "case-show", made.case_id)
    assert text(client, "recovery-open", made.case_id).count("28 000 ₸") == 4
    assert client.post(at("recovery-open", made.case_id), {"cause": "life_event", "reason": "x"}).status_code == 422
    opened = client.post(at("recovery-open", made.case_id), {"cause": "life_event", "reason": "died in August"})
    claim = only(Claim)
    assert opened.url == at("recovery-show", claim.pk)
    for name, told in (
        ("recovery-agree", {"agreed_on": "20.11.2026"}),
        ("recovery-plan", {"agreed_on": "20.11.2026", "months": "2", "first_on": "20.12.2026"}),
        ("recovery-repay", {"amount_tenge": "6000", "booked_on": "23.11.2026", "source": "bank", "reference": "77"}),
        ("recovery-withhold", {}),
        ("recovery-withhold", {}),
        ("recovery-court", {"kind": "filed", "happened_on": "23.11.2026", "reference": "2-1"}),
        ("recovery-write-off", {"act": "order 5", "reason": "nothing to take"}),
    ):
        assert client.get(at(name, claim.pk)).status_code == 200, name
        assert client.post(at(name, claim.pk), told).status_code == 302, name
    shown = text(client, "recovery-show", claim.pk)
    assert "50 000 ₸" in shown
    assert client.post(at("recovery-cancel", claim.pk), {"reason": "a mistake"}).status_code == 422
    assert claim.number in text(client, "recovery-list", step="court")
    asked = only(WriteOff)
    assert client.get(at("recovery-decide", asked.pk)).status_code == 403
    sign_in(client, make_user(Role.HEAD))
    assert at("recovery-decide", asked.pk) in text(client, "recovery-approvals")
    assert client.get(at("recovery-decide", asked.pk)).status_code == 200
    assert client.post(at("recovery-decide", asked.pk), {"approved": "yes"}).status_code == 302
    assert only(Claim).state == "written_off"
    assert claim.number in text(client, "recovery-list", state="over")
    assert claim.number not in text(client, "recovery-list")


@pytest.mark.parametrize(
    ("role", "territory", "shows", "changes"),
    [
        (Role.SPECIALIST, "751110000", 403, 403),
        (Role.HEAD, "751110000", 200, 403),
        (Role.FINANCE, ALATAU, 404, 404),
        (Role.AUDITOR, "751110000", 200, 403),
    ],
)
def test_who_sees_a_claim_and_who_changes_it(
    client: PageClient, role: Role, territory: str, shows: int, changes: int
) -> None:
    made = overpaid()
    sign_in(client, make_user(Role.FINANCE))
    client.post(at("recovery-open", made.case_id), {"cause": "life_event", "reason": "died in August"})
    claim = only(Claim)
    sign_in(client, make_user(role, territory))
    assert client.get(at("recovery-show", claim.pk)).status_code == shows
    assert client.get(at("recovery-repay", claim.pk)).status_code == changes
    assert client.post(at("recovery-cancel", claim.pk), {"reason": "not mine"}).status_code == changes
    assert only(Claim).state == "noticed"


def test_an_act_is_received_by_one_and_accepted_by_another(client: PageClient) -> None:
    first, second = make_user(Role.FINANCE), make_user(Role.FINANCE)
    with entered(whole_city()):
        organisation = make_organisation(41)
        contract_with(organisation)
        row = granted_in_kind()[1]
    sign_in(client, first)
    assert at("invoice-hand", row.pk) in text(client, "invoice-in-kind")
    given = {"organisation": organisation.number, "handed_on": "20.11.2026", "reference": "voucher 1"}
    assert client.post(at("invoice-hand", row.pk), given | {"organisation": "000000000000"}).status_code == 422
    assert client.post(at("invoice-hand", row.pk), given).status_code == 302
    assert client.get(at("invoice-hand", row.pk)).status_code == 404
    act = {
        "kind": "supplier_act", "organisation": organisation.number, "territory": "751110000", "programme": VOUCHER,
        "contract": "K-1", "number": "A-1", "month": "20.11.2026", "amount_tenge": "100000",
    }  # fmt: skip
    assert client.get(at("invoice-receive")).status_code == 200
    assert client.post(at("invoice-receive"), act | {"contract": "K-9"}).status_code == 422
    assert client.post(at("invoice-receive"), act).status_code == 302
    invoice = only(Invoice)
    assert at("invoice-accept", invoice.pk) not in text(client, "invoice-show", invoice.pk)
    assert client.post(at("invoice-accept", invoice.pk)).status_code == 422
    sign_in(client, second)
    assert at("invoice-accept", invoice.pk) in text(client, "invoice-show", invoice.pk)
    assert client.get(at("invoice-refuse", invoice.pk)).status_code == 200
    assert client.post(at("invoice-accept", invoice.pk)).status_code == 302
    assert "A-1" in text(client, "invoice-list", state="over")
    assert "A-1" not in text(client, "invoice-list")
    sign_in(client, make_user(Role.FINANCE, ALATAU))
    assert client.get(at("invoice-show", invoice.pk)).status_code == 404


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_statement_is_read_and_issued(client: PageClient, language: str) -> None:
    client.cookies["tirek_language"] = language
    made = overpaid()
    sign_in(client, make_user(Role.SPECIALIST))
    assert at("statement-show", made.family_id) in text(client, "family-show", made.family_id)
    shown = text(client, "statement-show", made.family_id)
    assert shown.count("−28 000") == 3
    assert f"{3 * SUM:,}".replace(",", " ") in shown
    later = text(client, "statement-show", made.family_id, first="24.11.2026", last="30.11.2026")
    assert "−28 000" not in later
    out_of_order = {"first": "30.11.2026", "last": "24.11.2026"}
    assert client.get(at("statement-show", made.family_id), out_of_order).status_code == 200
    told = {"person": made.holder_id, "language": "kk", "first": "01.01.2026", "last": "23.11.2026"}
    assert client.get(at("statement-issue", made.family_id), out_of_order).status_code == 200
    assert client.post(at("statement-issue", made.family_id), told | {"last": "31.12.2026"}).status_code == 422
    assert client.post(at("statement-issue", made.family_id), told).status_code == 302
    paper = only(Statement)
    page = text(client, "statement-show", made.family_id)
    assert paper.number in page
    assert paper.digest in page
    assert b"".join(client.get(at("file-download", paper.file_id)).streaming_content)[:5] == b"%PDF-"  # type: ignore[attr-defined]
    sign_in(client, make_user(Role.SPECIALIST, ALATAU))
    assert client.get(at("statement-show", made.family_id)).status_code == 404
    assert client.get(at("statement-issue", made.family_id)).status_code == 404


def test_the_pages_take_the_same_queries_however_many_rows_there_are(
    finance: PageClient, assert_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    made = overpaid()
    finance.post(at("recovery-open", made.case_id), {"cause": "life_event", "reason": "died in August"})
    claim = only(Claim)
    pages: tuple[tuple[str, tuple[object, ...]], ...] = (
        ("recovery-list", ()), ("recovery-show", (claim.pk,)), ("statement-show", (made.family_id,)),
        ("invoice-list", ()), ("invoice-in-kind", ()),
    )  # fmt: skip
    for name, arguments in pages:
        finance.get(at(name, *arguments))
        with assert_queries(name):
            finance.get(at(name, *arguments))
