"""One fact of a case, and how it was settled."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.verification.enums import CheckSource, CheckState


class FactCheck(models.Model):
    """What was declared of a fact, what was found, and which of them stands.

    Values are in the stored form of the law; null is "unknown". ``row`` and ``person`` are as in
    ``applications.DeclaredFact``. A discrepancy is settled by an officer with a reason: ``settled_value`` stands then, and
    ``settled_source`` says on what ground.
    """

    case = models.ForeignKey("applications.Case", on_delete=models.PROTECT, related_name="checks")
    entity = models.CharField(max_length=10)
    row = models.PositiveSmallIntegerField(default=0)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, related_name="+")
    fact = models.CharField(max_length=60)
    declared_value = models.BigIntegerField(null=True)
    found_value = models.BigIntegerField(null=True)
    found_source = models.CharField(max_length=12, choices=CheckSource, blank=True)
    found_at = models.DateTimeField(null=True)
    evidence = models.ForeignKey("registry.RegisterAnswer", on_delete=models.PROTECT, null=True, related_name="+")
    document = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    visit = models.ForeignKey("verification.Visit", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=CheckState, default=CheckState.OPEN)
    settled_value = models.BigIntegerField(null=True)
    settled_source = models.CharField(max_length=12, choices=CheckSource, blank=True)
    settled_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "entity", "row", "person", "fact"], name="check_fact_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(state__in=CheckState.values), name="check_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["resolved", "unknown"])
                | (Q(settled_by__isnull=False, settled_at__isnull=False) & ~Q(reason="")),
                name="check_settled_by_somebody_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="discrepant") | Q(settled_by__isnull=True), name="check_discrepancy_is_open"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "case"], name="check_discrepant", condition=Q(state="discrepant")),
            models.Index(fields=["person"], name="check_person", condition=Q(person__isnull=False)),
        ]

    @property
    def confidential(self) -> str:
        """The confidential programme of the case: the history of a check is as hidden as the case."""
        return self.case.confidential

    def __str__(self) -> str:
        return f"check {self.pk}"
