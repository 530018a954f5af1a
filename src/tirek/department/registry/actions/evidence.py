"""Questions to outside registers: asked, answered, failed, settled by a document. A dead register blocks nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.enums import Confidential
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer, entered, system_viewer
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused
from tirek.department.journal.history import change_row, note_created, table_of
from tirek.department.journal.notes import note_write
from tirek.department.registry.answers import disagreements_with
from tirek.department.registry.enums import AnswerOutcome, AnswerState
from tirek.department.registry.models import Consent, Person, RegisterAnswer
from tirek.registers.catalogue import find_register
from tirek.registers.contract import Answer, Key, KeyKind, Purpose, Question, Status
from tirek.registers.failures import Failure
from tirek.registers.failures import Refused as RegisterRefused

CONSENT_TO_REGISTERS = "registers"
"""Purpose of a consent to ask all registers; ``registers:<code>`` is to one of them."""
SYSTEM_PURPOSE = "registers"
"""What a job says that asks registers, or writes what they answered."""
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
BEING_ASKED = timedelta(minutes=2)
"""How long a job that is waiting or asking is trusted to come to an end: longer than the client's deadline."""


def register_viewer() -> Viewer:
    """The house asking registers: about those too who are known only through a confidential programme."""
    return system_viewer(SYSTEM_PURPOSE, confidential=frozenset(Confidential.values))


def ask_register(
    person: Person, register: str, purpose: Purpose, *, as_of: date, acting_user: User | None
) -> RegisterAnswer:
    """Ask a register about a person: the row waits for the answer, the job fetches it after the commit.

    A question that is open already is not asked twice: its row is returned.

    Raises
    ------
    Refused
        ``no_iin`` for a person without a number; ``no_consent`` where the register needs a consent that is not there, has
        ended or was withdrawn; ``unknown_register``.

    Writes ``registry_registeranswer`` and the job, in one transaction.
    """
    consent = _consent_for(person, register, today())
    if not person.iin:
        raise Refused(
            "no_iin", _("A register is asked by the IIN, and this person has none. Accept a document instead.")
        )
    with transaction.atomic():
        row = _open_row(person, register, as_of)
        if row is None:
            row = _add_row(person, register, purpose, as_of, consent, acting_user)
            note_created(row, person_id=person.pk, acting_user=acting_user, reason="")
            enqueue_fetch(row.request_id)
    return row


def accept_document_instead(row: RegisterAnswer, document: str, *, acting_user: User, reason: str) -> RegisterAnswer:
    """Let a document stand in for a register that does not answer, refuses, knows nobody or contradicts.

    Raises
    ------
    Refused
        ``document_missing``, ``reason_missing``; ``answered_already`` where the register gave a whole answer, or a document
        stands in already.
    """
    if not document.strip():
        raise Refused("document_missing", _("Name the document."), "document")
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the document is accepted."), "reason")
    with transaction.atomic():
        locked = _locked(row.request_id)
        if locked.document or (locked.state == AnswerState.ANSWERED and locked.outcome == AnswerOutcome.COMPLETE):
            raise Refused("answered_already", _("This question is settled already."))
        changes = {
            "document": document.strip(),
            "document_accepted_by": acting_user,
            "document_accepted_at": timezone.now(),
            "next_try_at": None,
        }
        change_row(locked, changes, person_id=locked.person_id, acting_user=acting_user, reason=reason)
    return locked


def fetch_answer(request_id: UUID, ask: Callable[[Question], Answer]) -> None:
    """Ask the register once more, if the question is still open, and keep what came: the answer, or the failure.

    The register is asked outside of any transaction. Whoever is killed between the answer and the commit has written
    nothing; the next attempt sends the same number and is given the same answer. Of two who ask at once the first writes.

    Parameters
    ----------
    request_id : UUID
        Of the row.
    ask : callable
        ``RegisterClient.ask``.
    """
    with entered(register_viewer()):
        question = _question_of(request_id)
    if question is None:
        return
    try:
        outcome: Answer | Failure = ask(question)
    except Failure as failure:
        outcome = failure
    with entered(register_viewer()):
        row = _locked(request_id)
        if row.state != AnswerState.ASKED or row.document:
            return
        row.attempts += 1
        if isinstance(outcome, Failure):
            _keep_failure(row, outcome, timezone.now())
        else:
            _keep_answer(row, _compared(outcome, row.person))
            detail = bytes.fromhex(outcome.digest)
            note_write(
                "register-answered", table_of(row), row.pk, [row.person_id], acting_user=None, detail_digest=detail
            )
        row.save()


def enqueue_fetch(request_id: UUID) -> None:
    """Have a worker fetch the answer; a job that is waiting already is enough."""
    from procrastinate.exceptions import AlreadyEnqueued

    from tirek.department.registry.tasks import fetch_register_answer

    try:
        with transaction.atomic():
            fetch_register_answer.configure(queueing_lock=f"register:{request_id}").defer(request_id=str(request_id))
    except AlreadyEnqueued:
        return


