"""Messages of the bank: each taken once, applied whole in one transaction or not at all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import current_viewer
from tirek.department.budgets.actions.moving import Source, move_months
from tirek.department.budgets.actions.writing import lock_lines
from tirek.department.budgets.enums import EntryKind
from tirek.department.core.refusals import Refused
from tirek.department.files.actions import store_file
from tirek.department.files.enums import FileKind
from tirek.department.files.faults import FileRefused as StoringRefused
from tirek.department.files.models import StoredFile
from tirek.department.journal.notes import note_write
from tirek.department.payments.actions.files import put_payments_on_the_way
from tirek.department.payments.enums import FileState, InvoiceState, ListState, PaymentState
from tirek.department.payments.house import at_work, rows_of, run
from tirek.department.payments.models import BankFile, BankMessage, Invoice, Payment, PaymentList
from tirek.department.payments.statements import replying
from tirek.settlement.bank import Bank
from tirek.settlement.failures import FileRefused
from tirek.settlement.iso20022.messages import read_message
from tirek.settlement.replies import Item, Reply, Status

SOURCE = "bank_message"
"""What the ledger calls a message."""
ORDER = list(Status)
NOTED_PERSONS = 500
OUR_REFERENCE = re.compile(r"[A-Za-z0-9.-]{1,35}", re.ASCII)
log = structlog.get_logger(__name__)


@dataclass
class _Row:
    """A payment that a message names, as the database has it now."""

    id: int
    state: str
    amount_tenge: int
    list_id: int
    line_id: int
    territory: str
    confidential: str
    month: int
    invoice_id: int | None
    holder_id: int | None
    on_its_way: bool


@dataclass
class _Judged:
    """What a message does: outcomes to write, payments to move, what could not be applied."""

    outcomes: list[tuple[_Row, Item]] = field(default_factory=list)
    moved: dict[str, list[_Row]] = field(default_factory=lambda: defaultdict(list))
    returned_unpaid: list[_Row] = field(default_factory=list)
    words: dict[int, Item] = field(default_factory=dict)
    unmatched: list[dict[str, Any]] = field(default_factory=list)


def take_message(data: bytes, file_name: str, *, acting_user: User | None) -> BankMessage:
    """Apply a message of the bank: payments become rejected, paid, returned; the ledger follows.

    The same message again changes nothing and is given back as it was taken. What it says of payments that are not ours, or
    against what was said before, is kept with the message and waits for a person.

    Raises
    ------
    FileRefused
        If it is not what its format says.
    Refused
        ``message_differs``: another content came under a number that was taken.
    """
    reply = read_message(data, file_name)
    home = _home()
    digest = sha256(data).hexdigest()
    with at_work("take_message"):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 7435))", [f"{reply.kind}|{reply.message_id}"]
            )
        taken = BankMessage.objects.filter(kind=reply.kind, message_id=reply.message_id).first()
        if taken is not None:
            if taken.digest != digest:
                log.error("bank_message_differs", message=taken.pk)
                raise Refused(
                    "message_differs",
                    _("Another content was taken under this number before. Nothing is changed: ask the bank."),
                )
            return taken
        return _apply(reply, data, digest, home, acting_user)


def fetch_replies(bank: Bank, *, acting_user: User | None) -> int:
    """Take every reply that waits at the bank; how many. One that is refused stays there and does not stop the others.

    Raises
    ------
    LinkDown, LinkRefused
        From the bank; what was taken is taken.
    FileRefused, Refused
        The first refusal, after all others were taken.
    """
    count = 0
    first: Exception | None = None
    for each in bank.waiting():
        data = bank.fetch(each.number)
        try:
            take_message(data, each.name, acting_user=acting_user)
        except (FileRefused, Refused, StoringRefused) as refusal:
            log.error("bank_message_refused", code=getattr(refusal, "code", "not_stored"), number=each.number)
            first = first or refusal
            continue
        bank.mark_taken(each.number)
        count += 1
    if first is not None:
        raise first
    return count


def _apply(reply: Reply, data: bytes, digest: str, home: str, acting_user: User | None) -> BankMessage:
    named = [item.end_to_end_id for item in reply.items]
    lists = _lock_lists(named, reply.about_file)
    rows = _payments(named, reply)
    judged = _judge(reply, rows)
    touched = [row for row, _item in judged.outcomes]
    message = BankMessage.objects.create(
        kind=str(reply.kind),
        message_id=reply.message_id,
        territory=_territory(touched, home),
        digest=digest,
        stored=_store(data, touched, home, acting_user),
        made_at=reply.made_at,
        taken_by=acting_user,
        items=len(reply.items),
        applied=len(judged.outcomes),
        entries_unnamed=reply.entries_unnamed,
        unmatched=judged.unmatched,
    )
    _write_outcomes(message, judged)
    _move_payments(lists, judged, touched)
    _move_money(message, judged, acting_user)
    _open_returns(message, judged)
    _settle_files(lists)
    _note(message, judged, acting_user)
    return message


def _lock_lists(named: list[str], about_file: str) -> list[PaymentList]:
    """The lists a message is about, locked before their payments, as whoever sends does."""
    told = {"named": named, "about": about_file}
    ids = [row[0] for row in rows_of(replying.LISTS, told)]
    return list(PaymentList.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def _payments(named: list[str], reply: Reply) -> dict[str, _Row]:
    about = reply.about_file if reply.about_all is not None else ""
    found = rows_of(replying.PAYMENTS, {"named": named, "about": about})
    return {row[0]: _Row(*row[1:]) for row in found}


def _judge(reply: Reply, rows: Mapping[str, _Row]) -> _Judged:
    """What each item does to its payment; items of one payment in the order of its life, however the message has them."""
    judged = _Judged()
    seen: set[tuple[int, Status]] = set()
    for item in sorted(_items(reply, rows), key=lambda item: ORDER.index(item.status)):
        row = rows.get(item.end_to_end_id)
        why = _obstacle(item, row)
        if row is None or why:
            reference = item.end_to_end_id if OUR_REFERENCE.fullmatch(item.end_to_end_id) else "?"
            judged.unmatched.append({"reference": reference, "status": str(item.status), "why": why})
            continue
        if (row.id, item.status) in seen:
            continue
        seen.add((row.id, item.status))
        judged.outcomes.append((row, item))
        _step(judged, row, item)
    return judged


def _items(reply: Reply, rows: Mapping[str, _Row]) -> Iterable[Item]:
    yield from reply.items
    if reply.about_all is not None:
        named = {item.end_to_end_id for item in reply.items}
        for reference in rows:
            if reference not in named:
                yield Item(reference, reply.about_all, reply.reason)


def _obstacle(item: Item, row: _Row | None) -> str:
    """Why an item cannot be applied: ``unknown``, ``not_sent``, ``amount``, ``contradicts``; empty where it can."""
    if row is None:
        return "unknown"
    if not row.on_its_way or row.state in (PaymentState.EXCLUDED, PaymentState.CANCELLED):
        return "not_sent"
    if item.amount_tenge is not None and item.amount_tenge != row.amount_tenge:
        return "amount"
    against = {
        Status.REJECTED: (PaymentState.PAID, PaymentState.RETURNED),
        Status.PAID: (PaymentState.REJECTED,),
        Status.RETURNED: (PaymentState.REJECTED,),
    }
    return "contradicts" if row.state in against.get(item.status, ()) else ""


def _step(judged: _Judged, row: _Row, item: Item) -> None:
    open_states = (PaymentState.LISTED, PaymentState.SENT)
    if item.status == Status.REJECTED and row.state in open_states:
        state = PaymentState.REJECTED
    elif item.status == Status.PAID and row.state in open_states:
        state = PaymentState.PAID
    elif item.status == Status.RETURNED and row.state != PaymentState.RETURNED:
        state = PaymentState.RETURNED
        if row.state in open_states:
            judged.returned_unpaid.append(row)
    else:
        return
    judged.moved[state].append(row)
    judged.words[row.id] = item
    row.state = state


def _write_outcomes(message: BankMessage, judged: _Judged) -> None:
    rows = [
        (row.id, str(item.status), item.reason[:35], item.booked_on, item.amount_tenge) for row, item in judged.outcomes
    ]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], [], []]
    names = ("payments", "statuses", "reasons", "days", "amounts")
    run(replying.WRITE_OUTCOMES, {"message": message.pk, **dict(zip(names, columns, strict=True))})


def _move_payments(lists: Iterable[PaymentList], judged: _Judged, touched: list[_Row]) -> None:
    ours = {row.list_id for row in touched}
    for each in lists:
        if each.pk in ours:
            put_payments_on_the_way(each)
            _mark_sent(each, [row.id for row in touched if row.list_id == each.pk])
    for state in (PaymentState.REJECTED, PaymentState.PAID, PaymentState.RETURNED):
        moved = [row.id for row in judged.moved.get(state, ())]
        if moved:
            Payment.objects.filter(pk__in=moved).update(state=state)
    for state, invoice_state in (
        (PaymentState.PAID, InvoiceState.PAID),
        (PaymentState.RETURNED, InvoiceState.ACCEPTED),
    ):
        invoices = [row.invoice_id for row in judged.moved.get(state, ()) if row.invoice_id]
        if invoices:
            Invoice.objects.filter(pk__in=invoices).update(state=invoice_state, version=F("version") + 1)


def _mark_sent(payment_list: PaymentList, touched: list[int]) -> None:
    """A file whose sender was cut off before the mark is marked by the bank's answer: evidently it went."""
    for file in payment_list.files.filter(state=FileState.MADE):
        if any(file.first_payment <= each <= file.last_payment for each in touched):
            BankFile.objects.filter(pk=file.pk).update(state=FileState.SENT, sent_at=timezone.now())


