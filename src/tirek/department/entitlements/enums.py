"""Closed lists of entitlements."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Period(TextChoices):
    """How often something falls due: the words of the rulebook."""

    ONCE = "once", _("once")
    MONTH = "month", _("every month")
    QUARTER = "quarter", _("every quarter")
    HALF_YEAR = "half_year", _("every half-year")
    YEAR = "year", _("every year")
    EVENT = "event", _("at an event")


class EntitlementState(TextChoices):
    """How an entitlement stands."""

    ACTIVE = "active", _("runs")
    SUSPENDED = "suspended", _("suspended")
    ENDED = "ended", _("ended")
    REPLACED = "replaced", _("replaced by a change")


class DueState(TextChoices):
    """How a due row stands; payments and providers settle it."""

    PLANNED = "planned", _("planned")
    HELD = "held", _("held back")
    CANCELLED = "cancelled", _("cancelled")
    SETTLED = "settled", _("settled")
