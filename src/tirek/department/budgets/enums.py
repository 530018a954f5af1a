"""Closed lists of budgets."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Account(TextChoices):
    """Where the money of a line and month stands; an entry takes from one and puts the same into another.

    ``plan`` and ``returned`` are where money comes from: their postings are negative, their balances are shown positive.
    At every moment ``plan + returned = free + reserved + committed + paid``.
    """

    PLAN = "plan", pgettext_lazy("limit", "plan")
    FREE = "free", pgettext_lazy("limit", "left")
    RESERVED = "reserved", pgettext_lazy("limit", "reserved")
    COMMITTED = "committed", pgettext_lazy("limit", "committed")
    PAID = "paid", pgettext_lazy("limit", "paid")
    RETURNED = "returned", pgettext_lazy("limit", "came back")


class EntryKind(TextChoices):
    """What an entry of the ledger does."""

    PLAN = "plan", _("the plan approved")
    AMEND = "amend", _("an amendment of the plan")
    TRANSFER = "transfer", _("a transfer between limits")
    RESERVE = "reserve", _("reserved by a signature")
    RELEASE = "release", _("set free again")
    COMMIT = "commit", _("committed by a list")
    UNCOMMIT = "uncommit", _("the commitment lifted")
    PAY = "pay", _("paid out")
    GIVE_BACK = "give_back", _("came back from the bank")
    RECOVER = "recover", _("recovered from the recipient")
    CORRECT = "correct", _("an entry reversed")


class ProposalState(TextChoices):
    """How a plan, an amendment or a transfer stands."""

    DRAFT = "draft", pgettext_lazy("budget paper", "being prepared")
    PROPOSED = "proposed", pgettext_lazy("budget paper", "waits for approval by another person")
    APPROVED = "approved", pgettext_lazy("budget paper", "approved")
    DROPPED = "dropped", pgettext_lazy("budget paper", "given up")


class WaitingState(TextChoices):
    """How a place on the waiting list stands."""

    WAITING = "waiting", _("waits for money")
    SERVED = "served", _("has been given the money")
    WITHDRAWN = "withdrawn", _("taken off the list")
