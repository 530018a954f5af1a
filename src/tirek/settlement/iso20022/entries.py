"""Booked entries of an account, as statements and notices share them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tirek.settlement.failures import FileRefused
from tirek.settlement.iso20022.documents import find_node, find_nodes, find_text, read_tenge
from tirek.settlement.replies import Item, Status

NOT_PROVIDED = "NOTPROVIDED"
SIGNS = {"DBIT": -1, "CRDT": 1}


def read_entry(entry: Any, file: str) -> tuple[int, list[Item], int]:
    """What an entry moved (tenge, with its sign), the payments of ours in it, and how many others it has.

    A debit of a payment of ours is "paid", a credit with its reference "returned". Entries not yet booked say nothing.

    Raises
    ------
    FileRefused
    """
    amount = read_tenge(find_node(entry, "Amt"), file)
    sign = SIGNS[find_text(entry, "CdtDbtInd")]
    if find_text(entry, "Sts/Cd") != "BOOK":
        return 0, [], 0
    booked_on = read_day(entry, "BookgDt", file)
    details = [each for part in find_nodes(entry, "NtryDtls") for each in find_nodes(part, "TxDtls")]
    items, unnamed, summed = [], 0, 0
    for node in details:
        told = find_node(node, "Amt")
        if told is None and len(details) > 1:
            raise FileRefused("details_broken", file=file, line=node.sourceline or 0)
        tenge = amount if told is None else read_tenge(told, file)
        summed += tenge
        reference = find_text(node, "Refs/EndToEndId")
        if not reference or reference == NOT_PROVIDED:
            unnamed += 1
            continue
        direction = find_text(node, "CdtDbtInd") or find_text(entry, "CdtDbtInd")
        status = Status.PAID if direction == "DBIT" else Status.RETURNED
        items.append(Item(reference, status, _reason(node), booked_on, tenge))
    if details and summed != amount:
        raise FileRefused("details_broken", file=file, line=entry.sourceline or 0)
    return sign * amount, items, unnamed + (not details)


def read_day(node: Any, path: str, file: str) -> date:
    """The day of a date, or of a moment."""
    day, moment = find_text(node, f"{path}/Dt"), find_text(node, f"{path}/DtTm")
    if not day and not moment:
        raise FileRefused("no_day", file=file, line=node.sourceline or 0)
    return date.fromisoformat(day[:10]) if day else datetime.fromisoformat(moment).date()


def _reason(node: Any) -> str:
    found = find_node(node, "RtrInf/Rsn")
    return "" if found is None else (find_text(found, "Cd") or find_text(found, "Prtry"))
