"""The notice of a decision: the document that the family reads."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class Notice(models.Model):
    """A PDF of a signed decision in one language. ``token`` stands in its QR code and proves it, telling nothing else."""

    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, related_name="notices")
    language = models.CharField(max_length=2)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    token = models.UUIDField(default=uuid4, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "language"], name="notice_once_a_language")]

    def __str__(self) -> str:
        return f"notice {self.pk}"