def enqueue_due(now: datetime, most: int = 500) -> int:
    """Have everything fetched, or applied, that is due; how many that were. Jobs may be lost, rows are not."""
    with entered(register_viewer()):
        unanswered = RegisterAnswer.objects.filter(next_try_at__lte=now).order_by("next_try_at", "pk")
        unapplied = RegisterAnswer.objects.filter(apply_due_at__lte=now).order_by("apply_due_at", "pk")
        numbers = [
            number for due in (unanswered, unapplied) for number in due.values_list("request_id", flat=True)[:most]
        ]
        for number in numbers:
            enqueue_fetch(number)
    return len(numbers)


def wait_before(attempts: int) -> timedelta:
    """How long a register is left alone after so many attempts: a minute, doubling to six hours.

    Examples
    --------
    >>> wait_before(1).seconds, wait_before(3).seconds, wait_before(50).seconds
    (60, 240, 21600)
    """
    return min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempts - 1, 20))


def _open_row(person: Person, register: str, as_of: date) -> RegisterAnswer | None:
    return RegisterAnswer.objects.filter(
        person=person, register=register, as_of=as_of, state=AnswerState.ASKED, document=""
    ).first()


def _add_row(
    person: Person, register: str, purpose: Purpose, as_of: date, consent: Consent | None, acting_user: User | None
) -> RegisterAnswer:
    try:
        with transaction.atomic():
            return RegisterAnswer.objects.create(
                person=person,
                territory=person.territory,
                source=register,
                register=register,
                purpose=purpose.value,
                as_of=as_of,
                consent=consent,
                recorded_by=acting_user,
                next_try_at=timezone.now() + BEING_ASKED,
            )
    except IntegrityError:
        # Somebody else asked in the same moment: one open question is enough.
        row = _open_row(person, register, as_of)
        if row is None:
            raise
        return row


def _consent_for(person: Person, register: str, on: date) -> Consent | None:
    """The consent under which a register may be asked; None where it needs none."""
    try:
        needed = find_register(register).needs_consent
    except RegisterRefused:
        raise Refused("unknown_register", _("There is no such register."), "register") from None
    if not needed:
        return None
    consent = _valid_consents(person.pk, register, on).first()
    if consent is None:
        raise Refused(
            "no_consent", _("This register is asked only with the person's consent. Obtain the consent first.")
        )
    return consent


def _valid_consents(person_id: int, register: str, on: date) -> QuerySet[Consent]:
    purposes = [CONSENT_TO_REGISTERS, f"{CONSENT_TO_REGISTERS}:{register}"]
    rows = Consent.objects.filter(person_id=person_id, purpose__in=purposes, valid__contains=on)
    return rows.filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=timezone.now())).order_by("-given_on", "-pk")


def _question_of(request_id: UUID) -> Question | None:
    """What to ask; None where nothing is open any more, or the consent has ended meanwhile."""
    row = RegisterAnswer.objects.select_related("person").filter(request_id=request_id).first()
    if row is None or row.state != AnswerState.ASKED or row.document:
        return None
    if row.consent_id is not None and not _valid_consents(row.person_id, row.register, today()).exists():
        _close_without_consent(request_id)
        return None
    # Until then nobody else is sent for the answer; a worker that dies is replaced after it at the latest.
    RegisterAnswer.objects.filter(pk=row.pk, state=AnswerState.ASKED, document="").update(
        next_try_at=timezone.now() + BEING_ASKED
    )
    return Question(
        register=row.register,
        request_id=row.request_id,
        key=Key(KeyKind.IIN, row.person.iin or ""),
        purpose=Purpose(row.purpose),
        as_of=row.as_of,
        consent="" if row.consent_id is None else str(row.consent_id),
    )


def _close_without_consent(request_id: UUID) -> None:
    row = _locked(request_id)
    if row.state == AnswerState.ASKED and not row.document:
        row.state, row.last_failure, row.next_try_at = AnswerState.FAILED, "no_consent", None
        row.save(update_fields=["state", "last_failure", "next_try_at"])


def _locked(request_id: UUID) -> RegisterAnswer:
    return RegisterAnswer.objects.select_for_update(of=("self",)).get(request_id=request_id)


def _keep_failure(row: RegisterAnswer, failure: Failure, now: datetime) -> None:
    row.last_failure = failure.code
    if failure.ask_again:
        row.next_try_at = now + wait_before(row.attempts)
    else:
        row.state, row.next_try_at = AnswerState.FAILED, None


def _keep_answer(row: RegisterAnswer, answer: Answer) -> None:
    row.state, row.outcome = AnswerState.ANSWERED, answer.status.value
    row.answered_at, row.valid_until = answer.answered_at, answer.valid_until
    row.payload, row.missing = dict(answer.payload), sorted(answer.missing)
    row.disagreements = list(answer.disagreements)
    row.register_number, row.digest = answer.source, answer.digest
    row.last_failure, row.next_try_at = "", None
    if answer.usable:
        # Whoever stores it applies it next; a worker that dies in between is replaced.
        row.apply_due_at = timezone.now() + BEING_ASKED


def _compared(answer: Answer, person: Person) -> Answer:
    """The answer, held against what the registry knows of the person: a difference is a mistake somewhere, not a fact."""
    found = disagreements_with(person, answer.record, answer.as_of) if answer.usable else ()
    return replace(answer, status=Status.CONTRADICTS, disagreements=found) if found else answer
