"""Statements that were issued: for whom, of which days, what they said."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tirek.department.core.fields import TerritoryField


class Statement(models.Model):
    """A statement of a family as it was issued on paper: ``digest`` is of what it says, printed on it; the file is sealed."""

    number = models.CharField(max_length=24, unique=True)
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    territory = TerritoryField()
    language = models.CharField(max_length=2)
    first_on = models.DateField()
    last_on = models.DateField()
    digest = models.CharField(max_length=64)
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="statement_days_in_order"),
            models.CheckConstraint(condition=Q(language__in=["kk", "ru"]), name="statement_language_known"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="statement_digest_form"),
        ]
        indexes = [models.Index(fields=["family", "-made_at"], name="statement_family")]

    def __str__(self) -> str:
        return f"statement {self.number}"
