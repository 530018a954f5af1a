"""Who stands in for the holder of a post."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from tirek.department.accounts.models.post import Post
from tirek.department.accounts.models.user import User
from tirek.department.core.fields import ValidityField


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Delegation(models.Model):
    """A deputy for a post, for dates inside the post's own; it works on the days on which the holder is absent.

    It names a post and never another delegation, so what one has only by delegation cannot be delegated. The database
    holds the holder to the post (a composite key), the deputy apart from both the holder and the hand that wrote it, and
    the dates inside the post's (a trigger).
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="delegations")
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, related_name="deputy_in")
    valid = ValidityField()
    ground = models.CharField(max_length=200)
    delegated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["post_id", "valid"]
        constraints = [
            models.CheckConstraint(condition=~Q(deputy=F("holder")), name="delegation_not_to_the_holder"),
            models.CheckConstraint(condition=~Q(deputy=F("delegated_by")), name="delegation_not_to_oneself"),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="delegation_valid_some_day"),
            models.CheckConstraint(
                condition=Q(valid__endswith__isnull=False, valid__startswith__isnull=False),
                name="delegation_has_an_end",
            ),
            ExclusionConstraint(
                name="delegation_one_deputy_at_a_time",
                expressions=[("post", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"delegation {self.pk}"
