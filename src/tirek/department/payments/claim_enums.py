"""Closed lists of claims: how each stands, what a court said, where money came from."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Cause(TextChoices):
    """Why too much was paid; what follows from each stands in ``claims.yaml``."""

    REEVALUATION = "reevaluation", _("the aid was calculated anew")
    LIFE_EVENT = "life_event", _("an event became known late")
    MERGE = "merge", _("two records of one person")
    DOUBLE = "double", _("paid twice for one period")
    ERROR = "error", _("a mistake of the department")
    FRAUD = "fraud", _("knowingly false data")


class ClaimState(TextChoices):
    """How far a claim has come."""

    NOTICED = "noticed", _("the debtor was told")
    AGREED = "agreed", _("the debtor agrees")
    PLANNED = "planned", _("is repaid by a plan")
    DEDUCTING = "deducting", _("is withheld from payments")
    COURT = "court", _("is before a court")
    RECOVERED = "recovered", _("repaid")
    WRITTEN_OFF = "written_off", _("debt written off")
    CANCELLED = "cancelled", _("claim cancelled")

    @classmethod
    def open(cls) -> tuple[ClaimState, ...]:
        """States in which something is still owed."""
        return cls.NOTICED, cls.AGREED, cls.PLANNED, cls.DEDUCTING, cls.COURT


class MoneySource(TextChoices):
    """How repaid money came in."""

    BANK = "bank", _("to the account of the department")
    CASH = "cash", _("in cash at a bank")
    COURT = "court", _("by enforcement")


class CourtStepKind(TextChoices):
    """What happened at a court."""

    FILED = "filed", _("the suit was filed")
    WON = "won", _("the court upheld the claim")
    LOST = "lost", _("the court rejected the claim")
    ENFORCED = "enforced", _("given to the enforcement officer")


class WriteOffState(TextChoices):
    """How far a write-off has come: asked for by one, decided by another."""

    ASKED = "asked", _("waits for approval")
    APPROVED = "approved", _("write-off approved")
    REFUSED = "refused", _("write-off refused")
