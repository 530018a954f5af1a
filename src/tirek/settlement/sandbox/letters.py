"""The messages a bank writes: pain.002, camt.053, camt.054, each by the schema that we read it by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from tirek.settlement.iso20022.documents import NAMESPACE

CURRENCY = "KZT"


@dataclass(frozen=True)
class Booked:
    """An entry of the account: ``debit`` of a payment, or the credit of a return with its reason."""

    end_to_end_id: str
    amount_tenge: int
    debit: bool
    reason: str = ""


def write_status(
    message_id: str, on: date, file_id: str, list_id: str, rejected: Sequence[tuple[str, str]], accepted: Sequence[str]
) -> bytes:
    """A status report: which payments of a file are accepted, which rejected and why (ISO code)."""
    group = "PART" if rejected else "ACCP"
    rows = [
        f"<TxInfAndSts><OrgnlEndToEndId>{escape(each)}</OrgnlEndToEndId><TxSts>ACCP</TxSts></TxInfAndSts>\n"
        for each in accepted
    ]
    rows += [
        f"<TxInfAndSts><OrgnlEndToEndId>{escape(each)}</OrgnlEndToEndId><TxSts>RJCT</TxSts>"
        f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf></TxInfAndSts>\n"
        for each, reason in rejected
    ]
    inner = (
        f"<CstmrPmtStsRpt><GrpHdr>{_header(message_id, on)}</GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{escape(file_id)}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"
        f"<GrpSts>{group}</GrpSts></OrgnlGrpInfAndSts>\n"
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{escape(list_id)}</OrgnlPmtInfId>\n{''.join(rows)}</OrgnlPmtInfAndSts>"
        "</CstmrPmtStsRpt>"
    )
    return _document("pain.002.001.10", inner)


def write_refusal(message_id: str, on: date, file_id: str, reason: str) -> bytes:
    """A status report that rejects a whole file and names no payment."""
    inner = (
        f"<CstmrPmtStsRpt><GrpHdr>{_header(message_id, on)}</GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{escape(file_id)}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"
        f"<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts></CstmrPmtStsRpt>"
    )
    return _document("pain.002.001.10", inner)


def write_statement(message_id: str, on: date, iban: str, opening: int, booked: Sequence[Booked]) -> bytes:
    """A statement of the account on a day; ``opening`` is the balance before it, in tenge."""
    closing = opening + sum(each.amount_tenge * (-1 if each.debit else 1) for each in booked)
    inner = (
        f"<BkToCstmrStmt><GrpHdr>{_header(message_id, on)}</GrpHdr><Stmt><Id>{escape(message_id)}</Id>{_account(iban)}\n"
        f"{_balance('OPBD', opening, on)}{_balance('CLBD', closing, on)}\n{_entries(booked, on)}</Stmt></BkToCstmrStmt>"
    )
    return _document("camt.053.001.08", inner)


def write_notice(message_id: str, on: date, iban: str, booked: Sequence[Booked]) -> bytes:
    """A notice of entries."""
    inner = (
        f"<BkToCstmrDbtCdtNtfctn><GrpHdr>{_header(message_id, on)}</GrpHdr><Ntfctn><Id>{escape(message_id)}</Id>"
        f"{_account(iban)}\n{_entries(booked, on)}</Ntfctn></BkToCstmrDbtCdtNtfctn>"
    )
    return _document("camt.054.001.08", inner)


def _document(name: str, inner: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{NAMESPACE}{name}">{inner}</Document>\n'.encode()


def _header(message_id: str, on: date) -> str:
    return f"<MsgId>{escape(message_id)}</MsgId><CreDtTm>{on.isoformat()}T18:00:00+05:00</CreDtTm>"


def _account(iban: str) -> str:
    return f"<Acct><Id><IBAN>{escape(iban)}</IBAN></Id><Ccy>{CURRENCY}</Ccy></Acct>"


def _amount(tenge: int) -> str:
    return f'<Amt Ccy="{CURRENCY}">{tenge}.00</Amt>'


def _balance(code: str, tenge: int, on: date) -> str:
    direction = "CRDT" if tenge >= 0 else "DBIT"
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(abs(tenge))}"
        f"<CdtDbtInd>{direction}</CdtDbtInd><Dt><Dt>{on.isoformat()}</Dt></Dt></Bal>"
    )


def _entries(booked: Sequence[Booked], on: date) -> str:
    """One entry for all debits and one for all credits, as banks book a batch."""
    return "".join(_entry([each for each in booked if each.debit is debit], on) for debit in (True, False))


def _entry(booked: Sequence[Booked], on: date) -> str:
    if not booked:
        return ""
    direction = "DBIT" if booked[0].debit else "CRDT"
    head = (
        f"<Ntry>{_amount(sum(each.amount_tenge for each in booked))}<CdtDbtInd>{direction}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{on.isoformat()}</Dt></BookgDt><BkTxCd><Prtry><Cd>BATCH</Cd></Prtry></BkTxCd><NtryDtls>\n"
    )
    rows = "".join(_detail(each, direction) for each in booked)
    return f"{head}{rows}</NtryDtls></Ntry>\n"


def _detail(each: Booked, direction: str) -> str:
    back = f"<RtrInf><Rsn><Cd>{each.reason}</Cd></Rsn></RtrInf>" if each.reason else ""
    return (
        f"<TxDtls><Refs><EndToEndId>{escape(each.end_to_end_id)}</EndToEndId></Refs>{_amount(each.amount_tenge)}"
        f"<CdtDbtInd>{direction}</CdtDbtInd>{back}</TxDtls>\n"
    )
