"""Lists that come from bodies without an interface, and their rows."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TerritoryField


class IncomingList(models.Model):
    """One list of one body for one period and district. An applied one is undone only by another that corrects it."""

    class State(models.TextChoices):
        """Read; taken over; corrected by a later one."""

        READ = "read", _("read")
        APPLIED = "applied", _("applied")
        CORRECTED = "corrected", _("corrected")

    schema = models.CharField(max_length=40)
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    period_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.READ)
    digest = models.CharField(max_length=64)
    file_rows = models.PositiveIntegerField()
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    applied_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-period_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confidential__in=["", *Confidential.values]), name="list_confidential_known"
            ),
            models.CheckConstraint(condition=Q(state__in=["read", "applied", "corrected"]), name="list_state_known"),
            models.CheckConstraint(condition=Q(period_on__day=1), name="list_period_is_its_first_day"),
            models.CheckConstraint(
                condition=Q(state="read", applied_by__isnull=True, applied_at__isnull=True)
                | (~Q(state="read") & Q(applied_by__isnull=False, applied_at__isnull=False)),
                name="list_applied_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(confidential="") | Q(applied_by__isnull=True) | ~Q(applied_by=F("uploaded_by")),
                name="list_confidential_by_two",
            ),
            models.UniqueConstraint(
                fields=["schema", "territory", "period_on"],
                condition=Q(state="applied"),
                name="list_one_applied_a_period",
            ),
            models.UniqueConstraint(fields=["schema", "territory", "period_on", "digest"], name="list_file_once"),
        ]

    def __str__(self) -> str:
        return f"list {self.pk}"


class ListRow(models.Model):
    """A row, and whose it is. Without a person it carries the list's district."""

    class Match(models.TextChoices):
        """By the number; by name and birth date; several or unlike; nobody; settled by an officer; nobody's for good."""

        IIN = "iin", _("by IIN")
        NAME = "name", _("by name and birth date")
        UNSURE = "unsure", _("unsure")
        NONE = "none", _("nobody found")
        SETTLED = "settled", _("settled by an officer")
        REJECTED = "rejected", _("nobody of ours")

    incoming = models.ForeignKey(IncomingList, on_delete=models.PROTECT, related_name="rows")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    row = models.PositiveIntegerField()
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    match = models.CharField(max_length=10, choices=Match)
    candidates = ArrayField(models.BigIntegerField(), default=list, blank=True)
    data = models.JSONField(default=dict)
    settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["incoming", "row"]
        constraints = [
            models.UniqueConstraint(fields=["incoming", "row"], name="list_row_once"),
            models.UniqueConstraint(
                fields=["incoming", "person"], condition=Q(person__isnull=False), name="list_person_once"
            ),
            models.CheckConstraint(
                condition=Q(match__in=["iin", "name", "settled"], person__isnull=False)
                | Q(match__in=["unsure", "none", "rejected"], person__isnull=True),
                name="list_row_match_has_person",
            ),
            models.CheckConstraint(
                condition=~Q(match__in=["settled", "rejected"]) | (Q(settled_by__isnull=False) & ~Q(reason="")),
                name="list_row_settled_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"list row {self.pk}"


class ListFinding(models.Model):
    """What is wrong with a row that was not read: where, what; never the value."""

    incoming = models.ForeignKey(IncomingList, on_delete=models.PROTECT, related_name="findings")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=40)
    expected = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["incoming", "row", "column", "kind"]
        constraints = [models.UniqueConstraint(fields=["incoming", "row", "column", "kind"], name="list_finding_once")]

    def __str__(self) -> str:
        return f"list finding {self.pk}"
