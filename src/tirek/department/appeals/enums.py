"""Closed lists of appeals."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AppealState(TextChoices):
    """Where an appeal stands."""

    RECEIVED = "received", _("received")
    REVIEW = "review", _("under review")
    DECIDED = "decided", _("decided")
    WITHDRAWN = "withdrawn", _("withdrawn")


class AppealOutcome(TextChoices):
    """What the appeal came to."""

    GRANTED = "granted", _("granted: the case is opened again")
    PARTLY = "partly", _("granted in part: the case is opened again")
    REJECTED = "rejected", _("rejected")
    INADMISSIBLE = "inadmissible", _("not admissible")


class ComplaintState(TextChoices):
    """Where a complaint to the ombudsman stands."""

    RECEIVED = "received", _("received")
    ROUTED = "routed", _("sent to whom it concerns")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed without an answer")


class ComplaintSubject(TextChoices):
    """What a complaint is about."""

    AID = "aid", _("assistance")
    SERVICE = "service", _("social services")
    DISABILITY = "disability", _("rights of persons with disabilities")
    CONDUCT = "conduct", _("conduct of staff")
    DELAY = "delay", _("delay")
    ACCESS = "access", _("accessibility")
    OTHER = "other", _("other")
