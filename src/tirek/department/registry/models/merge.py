"""That two records turned out to be one person, and pairs of records that may be."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tirek.department.core.fields import TerritoryField
from tirek.department.registry.enums import DuplicateState


class Merge(models.Model):
    """One decision that ``loser`` is the same person as ``survivor``; nothing of either is moved, so that it can be undone.

    Standing merges make a forest; ``Person.merged_into`` is the root of a record's tree, kept by the actions and checked by
    the database. ``loser_territory`` is the district to which an undone merge gives the record back.
    """

    loser = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    survivor = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    loser_territory = TerritoryField()
    reason = models.CharField(max_length=300)
    needs_second = models.BooleanField()
    requested_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    effective_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undo_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(loser=F("survivor")), name="merge_of_two_records"),
            models.CheckConstraint(condition=~Q(reason=""), name="merge_has_reason"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("requested_by")), name="merge_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(effective_at__isnull=True) | Q(needs_second=False) | Q(confirmed_by__isnull=False),
                name="merge_confirmed_where_needed",
            ),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True, undo_reason="")
                | (Q(undone_by__isnull=False, undone_at__isnull=False) & ~Q(undo_reason="")),
                name="merge_undone_whole",
            ),
            models.UniqueConstraint(fields=["loser"], condition=Q(undone_at__isnull=True), name="merge_one_standing"),
        ]
        indexes = [models.Index(fields=["survivor"], name="merge_survivor")]

    def __str__(self) -> str:
        return f"merge {self.pk}"


class DuplicateCandidate(models.Model):
    """Two records that may be one person: found at entry or by the linkage of the whole registry.

    It holds no personal data: whoever sees either record sees the pair, and of the other record only what policies show.
    """

    first = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    score_percent = models.PositiveSmallIntegerField()
    reasons = ArrayField(models.CharField(max_length=20), default=list)
    state = models.CharField(max_length=10, choices=DuplicateState, default=DuplicateState.OPEN)
    found_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    rejection_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-score_percent", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_in_order"),
            models.CheckConstraint(condition=Q(score_percent__lte=100), name="duplicate_score_in_percent"),
            models.CheckConstraint(condition=Q(state__in=DuplicateState.values), name="duplicate_state_known"),
            models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="duplicate_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected", rejection_reason=""),
                name="duplicate_rejected_for_a_reason",
            ),
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
        ]
        indexes = [
            models.Index(fields=["second"], name="duplicate_second"),
            models.Index(fields=["score_percent", "id"], name="duplicate_open_by_score", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"duplicate {self.pk}"
