"""What comes in: the sandbox's letters by our schemas, and everything else refused with file, line and words, no value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.settlement.batches import account
from tirek.settlement.failures import FileRefused
from tirek.settlement.iso20022.documents import BYTES_AT_MOST, SCHEMAS, schema_of
from tirek.settlement.iso20022.messages import read_message
from tirek.settlement.reasons import reason_of, refusal_of
from tirek.settlement.replies import Item, ReplyKind, Status
from tirek.settlement.sandbox.letters import Booked, write_notice, write_refusal, write_statement, write_status

ON = date(2026, 11, 24)
IBAN = account(1, "070")
DEBITS = [Booked("T1", 30_000, True), Booked("T2", 45_001, True)]
BACK = [Booked("T2", 45_001, False, "AC04")]
STATEMENT = write_statement("S1", ON, IBAN, 100_000, [*DEBITS, *BACK])
STATUS = write_status("R1", ON, "L1-001", "L1", [("T3", "AC04")], ["T1", "T2"])


def test_the_three_letters_say_what_they_say() -> None:
    status = read_message(STATUS, "r.xml")
    assert (status.kind, status.message_id, status.about_file, status.about_all) == (
        ReplyKind.STATUS,
        "R1",
        "L1-001",
        None,
    )
    assert status.items == (
        Item("T1", Status.ACCEPTED),
        Item("T2", Status.ACCEPTED),
        Item("T3", Status.REJECTED, "AC04"),
    )
    statement = read_message(STATEMENT, "s.xml")
    assert statement.items == (
        Item("T1", Status.PAID, "", ON, 30_000),
        Item("T2", Status.PAID, "", ON, 45_001),
        Item("T2", Status.RETURNED, "AC04", ON, 45_001),
    )
    notice = read_message(write_notice("N1", ON, IBAN, BACK), "n.xml")
    assert (notice.kind, notice.items) == (ReplyKind.NOTICE, (Item("T2", Status.RETURNED, "AC04", ON, 45_001),))


def test_a_file_refused_whole_says_so_of_every_payment() -> None:
    reply = read_message(write_refusal("R1", ON, "L1-001", "FF01"), "r.xml")
    assert (reply.about_all, reply.reason, reply.items) == (Status.REJECTED, "FF01", ())


def test_settled_is_no_more_than_accepted_and_what_waits_says_nothing() -> None:
    told = STATUS.replace(b"<TxSts>ACCP", b"<TxSts>ACSC", 1).replace(b"<TxSts>ACCP", b"<TxSts>PDNG", 1)
    assert [item.status for item in read_message(told, "r.xml").items] == [Status.ACCEPTED, Status.REJECTED]


def test_entries_of_others_are_counted_and_unbooked_ones_are_not_taken() -> None:
    others = STATEMENT.replace(b"<EndToEndId>T1<", b"<EndToEndId>NOTPROVIDED<")
    assert (read_message(others, "s.xml").entries_unnamed, len(read_message(others, "s.xml").items)) == (1, 2)
    pending = write_notice("N1", ON, IBAN, BACK).replace(b"<Sts><Cd>BOOK", b"<Sts><Cd>PDNG")
    assert read_message(pending, "n.xml").items == ()


BILLION = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
FAULTY: dict[str, tuple[Callable[[], bytes], str, int]] = {
    "empty": (lambda: b"", "not_xml", 1),
    "cut off": (lambda: STATEMENT[:-30], "not_xml", 11),
    "bomb": (lambda: BILLION + b"<a>&b;</a>", "has_entities", 1),
    "bomb in a message": (lambda: STATEMENT.replace(b"<Document", BILLION + b"<Document", 1), "has_entities", 1),
    "file of this machine": (lambda: STATEMENT.replace(b"<Document", OUTSIDE + b"<Document", 1), "has_entities", 1),
    "too large": (lambda: b" " * (BYTES_AT_MOST + 1), "too_large", 0),
    "our own file": (lambda: STATUS.replace(b"pain.002.001.10", b"pain.001.001.09"), "unknown_message", 1),
    "older version": (lambda: STATEMENT.replace(b"camt.053.001.08", b"camt.053.001.02"), "unknown_message", 1),
    "no namespace": (lambda: b"<Document/>", "unknown_message", 1),
    "element too many": (lambda: STATUS.replace(b"<GrpSts>", b"<Bonus/><GrpSts>"), "element_unexpected", 2),
    "wrong order": (
        lambda: STATEMENT.replace(b"<CdtDbtInd>DBIT</CdtDbtInd><Sts>", b"<Sts>").replace(
            b"<Cd>BOOK</Cd></Sts>", b"<Cd>BOOK</Cd></Sts><CdtDbtInd>DBIT</CdtDbtInd>", 1
        ),
        "element_unexpected",
        4,
    ),
    "element missing": (lambda: STATUS.replace(b"<OrgnlMsgId>L1-001</OrgnlMsgId>", b""), "element_unexpected", 2),
    "nothing inside": (lambda: STATUS[: STATUS.index(b"<CstmrPmtStsRpt>")] + b"</Document>", "element_missing", 2),
    "long reference": (lambda: STATUS.replace(b">T1<", b">" + b"T" * 36 + b"<"), "element_value", 4),
    "unknown status": (lambda: STATUS.replace(b"<GrpSts>PART", b"<GrpSts>DONE"), "element_value", 2),
    "no such day": (
        lambda: STATEMENT.replace(b"2026-11-24</Dt></BookgDt>", b"2026-02-30</Dt></BookgDt>"),
        "element_value",
        4,
    ),
    "no reference": (lambda: STATUS.replace(b"<OrgnlEndToEndId>T1</OrgnlEndToEndId>", b""), "no_reference", 4),
    "tiyn": (lambda: STATEMENT.replace(b"30000.00", b"30000.50"), "not_tenge", 5),
    "dollars": (lambda: STATEMENT.replace(b'<Amt Ccy="KZT">30000', b'<Amt Ccy="USD">30000'), "not_tenge", 5),
    "balances": (lambda: STATEMENT.replace(b">100000.00<", b">100001.00<"), "balance_broken", 2),
    "details": (lambda: STATEMENT.replace(b">30000.00<", b">30001.00<"), "details_broken", 4),
    "no booking day": (lambda: STATEMENT.replace(b"<BookgDt><Dt>2026-11-24</Dt></BookgDt>", b"", 1), "no_day", 4),
}


@pytest.mark.parametrize("name", FAULTY)
def test_nothing_else_is_taken(name: str) -> None:
    make, code, line = FAULTY[name]
    with pytest.raises(FileRefused) as refused:
        read_message(make(), "reply.xml")
    assert (refused.value.code, refused.value.line) == (code, line)
    for language in ("kk", "ru", "en"):
        text = refused.value.text(language)
        assert text.startswith(f"reply.xml:{line}: " if line else "reply.xml: ")
        assert "T1" not in text
        assert "{" not in text


def test_every_schema_is_whole_and_ours_say_that_they_are_ours() -> None:
    for name, folder in SCHEMAS.items():
        assert schema_of(name) is not None
        said = "not the official file" in (folder / f"{name}.xsd").read_text(encoding="utf-8")
        assert said is (name != "pain.001.001.09")


def test_codes_have_words_and_unknown_ones_too() -> None:
    assert (reason_of("AC04").fix, reason_of("ZZ99").fix) == ("account", "bank")
    assert refusal_of("over_plan").todo["kk"]
    assert refusal_of("X-17") == refusal_of("unknown")
