"""pain.002.001.10, status report of payments: what a bank says of a file and of its payments before money moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tirek.settlement.failures import FileRefused
from tirek.settlement.iso20022.documents import NAMESPACE, find_node, find_nodes, find_text, read_document
from tirek.settlement.replies import Item, Reply, ReplyKind, Status

MESSAGE = "pain.002.001.10"
SAID: Mapping[str, Status | None] = {
    **dict.fromkeys(("ACCP", "ACSP", "ACSC", "ACCC", "ACTC", "ACWC", "ACWP"), Status.ACCEPTED),
    "RJCT": Status.REJECTED,
    **dict.fromkeys(("PART", "PDNG", "RCVD", ""), None),
}
"""Even "settled" is here only an acceptance: a payment is paid when the statement of the account books it."""


def read_status(data: bytes, file: str) -> Reply:
    """A status report.

    Raises
    ------
    FileRefused
        If it is not whole, strict and clear.
    """
    _, root = read_document(data, file, (MESSAGE,))
    report = root[0]
    group = report.find(f"{{{NAMESPACE}{MESSAGE}}}OrgnlGrpInfAndSts")
    about_all, reason = SAID[find_text(group, "GrpSts")], _reason(group)
    items: list[Item] = []
    for instruction in find_nodes(report, "OrgnlPmtInfAndSts"):
        said = find_text(instruction, "PmtInfSts")
        if SAID[said] is not None:
            about_all, reason = SAID[said], _reason(instruction) or reason
        items += _items(find_nodes(instruction, "TxInfAndSts"), file)
    return Reply(
        kind=ReplyKind.STATUS,
        message_id=find_text(report, "GrpHdr/MsgId"),
        made_at=datetime.fromisoformat(find_text(report, "GrpHdr/CreDtTm")),
        items=tuple(items),
        about_file=find_text(group, "OrgnlMsgId"),
        about_all=about_all,
        reason=reason,
    )


def _items(nodes: Iterable[Any], file: str) -> list[Item]:
    items = []
    for node in nodes:
        status, reference = SAID[find_text(node, "TxSts")], find_text(node, "OrgnlEndToEndId")
        if not reference:
            raise FileRefused("no_reference", file=file, line=node.sourceline or 0)
        if status is not None:
            items.append(Item(reference, status, _reason(node)))
    return items


def _reason(node: Any) -> str:
    found = find_node(node, "StsRsnInf/Rsn")
    return "" if found is None else (find_text(found, "Cd") or find_text(found, "Prtry"))
