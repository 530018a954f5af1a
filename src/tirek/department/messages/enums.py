"""Closed lists of messages."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageChannel(TextChoices):
    """By which way a message goes out."""

    SMS = "sms", _("SMS message")
    EMAIL = "email", _("e-mail")
    PRINT = "print", _("printed letter")


class MessageState(TextChoices):
    """How a message stands."""

    QUEUED = "queued", _("waits")
    SENT = "sent", _("handed over")
    DELIVERED = "delivered", _("delivered")
    PRINTED = "printed", _("printed")
    FAILED = "failed", _("could not be delivered")
    CANCELLED = "cancelled", _("cancelled")
