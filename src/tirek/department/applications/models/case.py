"""A case: one programme asked for in an application; what the road carries from stage to stage."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from tirek.department.accounts.enums import Confidential
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models.application import Application
from tirek.department.core.fields import TerritoryField

NO_TERM = datetime.date(9999, 12, 31)
"""Stands for the last day of a case without a term where cases are put in order: after all others."""


class Case(models.Model):
    """One programme of one application.

    ``state`` moves by the steps that the database knows, and each is written down by the database (`CaseStep`). ``turn``
    says who has to do something next, ``turn_since`` since when, ``assigned_to`` which officer. ``due_on`` is the last
    day of the statutory term ``clock``. ``flags`` name what a signer must look at (``overridden``, ``changed``,
    ``unusual``, ``conflict``, ``assumption``): a flagged case is never signed in bulk.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="cases")
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, related_name="+")
    applicant = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    programme = models.CharField(max_length=60)
    applied_on = models.DateField()
    clock = models.CharField(max_length=60, blank=True)
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=CaseState, default=CaseState.DRAFT)
    state_since = models.DateTimeField()
    turn = models.CharField(max_length=20, choices=Turn, default=Turn.REGISTRAR)
    turn_since = models.DateTimeField()
    assigned_to = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    flags = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "programme"], name="case_programme_once"),
            models.UniqueConstraint(
                fields=["family", "programme"],
                condition=Q(state__in=["registered", "checking", "ready", "to_sign"]),
                name="case_one_open_a_programme",
            ),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="case_state_known"),
            models.CheckConstraint(condition=Q(turn__in=Turn.values), name="case_turn_known"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(due_on__isnull=False) | Q(clock=""), name="case_clock_runs"
            ),
        ]
        indexes = [
            models.Index(fields=["territory", "due_on", "id"], name="case_open", condition=Q(due_on__isnull=False)),
            models.Index(fields=["assigned_to", "due_on"], name="case_assigned"),
            models.Index(
                Coalesce("due_on", Value(NO_TERM)),
                "id",
                name="case_to_do",
                condition=Q(state__in=["registered", "checking", "ready", "to_sign"]),
            ),
            models.Index(
                fields=["turn_since", "id"],
                name="case_by_turn",
                condition=Q(state__in=["registered", "checking", "ready", "to_sign"]),
            ),
            models.Index(fields=["family"], name="case_family"),
            models.Index(fields=["applicant"], name="case_applicant"),
            models.Index(fields=["programme", "state"], name="case_programme_state"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class CaseStep(models.Model):
    """One step of a case, written by the database itself: from, to, when, by whom; and why, where an action says it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"case step {self.pk}"
