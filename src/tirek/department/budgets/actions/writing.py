"""The pen of the ledger: one entry at a time, its line locked first, a limit that does not allow it said by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.budgets.enums import Account, EntryKind
from tirek.department.budgets.models import Entry, Line, Posting
from tirek.department.budgets.models.ledger import ONCE
from tirek.department.core.refusals import Refused, refused_constraints

PORTION = 200
"""Entries of one statement: their postings are written together."""
OVERDRAWN = Refused(
    "limit_overdrawn",
    _("The limit does not allow this: some month would have less than nothing left. Change the amounts, or the limit."),
)
LACKING = Refused(
    "not_so_much_there",
    _("There is not so much on that account of the limit and month. Look at the ledger of the limit."),
)
SENTENCES = {
    "limit_not_overdrawn": (OVERDRAWN.code, OVERDRAWN.message, ""),
    **dict.fromkeys(
        (
            "plan_not_negative",
            "reserved_not_negative",
            "committed_not_negative",
            "paid_not_negative",
            "returned_of_what_was_paid",
        ),
        (LACKING.code, LACKING.message, ""),
    ),
}
BETWEEN: Mapping[EntryKind, tuple[Account, Account]] = {
    EntryKind.PLAN: (Account.PLAN, Account.FREE),
    EntryKind.AMEND: (Account.PLAN, Account.FREE),
    EntryKind.TRANSFER: (Account.PLAN, Account.FREE),
    EntryKind.RESERVE: (Account.FREE, Account.RESERVED),
    EntryKind.RELEASE: (Account.RESERVED, Account.FREE),
    EntryKind.COMMIT: (Account.RESERVED, Account.COMMITTED),
    EntryKind.UNCOMMIT: (Account.COMMITTED, Account.RESERVED),
    EntryKind.PAY: (Account.COMMITTED, Account.PAID),
    EntryKind.GIVE_BACK: (Account.RETURNED, Account.RESERVED),
    EntryKind.RECOVER: (Account.RETURNED, Account.FREE),
}
"""From which account each kind takes, and into which it puts."""


@dataclass(frozen=True)
class Source:
    """What asks for an entry: the noun and number of a row, and ``part`` where it writes several on one line."""

    kind: str
    id: int
    part: str = ""


def lock_lines(lines: Iterable[int]) -> None:
    """Lock budget lines until the transaction ends, in the order of their numbers. One query.

    Whoever writes to several lines in one transaction locks them all first: so two of them never wait for one another.
    """
    wanted = sorted(set(lines))
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute("SELECT budgets_lock_lines(%s::bigint[])", [wanted])


def write_entry(
    line: Line | int,
    kind: EntryKind,
    amounts: Mapping[int, int],
    source: Source,
    *,
    acting_user: User | None,
    act: str = "",
) -> Entry:
    """Write one entry, its line locked; where its source wrote it already, that one is given and nothing is written.

    Parameters
    ----------
    amounts
        Month (1 to 12) -> whole tenge that move; months of nought are left out. Negative only for amendments and transfers.

    Raises
    ------
    Refused
        ``limit_overdrawn``, ``not_so_much_there``; ``nothing_to_move`` where no month has an amount; ``moved_otherwise``
        where the source wrote other amounts before.
    """
    line_id = line if isinstance(line, int) else line.pk
    moved = {month: amount for month, amount in amounts.items() if amount}
    if not moved:
        raise Refused("nothing_to_move", _("There is nothing to move: all amounts are nought."))
    with transaction.atomic():
        lock_lines([line_id])
        if kind in ONCE:
            done = Entry.objects.filter(
                line=line_id, kind=kind, source_kind=source.kind, source_id=source.id, source_part=source.part
            ).first()
            if done is not None:
                return _the_same(done, moved)
        entry = Entry.objects.create(
            line_id=line_id,
            kind=kind,
            source_kind=source.kind,
            source_id=source.id,
            source_part=source.part,
            act=act,
            made_by=acting_user,
        )
        _post(_rows(entry, kind, moved))
    return entry


@dataclass(frozen=True)
class Move:
    """One entry to be written with others: what is reserved or released."""

    line: int
    kind: EntryKind
    amounts: Mapping[int, int]
    source: Source


def write_entries(moves: Sequence[Move], *, acting_user: User | None) -> list[Entry]:
    """Many entries at once, in their order; the caller holds the lines. Of kinds that one source may write again only.

    Raises
    ------
    Refused
        ``limit_overdrawn``, ``not_so_much_there``.
    """
    made: list[Entry] = []
    for start in range(0, len(moves), PORTION):
        portion = moves[start : start + PORTION]
        entries = Entry.objects.bulk_create(
            Entry(
                line_id=move.line,
                kind=move.kind,
                source_kind=move.source.kind,
                source_id=move.source.id,
                source_part=move.source.part,
                made_by=acting_user,
            )
            for move in portion
        )
        _post(
            row for entry, move in zip(entries, portion, strict=True) for row in _rows(entry, move.kind, move.amounts)
        )
        made += entries
    return made


def reverse_entry(entry: Entry, act: str, *, acting_user: User) -> Entry:
    """Undo an entry by another that mirrors it; once.

    Raises
    ------
    Refused
        ``limit_overdrawn``, ``not_so_much_there``; ``reversed_already``; ``a_correction_stays``.
    """
    with transaction.atomic():
        lock_lines([entry.line_id])
        if entry.kind == EntryKind.CORRECT:
            raise Refused("a_correction_stays", _("A correction is not corrected: write the right entry instead."))
        if Entry.objects.filter(reverses=entry).exists():
            raise Refused("reversed_already", _("This entry is reversed already."))
        made = Entry.objects.create(
            line_id=entry.line_id,
            kind=EntryKind.CORRECT,
            source_kind=entry.source_kind,
            source_id=entry.source_id,
            source_part=entry.source_part,
            act=act,
            made_by=acting_user,
            reverses=entry,
        )
        _post(
            Posting(entry=made, account=each.account, month=each.month, amount=-each.amount)
            for each in entry.postings.order_by("month", "account")
        )
    return made


def _rows(entry: Entry, kind: EntryKind, amounts: Mapping[int, int]) -> Iterator[Posting]:
    taken, put = BETWEEN[kind]
    for month, amount in sorted(amounts.items()):
        yield Posting(entry=entry, account=taken, month=month, amount=-amount)
        yield Posting(entry=entry, account=put, month=month, amount=amount)


def _post(rows: Iterable[Posting]) -> None:
    with refused_constraints(SENTENCES), transaction.atomic():
        Posting.objects.bulk_create(rows)


def _the_same(done: Entry, moved: Mapping[int, int]) -> Entry:
    put = BETWEEN[EntryKind(done.kind)][1]
    if dict(done.postings.filter(account=put).values_list("month", "amount")) != dict(moved):
        raise Refused("moved_otherwise", _("This was written into the ledger already, with other amounts."))
    return done
