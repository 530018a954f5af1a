"""Closed lists of the first stage."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(TextChoices):
    """By which way an application came."""

    OFFICE = "office", _("told at the counter")
    PAPER = "paper", _("on paper")
    PORTAL = "portal", _("through the portal")
    PROACTIVE = "proactive", _("offered by the department")


class CaseState(TextChoices):
    """Where a case stands on the road; which steps are possible stands in the database (``applications_case_step``)."""

    DRAFT = "draft", pgettext_lazy("application", "draft")
    REGISTERED = "registered", _("registered")
    CHECKING = "checking", _("facts are being checked")
    READY = "ready", _("ready for a decision")
    TO_SIGN = "to_sign", _("waits for a signature")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ABANDONED = "abandoned", _("abandoned")

    @classmethod
    def open(cls) -> tuple[CaseState, ...]:
        """States in which somebody still has to do something."""
        return (cls.REGISTERED, cls.CHECKING, cls.READY, cls.TO_SIGN)


STEPS: tuple[tuple[CaseState, CaseState], ...] = (
    (CaseState.DRAFT, CaseState.REGISTERED),
    (CaseState.DRAFT, CaseState.ABANDONED),
    (CaseState.REGISTERED, CaseState.CHECKING),
    (CaseState.REGISTERED, CaseState.WITHDRAWN),
    (CaseState.CHECKING, CaseState.READY),
    (CaseState.CHECKING, CaseState.WITHDRAWN),
    (CaseState.CHECKING, CaseState.ABANDONED),
    (CaseState.READY, CaseState.CHECKING),
    (CaseState.READY, CaseState.TO_SIGN),
    (CaseState.READY, CaseState.WITHDRAWN),
    (CaseState.TO_SIGN, CaseState.READY),
    (CaseState.TO_SIGN, CaseState.GRANTED),
    (CaseState.TO_SIGN, CaseState.REFUSED),
    (CaseState.TO_SIGN, CaseState.WITHDRAWN),
    # An appeal that was granted, or facts that came late, open a refused case again.
    (CaseState.REFUSED, CaseState.CHECKING),
)
"""The steps that are possible; a migration holds the same list, and a test that both agree."""


class Turn(TextChoices):
    """Who has to do something next."""

    APPLICANT = "applicant", _("applicant")
    REGISTRAR = "registrar", _("registrar")
    SPECIALIST = "specialist", _("specialist")
    COMMISSION = "commission", _("participating commission")
    SPECIAL_COMMISSION = "special_commission", _("special commission")
    CAREER_CONSULTANT = "career_consultant", _("career consultant")
    REGISTER = "register", _("outside register")
    HEAD = "head", _("signer")
    NOBODY = "nobody", _("nobody")


class BarGround(TextChoices):
    """Why nothing is granted for a time."""

    MEASURES_REFUSED = "measures_refused", _("employment measures were refused")
    CONTRACT_BROKEN = "contract_broken", _("the social contract was broken")
    FALSE_DATA = "false_data", _("knowingly false data were given")
