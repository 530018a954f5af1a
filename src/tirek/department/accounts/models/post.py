"""The posts that say what a person may do and where."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models

from tirek.department.accounts.enums import Confidential, Role
from tirek.department.accounts.models.user import User
from tirek.department.core.fields import ValidityField


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Post(models.Model):
    """One role of one person in one territory, for a time. A person may hold several; none is ever deleted.

    ``confidential`` holds the kinds that were asked for by one administrator and confirmed by another
    (:class:`ConfidentialGrant`); a trigger refuses any other.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30, choices=Role)
    territory = models.ForeignKey("core.Territory", on_delete=models.PROTECT, related_name="+")
    valid = ValidityField()
    confidential = ArrayField(models.CharField(max_length=20, choices=Confidential), default=list, blank=True)
    appointed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ground = models.CharField(max_length=200)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    end_ground = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["user_id", "role", "territory_id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="post_role_known"),
            models.CheckConstraint(
                condition=models.Q(confidential__contained_by=Confidential.values), name="post_confidential_known"
            ),
            models.CheckConstraint(
                condition=models.Q(appointed_by__isnull=True) | ~models.Q(appointed_by=models.F("user")),
                name="post_not_by_oneself",
            ),
            models.CheckConstraint(condition=models.Q(valid__isempty=False), name="post_valid_some_day"),
            models.UniqueConstraint(fields=["id", "user"], name="post_id_user"),
            ExclusionConstraint(
                name="post_held_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("territory", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.territory_id}"
