"""What a post lets a person do."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """The roles of the house; what each may do stands in ``roles.yaml``."""

    REGISTRAR = "registrar", _("Registrar")
    SPECIALIST = "specialist", _("Specialist")
    COMMISSION_MEMBER = "commission_member", _("Commission member")
    CAREER_CONSULTANT = "career_consultant", _("Career consultant")
    HEAD = "head", _("Head")
    DEPUTY_AKIM = "deputy_akim", _("Deputy akim")
    FINANCE = "finance", _("Finance")
    PROVIDER = "provider", _("Provider")
    AUDITOR = "auditor", _("Auditor")
    OMBUDSMAN = "ombudsman", _("Ombudsman")
    PARAMETER_EDITOR = "parameter_editor", _("Editor of local law")
    ADMINISTRATOR = "administrator", _("Administrator of posts")


class Confidential(TextChoices):
    """Programmes that only posts named for them may see, in any list, count, search or file name."""

    HIV = "hiv", _("HIV programme")
    TUBERCULOSIS = "tuberculosis", _("Tuberculosis programme")
    VIOLENCE = "violence", _("Victims of violence")


class AbsenceKind(TextChoices):
    """Why a member of the staff is away."""

    LEAVE = "leave", _("leave")
    SICKNESS = "sickness", _("sickness")
    BUSINESS_TRIP = "business_trip", _("business trip")
    TRAINING = "training", _("training")
    OTHER = "other", _("other absence")


class Verdict(TextChoices):
    """What the reviewer says of an emergency opening."""

    JUSTIFIED = "justified", _("justified")
    UNJUSTIFIED = "unjustified", _("not justified")
