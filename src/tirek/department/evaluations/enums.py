"""Closed lists of evaluations."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(TextChoices):
    """What the law says: the words of the rulebook."""

    GRANTED = "granted", _("entitled")
    REFUSED = "refused", _("not entitled")
    UNDETERMINED = "undetermined", _("not determined")
    CONFLICT = "conflict", _("two rules contradict")
    ABSENT = "absent", _("no such programme on this day")


class Mode(TextChoices):
    """For what a case was evaluated."""

    DECIDE = "decide", _("for a decision")
    PREVIEW = "preview", _("preview")
    AS_KNOWN_THEN = "as_known_then", _("again, as the law was known then")
    AS_KNOWN_NOW = "as_known_now", _("again, as the law is known now")
    RECALCULATION = "recalculation", _("recalculation of an entitlement")
