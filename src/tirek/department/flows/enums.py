"""Closed lists of what crosses the stages."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reaction(TextChoices):
    """What a life event, or another law, asks to be done to what somebody receives."""

    STOP = "stop", _("stop it")
    RECALCULATE = "recalculate", _("calculate it anew")
    TRANSFER = "transfer", _("hand it over to another district")


class ConsequenceState(TextChoices):
    """How far a consequence has come."""

    OPEN = "open", _("to be dealt with")
    DRAFTED = "drafted", _("a decision is drafted")
    CLOSED = "closed", _("dealt with")
