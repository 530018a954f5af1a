"""Consent of a person to the use of data about them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tirek.department.core.fields import ValidityField
from tirek.department.registry.enums import ConsentForm
from tirek.department.registry.models.recorded import OfPerson


class Consent(OfPerson):
    """To what, for how long, how given, and when taken back. A withdrawal ends the use; it deletes nothing."""

    purpose = models.CharField(max_length=40)
    form = models.CharField(max_length=10, choices=ConsentForm)
    given_on = models.DateField()
    valid = ValidityField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(form__in=ConsentForm.values), name="consent_form_known"),
            models.CheckConstraint(
                condition=Q(valid__startswith__gte=F("given_on")), name="consent_valid_from_when_given"
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"
