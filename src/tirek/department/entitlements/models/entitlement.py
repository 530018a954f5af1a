"""An entitlement: what a signed decision granted."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TengeField, TerritoryField, ValidityField
from tirek.department.entitlements.enums import EntitlementState, Period


class Entitlement(models.Model):
    """What is granted to a holder, for which days, how much a period.

    ``quantity`` counts ``unit``s a period: whole tenge, items, vouchers, hours, days, trips. ``programme`` names the law,
    ``kind_group`` which kinds exclude each other for one person at a time. A change of the amount is a new row whose
    ``previous`` is the one before; the days of both do not overlap. One that is ended or replaced from its first day
    on has no days left (an empty range). ``held_from`` is the first day from which whatever would fall due is held back: by
    a suspension, or by an event that nobody has dealt with yet.
    """

    decision = models.OneToOneField("decisions.Decision", on_delete=models.PROTECT, related_name="entitlement")
    case = models.ForeignKey("applications.Case", on_delete=models.PROTECT, related_name="entitlements")
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    programme = models.CharField(max_length=60)
    kind_group = models.CharField(max_length=40)
    fund = models.CharField(max_length=30, blank=True)
    quantity = TengeField()
    unit = models.CharField(max_length=30)
    period = models.CharField(max_length=10, choices=Period)
    valid = ValidityField()
    state = models.CharField(max_length=10, choices=EntitlementState, default=EntitlementState.ACTIVE)
    held_from = models.DateField(null=True)
    previous = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="next")
    granted_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(period__in=Period.values), name="entitlement_period_known"),
            models.CheckConstraint(condition=Q(state__in=EntitlementState.values), name="entitlement_state_known"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="entitlement_quantity_not_negative"),
            models.CheckConstraint(
                condition=Q(valid__isempty=False) | Q(state__in=["ended", "replaced"]), name="entitlement_lasts"
            ),
            models.CheckConstraint(
                condition=~Q(state="suspended") | Q(held_from__isnull=False), name="entitlement_suspended_from_a_day"
            ),
            ExclusionConstraint(
                name="entitlement_once_a_case_at_a_time",
                expressions=[("case", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
        ]
        indexes = [
            models.Index(fields=["territory", "programme", "state"], name="entitlement_programme"),
            models.Index(fields=["family"], name="entitlement_family"),
            models.Index(fields=["holder"], name="entitlement_holder"),
        ]

    def __str__(self) -> str:
        return f"entitlement {self.pk}"


class EntitlementMember(models.Model):
    """A person counted in an entitlement: in one family at a time for each group of kinds, across all districts."""

    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    kind_group = models.CharField(max_length=40)
    valid = ValidityField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="entitlement_member_in_one_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("kind_group", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"entitlement member {self.pk}"


class EntitlementEvent(models.Model):
    """A suspension, a resumption, an end: by which decision, from which day, why."""

    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="events")
    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=EntitlementState)
    since = models.DateField()
    reason = models.CharField(max_length=1000)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="entitlement_event_says_why"),
            models.UniqueConstraint(fields=["entitlement", "decision"], name="entitlement_event_once_a_decision"),
        ]

    def __str__(self) -> str:
        return f"entitlement event {self.pk}"
