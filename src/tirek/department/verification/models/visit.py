"""A visit of the participating commission to a family."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TerritoryField
from tirek.department.verification.enums import NoAct, VisitState, Vote


def place_on_earth() -> Q:
    """Both coordinates or none; degrees of WGS 84. A comparison with null is no answer, so null is asked for by name."""
    known = Q(latitude__isnull=False, longitude__isnull=False)
    on_earth = Q(latitude__range=(-90, 90), longitude__range=(-180, 180))
    return Q(latitude__isnull=True, longitude__isnull=True) | (known & on_earth)


class Visit(models.Model):
    """One visit, with its act or with the reason why there is none.

    ``act`` holds the fields of the act by their names in ``act.yaml``. ``latitude`` and ``longitude`` are degrees (WGS 84),
    ``accuracy_m`` what the device says, ``distance_m`` how far from the registered address, null where its place is not
    known. The conclusion is that of most votes.
    """

    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="visits")
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, related_name="+")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    command = models.UUIDField(null=True, unique=True)
    state = models.CharField(max_length=10, choices=VisitState, default=VisitState.ASSIGNED)
    clock = models.CharField(max_length=60, blank=True)
    due_on = models.DateField(null=True)
    assigned_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField(auto_now_add=True)
    visited_at = models.DateTimeField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    distance_m = models.IntegerField(null=True)
    act = models.JSONField(default=dict, blank=True)
    no_act = models.CharField(max_length=14, choices=NoAct, blank=True)
    conclusion = models.CharField(max_length=12, choices=Vote, blank=True)
    reasons = models.CharField(max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=VisitState.values), name="visit_state_known"),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | (Q(visited_at__isnull=False, closed_at__isnull=False, no_act="") & ~Q(conclusion="") & ~Q(act={})),
                name="visit_closed_with_act_and_conclusion",
            ),
            models.CheckConstraint(
                condition=~Q(state="no_act") | (~Q(no_act="") & Q(closed_at__isnull=False, conclusion="")),
                name="visit_without_act_says_why",
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state__in=["assigned", "visited"]), name="visit_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | (Q(closed_at__isnull=False) & ~Q(reasons="")),
                name="visit_cancelled_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="visited") | (Q(visited_at__isnull=False, command__isnull=False) & ~Q(act={})),
                name="visit_visited_has_an_act",
            ),
            models.CheckConstraint(condition=place_on_earth(), name="visit_place_on_earth"),
            models.CheckConstraint(
                condition=(Q(accuracy_m__isnull=True) | Q(accuracy_m__gte=0, latitude__isnull=False))
                & (Q(distance_m__isnull=True) | Q(distance_m__gte=0, latitude__isnull=False)),
                name="visit_distance_of_a_place",
            ),
        ]
        indexes = [
            models.Index(
                fields=["territory", "due_on"], name="visit_open", condition=Q(state__in=["assigned", "visited"])
            ),
            models.Index(fields=["family"], name="visit_family"),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"


class VisitMember(models.Model):
    """A member of the commission on a visit, and the vote."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    vote = models.CharField(max_length=12, choices=Vote, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    voted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "user"], name="visit_member_once"),
            models.CheckConstraint(
                condition=Q(vote="", voted_at__isnull=True) | (~Q(vote="") & Q(voted_at__isnull=False)),
                name="visit_vote_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"visit member {self.pk}"


class VisitPhoto(models.Model):
    """A photo of a visit: the stored file, when and where it was taken by the device's word."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "file"], name="visit_photo_once"),
            models.CheckConstraint(condition=place_on_earth(), name="visit_photo_place_on_earth"),
        ]

    def __str__(self) -> str:
        return f"visit photo {self.pk}"
