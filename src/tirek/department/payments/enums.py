"""Closed lists of payments."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ClosingKind(TextChoices):
    """Which payments a closing gathers: all that are due in a month, or those that do not wait for its end."""

    MONTH = "month", _("close of a month")
    BETWEEN = "between", _("between two closes")


class ClosingState(TextChoices):
    """How far a closing has come."""

    OPEN = "open", pgettext_lazy("closing", "open")
    CHECKED = "checked", pgettext_lazy("closing", "checked")
    SUBMITTED = "submitted", pgettext_lazy("closing", "submitted")
    CLOSED = "closed", pgettext_lazy("closing", "closed")
    CANCELLED = "cancelled", pgettext_lazy("closing", "cancelled")

    @classmethod
    def unfinished(cls) -> tuple[ClosingState, ...]:
        """Those in which something is still to be done."""
        return (cls.OPEN, cls.CHECKED, cls.SUBMITTED)


class Step(TextChoices):
    """What a job of a closing does."""

    COLLECT = "collect", _("collect")
    CHECK = "check", _("check")


class ListState(TextChoices):
    """How a list stands."""

    DRAFTED = "drafted", pgettext_lazy("payment list", "drafted")
    SUBMITTED = "submitted", pgettext_lazy("payment list", "submitted")
    CONFIRMED = "confirmed", pgettext_lazy("payment list", "confirmed")
    SENT = "sent", pgettext_lazy("payment list", "sent")
    SETTLED = "settled", pgettext_lazy("payment list", "settled")
    CANCELLED = "cancelled", pgettext_lazy("payment list", "cancelled")

    @classmethod
    def fixed(cls) -> tuple[ListState, ...]:
        """Those in which nothing but the state changes any more."""
        return (cls.CONFIRMED, cls.SENT, cls.SETTLED)


class PaymentState(TextChoices):
    """How one payment stands."""

    LISTED = "listed", pgettext_lazy("payment", "listed")
    EXCLUDED = "excluded", pgettext_lazy("payment", "excluded")
    SENT = "sent", pgettext_lazy("payment", "sent")
    PAID = "paid", pgettext_lazy("payment", "paid")
    REJECTED = "rejected", pgettext_lazy("payment", "rejected")
    RETURNED = "returned", pgettext_lazy("payment", "returned")
    CANCELLED = "cancelled", pgettext_lazy("payment", "cancelled")

    @classmethod
    def dead(cls) -> tuple[PaymentState, ...]:
        """Those after which the same due row may be paid by another payment."""
        return (cls.EXCLUDED, cls.REJECTED, cls.RETURNED, cls.CANCELLED)


class ExceptionKind(TextChoices):
    """Why something that is due cannot simply be paid."""

    DEAD = "dead", _("the recipient has died")
    MOVED = "moved", _("the recipient has moved to another district")
    NO_ACCOUNT = "no_account", _("there is no account")
    BAD_ACCOUNT = "bad_account", _("the account number is not valid")
    NO_LIMIT = "no_limit", _("there is no money in the limit")
    DUPLICATE = "duplicate", _("the same person is counted twice")
    BREACH = "breach", _("the social contract is breached")
    HELD = "held", _("it is held back")
    NAME_CHANGED = "name_changed", _("the name has changed")
    CLAIM_OPEN = "claim_open", _("there is an open claim")

    @classmethod
    def judged(cls) -> tuple[ExceptionKind, ...]:
        """Those that an officer may let pass with a reason; the others go when their cause is gone."""
        return (cls.MOVED, cls.DUPLICATE, cls.NAME_CHANGED, cls.CLAIM_OPEN)


class ExceptionState(TextChoices):
    """How an exception stands."""

    OPEN = "open", pgettext_lazy("exception", "open")
    CLEARED = "cleared", pgettext_lazy("exception", "cleared")
    EXCLUDED = "excluded", pgettext_lazy("exception", "left out of this closing")


class AdjustmentCause(TextChoices):
    """Why more is paid than a due row says."""

    UNDERPAYMENT = "underpayment", _("underpaid")
    REVERSAL = "reversal", _("a claim was taken back")


class InvoiceKind(TextChoices):
    """Who asks for money, and what for."""

    PROVIDER = "provider", _("invoice of a provider")
    OPERATOR = "operator", _("invoice of an operator")
    SUPPLIER_ACT = "supplier_act", _("act of a supplier")
    INSURANCE = "insurance", _("insurance contributions")


class InvoiceState(TextChoices):
    """How an invoice stands."""

    RECEIVED = "received", pgettext_lazy("invoice", "received")
    CHECKED = "checked", pgettext_lazy("invoice", "checked")
    ACCEPTED = "accepted", pgettext_lazy("invoice", "accepted")
    REFUSED = "refused", pgettext_lazy("invoice", "refused")
    PAID = "paid", pgettext_lazy("invoice", "paid")


class FileState(TextChoices):
    """How a file for the bank stands."""

    MADE = "made", pgettext_lazy("bank file", "made")
    SENT = "sent", pgettext_lazy("bank file", "sent")
    ACCEPTED = "accepted", pgettext_lazy("bank file", "accepted")
    PARTLY = "partly", pgettext_lazy("bank file", "accepted in part")
    REFUSED = "refused", pgettext_lazy("bank file", "refused")
    SETTLED = "settled", pgettext_lazy("bank file", "settled")


class MessageKind(TextChoices):
    """Messages of the bank."""

    STATUS = "pain.002", _("status report")
    STATEMENT = "camt.053", _("statement of the account")
    NOTICE = "camt.054", _("notice of debits and credits")


class OutcomeStatus(TextChoices):
    """What the bank says of a payment."""

    ACCEPTED = "accepted", pgettext_lazy("outcome", "accepted")
    REJECTED = "rejected", pgettext_lazy("outcome", "rejected")
    PAID = "paid", pgettext_lazy("outcome", "paid")
    RETURNED = "returned", pgettext_lazy("outcome", "returned")


class TreasuryKind(TextChoices):
    """Documents for the treasury, in the order in which they are brought."""

    PLAN = "plan", _("plan of financing")
    RESTORE = "restore", _("restoration of what came back")
    OBLIGATION = "obligation", _("obligation")
    ORDER = "order", _("payment order")


class DocumentState(TextChoices):
    """How a document for the treasury stands."""

    DRAFT = "draft", pgettext_lazy("treasury document", "written")
    SENT = "sent", pgettext_lazy("treasury document", "sent")
    ACCEPTED = "accepted", pgettext_lazy("treasury document", "accepted")
    REFUSED = "refused", pgettext_lazy("treasury document", "refused")


class ReturnState(TextChoices):
    """How a payment that came back stands."""

    OPEN = "open", pgettext_lazy("return", "waits for an officer")
    RESOLVED = "resolved", pgettext_lazy("return", "resolved")


class ReturnEnd(TextChoices):
    """What became of a payment that came back."""

    AGAIN = "again", _("paid again")
    NOT_PAID = "not_paid", _("not to be paid")
