"""Evidence: what outside registers were asked about a person, and what they answered."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from tirek.department.registry.enums import AnswerOutcome, AnswerState
from tirek.department.registry.models.recorded import OfPerson
from tirek.registers.contract import Purpose

STILL_OPEN = Q(state__in=[AnswerState.ASKED, AnswerState.FAILED]) | Q(outcome=AnswerOutcome.CONTRADICTS)
"""Not answered, refused or contradicted; open while no document stands in."""
PURPOSES = tuple(purpose.value for purpose in Purpose)


class RegisterAnswer(OfPerson):
    """One question to one register, and its answer once that came.

    ``request_id`` is made with the row and sent by every attempt, so the register knows a repetition. While the state is
    ``asked`` the question is open: the fact it would settle is not known, the job asks again at ``next_try_at``, and an
    officer may accept a ``document`` instead, which ends the asking and leaves what the register said as it is. An answer
    is never changed (a trigger holds that). ``payload`` holds the record of the register's adapter without the fields that
    are ``missing``; of an answer that ``contradicts`` it is no fact, only what was said.

    What a complete or partial answer says is written into the registry once, at ``applied_at``; until then it is due at
    ``apply_due_at``, which moves away with every try that failed (``apply_tries``).
    """

    register = models.CharField(max_length=30)
    request_id = models.UUIDField(default=uuid4, unique=True)
    purpose = models.CharField(max_length=20)
    as_of = models.DateField()
    consent = models.ForeignKey(
        "registry.Consent", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=10, choices=AnswerState, default=AnswerState.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    last_failure = models.CharField(max_length=40, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    outcome = models.CharField(max_length=12, choices=AnswerOutcome, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    payload = models.JSONField(null=True, blank=True)
    missing = models.JSONField(default=list, blank=True)
    disagreements = models.JSONField(default=list, blank=True)
    register_number = models.CharField(max_length=560, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    document = models.CharField(max_length=120, blank=True)
    document_accepted_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    document_accepted_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    apply_due_at = models.DateTimeField(null=True, blank=True)
    apply_tries = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AnswerState.values), name="register_answer_state_known"),
            models.CheckConstraint(condition=Q(purpose__in=PURPOSES), name="register_answer_purpose_known"),
            models.CheckConstraint(
                condition=Q(
                    state=AnswerState.ANSWERED,
                    outcome__in=AnswerOutcome.values,
                    answered_at__isnull=False,
                    valid_until__isnull=False,
                    payload__isnull=False,
                    next_try_at__isnull=True,
                    digest__regex=r"^[0-9a-f]{64}$",
                )
                | (
                    ~Q(state=AnswerState.ANSWERED)
                    & Q(outcome="", answered_at__isnull=True, valid_until__isnull=True, payload__isnull=True, digest="")
                ),
                name="register_answer_whole_or_not_at_all",
            ),
            models.CheckConstraint(
                condition=Q(state=AnswerState.ASKED, document="", next_try_at__isnull=False)
                | (~Q(state=AnswerState.ASKED, document="") & Q(next_try_at__isnull=True)),
                name="register_answer_asked_again_while_open",
            ),
            models.CheckConstraint(
                condition=Q(document="", document_accepted_by__isnull=True, document_accepted_at__isnull=True)
                | (~Q(document="") & Q(document_accepted_by__isnull=False, document_accepted_at__isnull=False)),
                name="register_answer_document_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, apply_due_at__isnull=True)
                | Q(
                    Q(applied_at__isnull=True) | Q(apply_due_at__isnull=True),
                    state=AnswerState.ANSWERED,
                    outcome__in=AnswerOutcome.usable(),
                ),
                name="register_answer_applied_where_usable",
            ),
            models.UniqueConstraint(
                fields=["person", "register", "as_of"],
                condition=Q(state=AnswerState.ASKED, document=""),
                name="register_answer_asked_once_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "register", "-as_of"], name="register_answer_person"),
            models.Index(fields=["next_try_at"], name="register_answer_due", condition=Q(next_try_at__isnull=False)),
            models.Index(fields=["asked_at", "id"], name="register_answer_open", condition=STILL_OPEN & Q(document="")),
            models.Index(
                fields=["apply_due_at"], name="register_answer_to_apply", condition=Q(apply_due_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"register answer {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether a person or a job still has to do something about it."""
        unsettled = self.state != AnswerState.ANSWERED or self.outcome == AnswerOutcome.CONTRADICTS
        return unsettled and not self.document
