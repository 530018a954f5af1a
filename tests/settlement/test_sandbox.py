"""The bank and the treasury that stand in: over HTTP as a process, and inside one process; the same days for a seed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from threading import Thread

import httpx
import pytest

from tests.settlement.batches import PAYER, batch, credit
from tirek.settlement.bank import Bank, HttpBank
from tirek.settlement.failures import LinkDown, LinkRefused, SettlementFault
from tirek.settlement.formats import FORMATS
from tirek.settlement.iso20022.messages import read_message
from tirek.settlement.replies import Reply, Status
from tirek.settlement.sandbox.bank import SandboxBank
from tirek.settlement.sandbox.faults import read_faults
from tirek.settlement.sandbox.server import Server
from tirek.settlement.sandbox.treasury import SandboxTreasury
from tirek.settlement.treasury import Document, DocumentKind, HttpTreasury

TIREK = Path(sys.executable).with_name("tirek")
FILE = FORMATS["pain.001"].write(batch(*(credit(place) for place in range(200))))
MONTH, TODAY = date(2026, 11, 1), date(2026, 11, 23)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), SandboxBank(), SandboxTreasury())
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def bank(server: Server) -> Iterator[HttpBank]:
    bank = HttpBank(server.url)
    yield bank
    bank.close()


@pytest.fixture
def treasury(server: Server) -> Iterator[HttpTreasury]:
    treasury = HttpTreasury(server.url)
    yield treasury
    treasury.close()


def test_a_month_over_http_ends_with_every_payment_told(bank: HttpBank) -> None:
    bank.send("L1-001", FILE)
    bank.send("L1-001", FILE)
    with pytest.raises(LinkRefused) as refused:
        bank.send("L1-001", FILE + b" ")
    assert refused.value.code == "id_taken"
    with pytest.raises(LinkRefused):
        bank.fetch(10**6)
    replies = _all_replies(bank)
    assert [reply.kind for reply in replies] == ["pain.002", "camt.053"]
    assert {item.end_to_end_id for item in replies[1].items} == {f"T{place:08}" for place in range(200)}


def test_faults_are_chosen_by_seed_and_told_by_name(server: Server, bank: HttpBank) -> None:
    httpx.put(f"{server.url}/control/faults", json={"payments": {"T00000003": "closed", "T00000004": "return"}})
    bank.send("L1-001", FILE)
    final = _final(_all_replies(bank))
    assert {key: status for key, status in final.items() if status is not Status.PAID} == {
        "T00000003": Status.REJECTED,
        "T00000004": Status.RETURNED,
    }
    refused = httpx.put(f"{server.url}/control/faults", json={"spec": "closed=2"})
    assert refused.status_code == 400
    assert "closed=2" in refused.json()["error"]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_makes_the_same_days_whatever_goes_wrong(seed: int) -> None:
    rules = read_faults("closed=0.05, wrong_name=0.05, dead=0.02, return=0.1, late=0.5, twice=0.5, lost=0.5, down=0.4")
    days = []
    for _ in range(2):
        bank = SandboxBank(seed, rules)
        while True:
            try:
                bank.send("L1-001", FILE)
                break
            except LinkDown:
                continue
        days.append(_all_replies(bank))
    assert days[0] == days[1]
    final = _final(days[0])
    assert {Status.PAID, Status.REJECTED, Status.RETURNED} == set(final.values())
    assert len(final) == 200


def test_a_file_that_cannot_be_read_is_refused_whole() -> None:
    bank = SandboxBank()
    bank.send("L1-001", b"nonsense")
    (reply,) = _all_replies(bank)
    assert (reply.about_file, reply.about_all, reply.reason) == ("L1-001", Status.REJECTED, "FF01")


def test_the_treasury_demands_the_order_of_its_documents(server: Server, treasury: HttpTreasury) -> None:
    plan = _document("P1", DocumentKind.PLAN, 100)
    obligation = _document("O1", DocumentKind.OBLIGATION, 80)
    order = _document("M1", DocumentKind.ORDER, 80, basis="O1")
    assert treasury.submit(obligation).refusal == "over_plan"
    assert treasury.submit(order).refusal == "no_obligation"
    assert treasury.submit(plan).accepted
    assert treasury.submit(plan).accepted
    assert treasury.submit(_document("O2", DocumentKind.OBLIGATION, 80)).accepted
    assert treasury.submit(_document("M2", DocumentKind.ORDER, 81, basis="O2")).refusal == "over_obligation"
    assert treasury.submit(_document("M3", DocumentKind.ORDER, 80, basis="O2")).accepted
    assert [(line.number, line.amount_tenge) for line in treasury.extract(TODAY)] == [("M3", 80)]
    assert treasury.submit(_document("O4", DocumentKind.OBLIGATION, 50)).refusal == "over_plan"
    assert treasury.submit(_document("V1", DocumentKind.RESTORE, 81)).refusal == "over_obligation"
    assert treasury.submit(_document("V2", DocumentKind.RESTORE, 30)).accepted
    assert treasury.submit(_document("O5", DocumentKind.OBLIGATION, 50)).accepted
    assert treasury.submit(_document("P2", DocumentKind.PLAN, 1, classification="x")).refusal == "bad_classification"
    with pytest.raises(LinkRefused):
        treasury.submit(_document("P1", DocumentKind.PLAN, 101))
    httpx.put(f"{server.url}/control/faults", json={"spec": "refuse:day_closed"})
    assert treasury.submit(_document("P3", DocumentKind.PLAN, 1)).refusal == "day_closed"
    httpx.put(f"{server.url}/control/faults", json={"spec": "down"})
    with pytest.raises(LinkDown):
        treasury.submit(_document("P4", DocumentKind.PLAN, 1))


def test_a_party_that_is_not_there_may_be_asked_again() -> None:
    bank = HttpBank("http://127.0.0.1:9")
    with pytest.raises(LinkDown) as down:
        bank.waiting()
    bank.close()
    assert down.value.retryable


@pytest.mark.parametrize("spec", ["nonsense", "closed=x", "closed=1.5", "refuse", "late:now"])
def test_a_rule_that_means_nothing_is_refused(spec: str) -> None:
    with pytest.raises(SettlementFault):
        read_faults(spec)


def test_it_starts_as_a_person_starts_it() -> None:
    with subprocess.Popen(
        [str(TIREK), "sandbox", "--bank", "--port", "0", "--faults", "usual"], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            assert httpx.get(f"{url}/control/health", trust_env=False).json() == {"status": "ok"}
            bank = HttpBank(url)
            bank.send("L1-001", FILE)
            bank.close()
            counts = httpx.get(f"{url}/control/counts", trust_env=False).json()
            assert counts["bank"]["payments accepted"] + counts["bank"]["payments rejected"] == 200
        finally:
            process.kill()


def _all_replies(bank: Bank) -> Sequence[Reply]:
    found = []
    for _ in range(15):
        for each in bank.waiting():
            found.append(read_message(bank.fetch(each.number), each.name))
            bank.mark_taken(each.number)
    return found


def _final(replies: Sequence[Reply]) -> dict[str, Status]:
    final: dict[str, Status] = {}
    for item in (item for reply in replies for item in reply.items):
        before = final.get(item.end_to_end_id, Status.ACCEPTED)
        final[item.end_to_end_id] = max(before, item.status, key=list(Status).index)
    return final


def _document(number: str, kind: DocumentKind, amount_tenge: int, **told: str) -> Document:
    fields = {"classification": "451.007.100.322", "purpose": "Төлем"} | told
    return Document(
        number=number, kind=kind, made_on=TODAY, month=MONTH, payer=PAYER, amount_tenge=amount_tenge, **fields
    )
