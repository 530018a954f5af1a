"""The ledger: entries that balance, are never changed, and are put right by reversal; and the balances kept from them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tirek.department.budgets.enums import Account, EntryKind
from tirek.department.budgets.models.line import Line
from tirek.department.core.fields import TengeField

ONCE = ["plan", "amend", "transfer", "commit", "uncommit", "pay", "give_back", "recover"]
"""Kinds that one source writes once a line: done again, they are found done. What a case reserves it may reserve by and by."""


class Entry(models.Model):
    """One movement on a line: what it does, what asked for it (``source_kind`` and id, e.g. ``case``, ``payment_list``).

    ``source_part`` tells movements of one source on one line apart. An entry that ``reverses`` another undoes it, once.
    """

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind)
    source_kind = models.CharField(max_length=30)
    source_id = models.BigIntegerField()
    source_part = models.CharField(max_length=40, blank=True)
    act = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="entry_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="correct", reverses__isnull=False) & ~Q(act="")
                | ~Q(kind="correct") & Q(reverses__isnull=True),
                name="entry_corrects_by_reversal",
            ),
            models.UniqueConstraint(
                fields=["line", "kind", "source_kind", "source_id", "source_part"],
                condition=Q(kind__in=ONCE),
                name="entry_once_a_source",
            ),
        ]
        indexes = [
            models.Index(fields=["line", "-id"], name="entry_of_line"),
            models.Index(fields=["source_kind", "source_id"], name="entry_source"),
        ]

    def __str__(self) -> str:
        return f"ledger entry {self.pk}"


class Posting(models.Model):
    """What an entry puts into an account of a month, or takes from it (negative); in each month they sum to nought."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.CharField(max_length=10, choices=Account)
    month = models.PositiveSmallIntegerField()
    amount = TengeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "account", "month"], name="posting_once"),
            models.CheckConstraint(condition=Q(account__in=Account.values), name="posting_account_known"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="posting_month"),
            models.CheckConstraint(condition=~Q(amount=0), name="posting_moves_something"),
        ]

    def __str__(self) -> str:
        return f"posting {self.pk}"


class MonthBalance(models.Model):
    """What stands on each account of a line and month, kept by the database from the postings; the app only reads it.

    ``free`` of one month may be negative: earlier months lend what they did not spend. Summed from January to any month it
    may not.
    """

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="balances")
    month = models.PositiveSmallIntegerField()
    plan = TengeField(default=0)
    free = TengeField(default=0)
    reserved = TengeField(default=0)
    committed = TengeField(default=0)
    paid = TengeField(default=0)
    returned = TengeField(default=0)

    class Meta:
        ordering = ["line", "month"]
        constraints = [
            models.UniqueConstraint(fields=["line", "month"], name="month_balance_once"),
            models.CheckConstraint(condition=Q(plan__gte=0), name="plan_not_negative"),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="reserved_not_negative"),
            models.CheckConstraint(condition=Q(committed__gte=0), name="committed_not_negative"),
            models.CheckConstraint(condition=Q(paid__gte=0), name="paid_not_negative"),
            models.CheckConstraint(
                condition=Q(returned__gte=0, returned__lte=F("paid")), name="returned_of_what_was_paid"
            ),
            models.CheckConstraint(
                condition=Q(plan=F("free") + F("reserved") + F("committed") + F("paid") - F("returned")),
                name="month_balance_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"balance of line {self.line_id}, month {self.month}"
