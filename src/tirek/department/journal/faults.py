"""What can go wrong with the journal, the history and their keys: typed, told in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class JournalFault(Exception):
    """A fault of this app. Its text says what to do and names nobody."""

    message: str | Promise = ""

    def __init__(self, message: str | Promise = "") -> None:
        super().__init__(message or self.message)

    def __str__(self) -> str:
        return str(self.args[0])


class JournalUnreachable(JournalFault):
    """The line could not be written: no page with personal data may be sent. The web layer answers 503."""

    message = _("The journal cannot be written now, so personal data stays closed. Try again in a minute.")


class AlreadyChained(JournalFault):
    """The line of this note stands in the journal already; nothing was written."""


class HistoryMissing(JournalFault):
    """A personal row was changed without its history in the same transaction; the database refused the whole of it."""

    message = _("The change was not recorded in the history, so nothing was saved. Repeat it from its page.")


class ChangedMeanwhile(JournalFault):
    """Somebody else changed the row after it was read; nothing was saved."""

    message = _("Somebody changed this record after you opened it. Open it again and repeat your change.")


class KeyUnusable(JournalFault):
    """A key or a value of the history does not open: another key in the environment, or a damaged value."""

    message = _("A value of the history does not open with this key. Check TIREK_HISTORY_KEY.")


class ReasonMissing(JournalFault):
    """An act that needs a reason was given none."""

    message = _("Write the reason.")


class AlreadyProposed(JournalFault):
    """An erasure of this person's history waits for its confirmation already."""

    message = _("An erasure of this history is proposed already: another person must confirm it.")


class FourEyes(JournalFault):
    """The one who proposed may not confirm."""

    message = _("Another person must confirm this.")


class NotAllowed(JournalFault):
    """No post of the viewer gives the ability."""

    message = _("None of your posts allows this.")


class TooManyReveals(JournalFault):
    """The hourly limit of shown identification numbers is used up."""

    message = _("You have opened as many hidden numbers as one hour allows. Wait, or ask the head of your department.")
