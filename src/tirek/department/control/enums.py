"""Closed lists of social audit."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlanState(TextChoices):
    """Where a plan of inspections stands."""

    DRAFT = "draft", _("being prepared")
    APPROVED = "approved", _("approved")
    CLOSED = "closed", _("closed with a report")
    DROPPED = "dropped", _("given up")


class SampleMethod(TextChoices):
    """How cases are chosen."""

    RANDOM = "random", _("by lot")
    RISK = "risk", _("by risk")
    BOTH = "both", _("by lot, and by risk beside it")


class SampleUnit(TextChoices):
    """What is drawn."""

    DECISION = "decision", _("signed decisions")
    PAYMENT = "payment", _("payments made")


class Origin(TextChoices):
    """By which part of a sample a case came: only what the lot drew says something of all."""

    LOT = "lot", _("by lot")
    RISK = "risk", _("by risk")


class SampledState(TextChoices):
    """Where a sampled case stands."""

    WAITING = "waiting", _("waits for an inspector")
    ASSIGNED = "assigned", _("has an inspector")
    INSPECTED = "inspected", _("inspected")
    LEFT_OUT = "left_out", _("could not be inspected")


class InspectionKind(TextChoices):
    """How an inspector looks."""

    VISIT = "visit", _("visit to the family")
    CALL = "call", _("telephone call")
    DESK = "desk", _("by the papers")


class FindingState(TextChoices):
    """Where a finding stands."""

    OPEN = "open", _("waits for the reply of the section")
    STANDING = "standing", _("stands")
    SET_ASIDE = "set_aside", _("set aside on objection")


class MeasureKind(TextChoices):
    """What is ordered on a finding."""

    CORRECT = "correct", _("correct the case")
    RECOVER = "recover", _("recover the money")
    DISCIPLINE = "discipline", _("disciplinary answer")
    CHANGE_OF_RULE = "change_of_rule", _("propose a change of the rule")


class MeasureState(TextChoices):
    """Where a measure stands."""

    ORDERED = "ordered", _("ordered")
    DONE = "done", _("carried out")
    CANCELLED = "cancelled", _("cancelled with its finding")


class ObjectionOutcome(TextChoices):
    """What an objection came to."""

    UPHELD = "upheld", _("the finding stands")
    SET_ASIDE = "set_aside", _("the finding is set aside")


class AnomalyKind(TextChoices):
    """What several people share."""

    ACCOUNT = "account", _("bank account")
    PHONE = "phone", _("telephone number")
    ADDRESS = "address", _("address")
    EMPLOYER = "employer", _("employer")


class SharingGround(TextChoices):
    """Why people lawfully share something."""

    REPRESENTATIVE = "representative", _("a lawful representative receives for them")
    FAMILY = "family", _("one family")
    INSTITUTION = "institution", _("a home: orphanage, care home, crisis centre")
    EMPLOYER = "employer", _("a large employer")
    OTHER = "other", _("other, as written")
