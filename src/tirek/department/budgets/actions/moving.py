"""What payments do to a limit: commit, lift, pay, take back. One entry a call, found done where it is asked again.

Each moves ``amount`` tenge of a month; where a list holds several months, `move_months` writes them as one entry. The month is
that of the reservation, whenever it is paid. ``source`` names the list or the bank's message; its ``part`` tells apart what one
source moves on one line.
"""

from __future__ import annotations

from collections.abc import Mapping

from tirek.department.accounts.models import User
from tirek.department.budgets.actions.writing import Source, write_entry
from tirek.department.budgets.enums import EntryKind
from tirek.department.budgets.models import Entry, Line

__all__ = ["Source", "commit", "give_back", "move_months", "pay", "recover", "release", "reserve", "uncommit"]


def move_months(
    line: Line | int, kind: EntryKind, amounts: Mapping[int, int], source: Source, *, acting_user: User | None
) -> Entry:
    """Several months as one entry: month -> tenge. Raises as `write_entry`."""
    return write_entry(line, kind, amounts, source, acting_user=acting_user)


def reserve(line: Line | int, month: int, amount: int, source: Source, *, acting_user: User | None) -> Entry:
    """Set aside what no due row asks for (an invoice, an adjustment): left -> reserved. Not found done: ask once."""
    return _move(EntryKind.RESERVE, line, month, amount, source, acting_user)


def release(line: Line | int, month: int, amount: int, source: Source, *, acting_user: User | None) -> Entry:
    """Set free what `reserve` set aside: reserved -> left. Not found done: ask once."""
    return _move(EntryKind.RELEASE, line, month, amount, source, acting_user)


def commit(line: Line | int, month: int, amount: int, source: Source, *, acting_user: User | None) -> Entry:
    """A list is confirmed: reserved -> committed."""
    return _move(EntryKind.COMMIT, line, month, amount, source, acting_user)


def uncommit(line: Line | int, month: int, amount: int, source: Source, *, acting_user: User | None) -> Entry:
    """What was committed will not be paid by that list: committed -> reserved, to be paid by another."""
    return _move(EntryKind.UNCOMMIT, line, month, amount, source, acting_user)


def pay(line: Line | int, month: int, amount: int, source: Source, *, acting_user: User | None) -> Entry:
    """The bank says paid: committed -> paid."""
    return _move(EntryKind.PAY, line, month, amount, source, acting_user)


def give_back(line: Line | int, month: int, amount: int, source: Source, *, acting_user: User | None) -> Entry:
    """Money paid out came back from the bank: it is reserved again, to be paid anew; what was paid stays in the ledger."""
    return _move(EntryKind.GIVE_BACK, line, month, amount, source, acting_user)


def recover(line: Line | int, month: int, amount: int, source: Source, *, acting_user: User | None) -> Entry:
    """Money recovered from a recipient within its year: it is left to be spent again."""
    return _move(EntryKind.RECOVER, line, month, amount, source, acting_user)


def _move(
    kind: EntryKind, line: Line | int, month: int, amount: int, source: Source, acting_user: User | None
) -> Entry:
    return write_entry(line, kind, {month: amount}, source, acting_user=acting_user)
