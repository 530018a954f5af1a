"""Closed lists of social contracts."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ContractState(TextChoices):
    """Where a social contract stands."""

    DRAFT = "draft", _("draft")
    IN_FORCE = "in_force", _("in force")
    BROKEN = "broken", _("broken")
    FULFILLED = "fulfilled", _("fulfilled")
    CANCELLED = "cancelled", _("cancelled before signature")


class ObligationKind(TextChoices):
    """What a member of the family undertakes."""

    JOB = "job", _("take up a job")
    TRAINING = "training", _("training")
    PUBLIC_WORKS = "public_works", _("public works")
    BUSINESS = "business", _("own business")
    REGISTRATION = "registration", _("register as unemployed and come on the days set")
    ADAPTATION = "adaptation", _("social adaptation")
    SCHOOLING = "schooling", _("children attend school")
    TREATMENT = "treatment", _("treatment")


MEASURES: tuple[ObligationKind, ...] = (
    ObligationKind.JOB,
    ObligationKind.TRAINING,
    ObligationKind.PUBLIC_WORKS,
    ObligationKind.BUSINESS,
    ObligationKind.REGISTRATION,
    ObligationKind.ADAPTATION,
)
"""Obligations that are employment measures or social adaptation: whoever must take part undertakes at least one."""


class ObligationState(TextChoices):
    """How an obligation stands."""

    OPEN = "open", _("to do")
    DONE = "done", _("done")
    MISSED = "missed", _("not done")
    EXCUSED = "excused", _("excused")
    STRUCK = "struck", _("struck from the plan before signature")


class ExemptionGround(TextChoices):
    """Why a member takes part in no measure (Social Code, article 122, point 4)."""

    DISABILITY = "disability", _("disability of group I or II")
    STUDY = "study", _("full-time study")
    ILLNESS = "illness", _("illness of more than two months")
    CARE = "care", _("cares for a child under three, a child with a disability, or a person in need of care")
    EMPLOYED = "employed", _("has a permanent job")
    AGE = "age", _("not of working age")
