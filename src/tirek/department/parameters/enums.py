"""States and kinds of local law."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ValueState(TextChoices):
    """How far a value has come; only a signed one is law, and a signed one is never changed."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Waits for a signature")
    SIGNED = "signed", _("Signed")
    REJECTED = "rejected", _("Rejected")


class ActKind(TextChoices):
    """Kinds of acts that local law rests on."""

    MASLIKHAT_DECISION = "maslikhat_decision", _("Decision of the maslikhat")
    AKIMAT_RESOLUTION = "akimat_resolution", _("Resolution of the akimat")
    ORDER = "order", _("Order of a ministry or body")
    STATISTICAL_PUBLICATION = "statistical_publication", _("Statistical publication")


class Mark(TextChoices):
    """Where a value comes from."""

    SEED = "seed", _("Told by the customer")
    FOUND = "found", _("Read in the act")
    CALC = "calc", _("Worked out from the act")
    MEMORY = "memory", _("From memory, not confirmed")


class EffectState(TextChoices):
    """How far the computation of an effect has come."""

    WAITING = "waiting", _("Waits to be computed")
    RUNNING = "running", _("Is being computed")
    DONE = "done", _("Computed")
    FAILED = "failed", _("Not computed")
