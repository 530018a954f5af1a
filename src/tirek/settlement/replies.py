"""What comes back, as records: one shape for status reports, statements and notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ReplyKind(StrEnum):
    """Kinds of messages of a bank."""

    STATUS = "pain.002"
    STATEMENT = "camt.053"
    NOTICE = "camt.054"


class Status(StrEnum):
    """What a bank says of one payment."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PAID = "paid"
    RETURNED = "returned"


@dataclass(frozen=True)
class Item:
    """One payment of ours in a message. ``amount_tenge`` is absent in a status report; ``reason`` is an ISO code (``AC04``)."""

    end_to_end_id: str
    status: Status
    reason: str = ""
    booked_on: date | None = None
    amount_tenge: int | None = None


@dataclass(frozen=True)
class Reply:
    """A message of the bank.

    ``about_file`` is the ``message_id`` of the file a status report answers; ``about_all`` what it says of every payment
    of that file it does not name; ``entries_unnamed`` counts entries of the account that carry no reference of ours.
    """

    kind: ReplyKind
    message_id: str
    made_at: datetime
    items: tuple[Item, ...]
    about_file: str = ""
    about_all: Status | None = None
    reason: str = ""
    entries_unnamed: int = 0
