"""Closed lists of decisions."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DecisionKind(TextChoices):
    """What is decided."""

    GRANT = "grant", _("grant")
    REFUSE = "refuse", _("refuse")
    CHANGE = "change", _("change the amount")
    SUSPEND = "suspend", _("suspend")
    RESUME = "resume", _("resume")
    TERMINATE = "terminate", _("terminate")


class DecisionState(TextChoices):
    """Where a decision stands."""

    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("waits for a signature")
    RETURNED = "returned", _("returned for correction")
    SIGNED = "signed", _("has been signed")
    DROPPED = "dropped", _("dropped before signature")


class SignatureKind(TextChoices):
    """Whose signature a file carries."""

    OFFICER = "officer", _("the officer's key, made on the officer's device")
    SEAL = "seal", _("the department's seal")


class Flag(TextChoices):
    """Why a signer looks at a decision by itself (never in bulk), in the order in which a list shows them."""

    OVERRIDDEN = "overridden", _("differs from the rule")
    CONFLICT = "conflict", _("the rule gives no clear answer")
    ASSUMPTION = "assumption", _("rests on an assumption")
    CHANGED = "changed", _("differs from what was decided before")
    UNUSUAL = "unusual", _("the amount is far from what is usual")
    FIRST = "first", _("the first of its kind")
