"""camt.054.001.08, notice of debits and credits: above all what came back."""

from __future__ import annotations

from datetime import datetime

from tirek.settlement.iso20022.documents import find_nodes, find_text, read_document
from tirek.settlement.iso20022.entries import read_entry
from tirek.settlement.replies import Item, Reply, ReplyKind

MESSAGE = "camt.054.001.08"


def read_notice(data: bytes, file: str) -> Reply:
    """A notice.

    Raises
    ------
    FileRefused
        If it is not whole, strict and clear.
    """
    _, root = read_document(data, file, (MESSAGE,))
    message = root[0]
    items: list[Item] = []
    unnamed = 0
    for part in find_nodes(message, "Ntfctn"):
        for entry in find_nodes(part, "Ntry"):
            _, found, others = read_entry(entry, file)
            items += found
            unnamed += others
    return Reply(
        kind=ReplyKind.NOTICE,
        message_id=find_text(message, "GrpHdr/MsgId"),
        made_at=datetime.fromisoformat(find_text(message, "GrpHdr/CreDtTm")),
        items=tuple(items),
        entries_unnamed=unnamed,
    )
