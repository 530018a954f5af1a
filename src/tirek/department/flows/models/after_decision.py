"""What follows a signed decision outside of its transaction: a notice, a message."""

from __future__ import annotations

from django.db import models


class AfterDecision(models.Model):
    """One step that follows a decision, by the name under which it is registered.

    Written in the transaction of the signature, done by a job in a transaction of its own: the row is there as soon as the
    decision is, and its step leaves its traces once, however often the job begins.
    """

    decision = models.ForeignKey("decisions.Decision", on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=40)
    queued_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "step"], name="after_decision_once")]
        indexes = [
            models.Index(fields=["queued_at"], name="after_decision_open", condition=models.Q(done_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.step} after decision {self.decision_id}"
