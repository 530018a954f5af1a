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
