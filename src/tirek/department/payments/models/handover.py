"""What was handed over in kind: a voucher, an aid, a parcel."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class HandOver(models.Model):
    """One due row in kind that was given to the family: by whom, on which day, by which paper.

    The row is settled by the accepted act or invoice that names it.
    """

    due = models.OneToOneField("entitlements.Due", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey("providers.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    handed_on = models.DateField()
    reference = models.CharField(max_length=60)
    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reference=""), name="hand_over_names_its_paper")]

    def __str__(self) -> str:
        return f"hand-over {self.pk}"
