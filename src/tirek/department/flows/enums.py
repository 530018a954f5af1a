"""Closed lists of what crosses the stages."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Reaction(TextChoices):
    """What a life event, or another law, asks to be done to what somebody receives."""

    STOP = "stop", _("stop it")
    RECALCULATE = "recalculate", _("calculate it anew")
    TRANSFER = "transfer", _("hand it over to another district")


class AppealKind(TextChoices):
    """What came of an appeal that touches what runs; stands where the kind of a life event stands otherwise."""

    RESTS = "appeal_rests", _("appealed: the decision rests until then")
    GRANTED = "appeal_granted", _("the appeal was granted")
    STANDS = "appeal_stands", _("the appeal came to nothing: the decision acts again")


class ConsequenceState(TextChoices):
    """How far a consequence has come."""

    OPEN = "open", _("to be dealt with")
    DRAFTED = "drafted", _("a decision is drafted")
    CLOSED = "closed", _("dealt with")


class RunKind(TextChoices):
    """Of whom a run asks the law."""

    STANDING = "standing", _("what is granted")
    OFFERS = "offers", _("everybody who is not receiving")


class RunState(TextChoices):
    """How far a run has come."""

    WAITING = "waiting", _("waits for its turn")
    RUNNING = "running", _("is being computed")
    DONE = "done", _("computed")
    FAILED = "failed", _("could not be computed")

    @classmethod
    def unfinished(cls) -> tuple[RunState, ...]:
        """States in which something is still to come."""
        return cls.WAITING, cls.RUNNING


class DifferenceKind(TextChoices):
    """What the law says now of something that is granted, where it is not what stands."""

    CHANGE = "change", _("another sum")
    END = "end", _("no longer entitled")
    UNCLEAR = "unclear", _("not determined")


class DifferenceState(TextChoices):
    """How far a difference has come."""

    LISTED = "listed", _("to be dealt with")
    DRAFTED = "drafted", _("a decision is drafted")
    SIGNED = "signed", _("decided")
    SET_ASIDE = "set_aside", _("set aside")
    SUPERSEDED = "superseded", _("looked at again by a later run")


class OfferState(TextChoices):
    """What became of an offer."""

    OPEN = "open", _("nobody has told the family")
    SENT = "sent", _("the family was told")
    ACCEPTED = "accepted", _("an application is begun")
    DECLINED = "declined", _("the family does not want it")
    EXPIRED = "expired", _("the period is over")
