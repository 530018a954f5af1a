"""camt.053.001.08, statement of the account: what was booked. Only it makes a payment paid."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tirek.settlement.failures import FileRefused
from tirek.settlement.iso20022.documents import find_node, find_nodes, find_text, read_document, read_tenge
from tirek.settlement.iso20022.entries import SIGNS, read_entry
from tirek.settlement.replies import Item, Reply, ReplyKind

MESSAGE = "camt.053.001.08"
OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)


def read_statement(data: bytes, file: str) -> Reply:
    """A statement, whose opening balance with its entries makes the closing one.

    Raises
    ------
    FileRefused
        If it is not whole, strict and clear, or its balances do not agree.
    """
    _, root = read_document(data, file, (MESSAGE,))
    message = root[0]
    items: list[Item] = []
    unnamed = 0
    for part in find_nodes(message, "Stmt"):
        moved = 0
        for entry in find_nodes(part, "Ntry"):
            tenge, found, others = read_entry(entry, file)
            moved, unnamed = moved + tenge, unnamed + others
            items += found
        opening, closing = _balance(part, OPENING, file), _balance(part, CLOSING, file)
        if opening is not None and closing is not None and opening + moved != closing:
            raise FileRefused("balance_broken", file=file, line=part.sourceline or 0)
    return Reply(
        kind=ReplyKind.STATEMENT,
        message_id=find_text(message, "GrpHdr/MsgId"),
        made_at=datetime.fromisoformat(find_text(message, "GrpHdr/CreDtTm")),
        items=tuple(items),
        entries_unnamed=unnamed,
    )


def _balance(part: Any, codes: tuple[str, ...], file: str) -> int | None:
    for balance in find_nodes(part, "Bal"):
        if find_text(balance, "Tp/CdOrPrtry/Cd") in codes:
            return SIGNS[find_text(balance, "CdtDbtInd")] * read_tenge(find_node(balance, "Amt"), file)
    return None
