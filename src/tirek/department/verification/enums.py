"""Closed lists of verification."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CheckSource(TextChoices):
    """From where a fact of a case is taken."""

    DECLARED = "declared", _("told by the applicant")
    REGISTER = "register", _("outside register")
    LIST = "list", _("list of an outside body")
    DOCUMENT = "document", _("document")
    VISIT = "visit", _("home visit")
    DEPARTMENT = "department", _("records of the department")


class CheckState(TextChoices):
    """How a fact of a case stands."""

    OPEN = "open", _("open")
    CONFIRMED = "confirmed", _("confirmed")
    DISCREPANT = "discrepant", _("discrepancy")
    RESOLVED = "resolved", _("resolved by an officer")
    UNKNOWN = "unknown", _("cannot be established")


class VisitState(TextChoices):
    """How a home visit stands."""

    ASSIGNED = "assigned", _("assigned")
    VISITED = "visited", _("visited, the act is being voted on")
    CLOSED = "closed", _("closed with an act")
    NO_ACT = "no_act", _("closed without an act")
    CANCELLED = "cancelled", _("cancelled")


class NoAct(TextChoices):
    """Why a visit ended without an act."""

    NOBODY_HOME = "nobody_home", _("nobody at home")
    WRONG_ADDRESS = "wrong_address", _("the address is wrong")
    REFUSED = "refused", _("the family refused the visit")
    MOVED = "moved", _("the family has moved")
    UNSAFE = "unsafe", _("unsafe for the commission")


class Vote(TextChoices):
    """What a member of the participating commission concludes."""

    IN_NEED = "in_need", _("in need")
    NOT_IN_NEED = "not_in_need", _("not in need")


class SessionState(TextChoices):
    """How a session of the special commission stands."""

    CALLED = "called", _("called")
    HELD = "held", _("held, the minutes are signed")
    CANCELLED = "cancelled", _("cancelled")


class Ballot(TextChoices):
    """How a member of the special commission votes."""

    FOR = "for", _("for")
    AGAINST = "against", _("against")
    ABSTAINED = "abstained", _("abstained")