def _move_money(message: BankMessage, judged: _Judged, acting_user: User | None) -> None:
    """One entry of the ledger for each kind and list: what was rejected, paid, given back."""
    moved = judged.moved
    steps = (
        (EntryKind.UNCOMMIT, moved.get(PaymentState.REJECTED, [])),
        (EntryKind.PAY, [*moved.get(PaymentState.PAID, []), *judged.returned_unpaid]),
        (EntryKind.GIVE_BACK, moved.get(PaymentState.RETURNED, [])),
    )
    lock_lines(row.line_id for _kind, rows in steps for row in rows)
    for kind, rows in steps:
        by_list: dict[tuple[int, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for row in rows:
            by_list[row.line_id, row.list_id][row.month] += row.amount_tenge
        for (line_id, list_id), months in sorted(by_list.items()):
            source = Source(SOURCE, message.pk, str(list_id))
            move_months(line_id, kind, months, source, acting_user=acting_user)


def _open_returns(message: BankMessage, judged: _Judged) -> None:
    moved = [*judged.moved.get(PaymentState.REJECTED, ()), *judged.moved.get(PaymentState.RETURNED, ())]
    told = {
        "message": message.pk,
        "payments": [row.id for row in moved],
        "reasons": [judged.words[row.id].reason[:35] for row in moved],
        "days": [judged.words[row.id].booked_on for row in moved],
    }
    if moved:
        run(replying.OPEN_RETURNS, told)


def _settle_files(lists: Iterable[PaymentList]) -> None:
    """States of the files and lists follow from the states of their payments and from what the bank said."""
    for each in lists:
        for file_id, state in rows_of(replying.FILE_STATES, {"list": each.pk}):
            BankFile.objects.filter(pk=file_id).exclude(state__in=[state, FileState.SETTLED, FileState.REFUSED]).update(
                state=state
            )
        waiting = each.payments.filter(state__in=[PaymentState.LISTED, PaymentState.SENT]).exists()
        if not waiting and each.state == ListState.SENT:
            PaymentList.objects.filter(pk=each.pk).update(state=ListState.SETTLED, version=F("version") + 1)


def _home() -> str:
    """Where a message of nobody's payments belongs: the department's territory, or that of the officer who brought it."""
    whole, territories = str(settings.DEPARTMENT_KATO), current_viewer().territories
    return whole if whole in territories or not territories else territories[0]


def _territory(touched: Iterable[_Row], home: str) -> str:
    """The district of all payments of a message, or the department's whole territory."""
    found = {row.territory for row in touched}
    if not found:
        return home
    return found.pop() if len(found) == 1 else str(settings.DEPARTMENT_KATO)


def _store(data: bytes, touched: Iterable[_Row], home: str, acting_user: User | None) -> StoredFile:
    rows = list(touched)
    kinds = sorted({row.confidential for row in rows if row.confidential})
    return store_file(
        data,
        original_name="reply.xml",
        kind=FileKind.BANK,
        territory=_territory(rows, home),
        confidential=kinds[0] if kinds else "",
        acting_user=acting_user,
    )


def _note(message: BankMessage, judged: _Judged, acting_user: User | None) -> None:
    persons = sorted({row.holder_id for rows in judged.moved.values() for row in rows if row.holder_id})
    note_write("take", SOURCE, message.pk, persons[:NOTED_PERSONS], acting_user=acting_user)
    for start in range(NOTED_PERSONS, len(persons), NOTED_PERSONS):
        note_write("take", SOURCE, message.pk, persons[start : start + NOTED_PERSONS], acting_user=acting_user)
