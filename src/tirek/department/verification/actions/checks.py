"""The facts of a case are checked: asked of registers, compared, settled by an officer, finished.

A register that is dead blocks nobody: its fact stays open, and a document may stand in for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.applications.actions.steps import lock_case, move_case, pass_turn
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import ApplicationFile, Case
from tirek.department.applications.programmes import road_of
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused
from tirek.department.files.models import StoredFile
from tirek.department.registry.actions.asking import Asked, ask_registers
from tirek.department.registry.models import Person
from tirek.department.verification.actions.comparison import change_check, unsettled_fields, write_comparison
from tirek.department.verification.comparing import SETTLED, About, CaseFacts, Sayings, is_possible
from tirek.department.verification.enums import CheckSource, CheckState, NoAct, VisitState
from tirek.department.verification.facts import key_of
from tirek.department.verification.models import FactCheck, Visit

OVERRIDDEN = "overridden"
WORDS = (CheckSource.DECLARED, CheckSource.REGISTER, CheckSource.LIST, CheckSource.VISIT)
"""Grounds that are somebody's word; a document and the department's own records are looked up by the officer."""
PATIENCE = timedelta(days=1)
"""How long a case waits for a register before it is the specialist's turn again; no act sets it."""


@dataclass(frozen=True)
class Refreshed:
    """How the checks of a case stand: the case, all checks, and what still has to be settled before a decision."""

    case: Case
    checks: list[FactCheck]
    missing: list[About]

    @property
    def discrepant(self) -> list[FactCheck]:
        """Checks in which two say different things."""
        return [check for check in self.checks if check.state == CheckState.DISCREPANT]


@transaction.atomic
def open_checks(case: Case, *, acting_user: User) -> Asked:
    """Begin to check a registered case: ask the registers, as far as consents go, and compare what is known.

    Only registers that fill a fact of the programme are asked.

    Raises
    ------
    Refused
        ``case_moved_meanwhile`` where the case is not registered any more.
    """
    current = move_case(lock_case(case), CaseState.CHECKING, turn=Turn.SPECIALIST, acting_user=acting_user)
    facts = CaseFacts(current, today())
    people = Person.objects.filter(pk__in=facts.registry.order).order_by("pk")
    asked = ask_registers(people, as_of=today(), acting_user=acting_user, facts=facts.needed)
    write_comparison(facts, acting_user)
    if asked.questions:
        pass_turn(current, Turn.REGISTER)
    return asked


@transaction.atomic
def refresh_checks(case: Case, *, acting_user: User | None) -> Refreshed:
    """Compare anew what the applicant, registers, lists, the registry and the visit say now.

    What an officer has settled stands, unless somebody says by now what nobody said then: such a fact is a discrepancy again.
    A case that waited for a register passes to the specialist when all have answered, or after a day.

    Raises
    ------
    Refused
        ``checks_closed`` where the case is not being checked.
    """
    return _refresh(_checking(case), acting_user)


@transaction.atomic
def settle_check(
    check: FactCheck,
    value: int | None,
    source: CheckSource | str,
    *,
    acting_user: User,
    reason: str,
    document: StoredFile | None = None,
) -> FactCheck:
    """Say what stands of a fact, on what ground, and why; None: it cannot be established.

    Parameters
    ----------
    check
        As it was read: where it has changed since, nothing is settled.
    value
        In the stored form of the law.
    source
        Whose word it is. That of the applicant, a register, a list or the visit must be what they did say.
    document
        A file of the application; with the source ``document`` it is asked for.

    Raises
    ------
    Refused
        ``checks_closed``, ``check_changed``, ``reason_missing``, ``source_unknown``, ``value_impossible``,
        ``value_of_nobody``, ``document_missing``, ``document_foreign``.
    """
    case = _checking(check.case)
    current = FactCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    current.case = case
    if current.version != check.version:
        raise Refused("check_changed", _("This fact has changed meanwhile. Look at it again."))
    if not reason.strip():
        raise Refused("reason_missing", _("Say why this value stands."), "reason")
    chosen = None if value is None else _source(source)
    if value is not None and chosen is not None:
        _demand_said(CaseFacts(case, today()).said_of(About(*key_of(current))), value, chosen)
    _demand_document(current, chosen, document)
    changes: dict[str, Any] = {
        "state": CheckState.UNKNOWN if value is None else CheckState.RESOLVED,
        "settled_value": value,
        "settled_source": chosen or "",
        "settled_by": acting_user,
        "settled_at": timezone.now(),
        "reason": reason.strip()[:500],
        "document": document,
    }
    change_check(current, changes, acting_user, reason)
    _flag(case)
    return current


@transaction.atomic
def unsettle_check(check: FactCheck, *, acting_user: User, reason: str) -> FactCheck:
    """Take a settlement back: the fact stands again as it was told.

    Raises
    ------
    Refused
        ``checks_closed``; ``check_not_settled``; ``reason_missing``.
    """
    case = _checking(check.case)
    current = FactCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    current.case = case
    if current.state not in SETTLED:
        raise Refused("check_not_settled", _("Nobody has settled this fact."))
    if not reason.strip():
        raise Refused("reason_missing", _("Say why it is opened again."), "reason")
    change_check(current, unsettled_fields(CaseFacts(case, today()), current), acting_user, reason)
    _flag(case)
    return current


def finish_checks(case: Case, *, acting_user: User) -> Case:
    """End the checks: the case is ready for a decision.

    Only what the programme reads and what could still change the outcome or the sum has to be settled; a case whose
    answer is certain waits for nothing. What is found out on the way stays written, also where it is refused.

    Raises
    ------
    Refused
        ``checks_closed``; ``discrepancies_open``, ``facts_open`` with how many; ``visit_open``, ``visit_missing``.
    """
    current = _checking(case)
    _demand_visit(current)
    refreshed = _refresh(current, acting_user)
    pressing = {key_of(about) for about in refreshed.missing}
    discrepant = [check for check in refreshed.discrepant if key_of(check) in pressing]
    if discrepant:
        text = _("Discrepancies to clear before a decision: %(count)d.")
        raise Refused("discrepancies_open", text % {"count": len(discrepant)})
    if pressing:
        silent = _(
            "Facts to establish before a decision: %(count)d. Let a document stand in where a register is silent."
        )
        raise Refused("facts_open", silent % {"count": len(pressing)})
    _flag(current)
    turn = Turn.SPECIAL_COMMISSION if road_of(current.programme).special_commission else Turn.SPECIALIST
    return move_case(current, CaseState.READY, turn=turn, acting_user=acting_user)


@transaction.atomic
def reopen_checks(case: Case, *, acting_user: User | None, reason: str) -> Case:
    """Check the facts of a case again: one that is ready, or that was refused and is opened by an appeal.

    Raises
    ------
    Refused
        ``reason_missing``; ``case_moved_meanwhile`` where no step leads back.
    """
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the facts are checked again."), "reason")
    current = move_case(case, CaseState.CHECKING, turn=Turn.SPECIALIST, acting_user=acting_user, reason=reason)
    write_comparison(CaseFacts(current, today()), acting_user)
    return current


def _checking(case: Case) -> Case:
    """The case, locked, while its facts are being checked."""
    current = lock_case(case)
    if current.state != CaseState.CHECKING:
        raise Refused("checks_closed", _("The facts of this case are not being checked now."))
    return current


def _refresh(current: Case, acting_user: User | None) -> Refreshed:
    facts = CaseFacts(current, today())
    missing = write_comparison(facts, acting_user)
    if current.turn == Turn.REGISTER and not _is_waiting(facts):
        current = pass_turn(current, Turn.SPECIALIST)
    return Refreshed(current, facts.checks, missing)


def _is_waiting(facts: CaseFacts) -> bool:
    """Whether a register that was asked may still answer soon."""
    soon = timezone.now() - PATIENCE
    return any(question.asked_at > soon and question.next_try_at is not None for question in facts.waiting())


def _source(source: CheckSource | str) -> CheckSource:
    try:
        return CheckSource(source)
    except ValueError:
        raise Refused("source_unknown", _("Say on what ground this value stands."), "source") from None


def _demand_said(said: Sayings, value: int, source: CheckSource) -> None:
    """A value that the law can read; and where it is somebody's word, that they do say it."""
    if not is_possible(said.about, value):
        raise Refused("value_impossible", _("The law knows no such value of this fact."), "value")
    told = {CheckSource.DECLARED: said.declared, CheckSource.VISIT: said.visit}
    if said.origin is not None:
        told.setdefault(said.origin.source, said.registry)
    if source in WORDS and told.get(source) != value:
        raise Refused("value_of_nobody", _("This is not what was said there. Choose another ground."), "source")


def _demand_document(check: FactCheck, source: CheckSource | None, document: StoredFile | None) -> None:
    if source == CheckSource.DOCUMENT and document is None:
        raise Refused("document_missing", _("Choose the document of the application, or a new one."), "document")
    if document is not None:
        files = ApplicationFile.objects.filter(application=check.case.application_id, file=document)
        if not files.exists():
            raise Refused("document_foreign", _("This document does not belong to the application."), "document")


def _demand_visit(case: Case) -> None:
    """No visit is under way; and where the road has one, it was concluded, or the family refused it."""
    visits = list(Visit.objects.filter(application=case.application_id).values_list("state", "no_act"))
    if any(state in (VisitState.ASSIGNED, VisitState.VISITED) for state, _no_act in visits):
        raise Refused("visit_open", _("The commission is still on its visit: close it first."))
    ended = any(state == VisitState.CLOSED or no_act == NoAct.REFUSED for state, no_act in visits)
    if road_of(case.programme).survey and not ended:
        raise Refused("visit_missing", _("The commission has not visited the family yet: assign a visit."))


def _flag(case: Case) -> None:
    """A signer looks at a case in which an officer went against the word of a register."""
    resolved = FactCheck.objects.filter(case=case, state=CheckState.RESOLVED, found_source=CheckSource.REGISTER)
    against = any(check.found_value != check.settled_value for check in resolved)
    flags: Iterable[str] = [flag for flag in case.flags if flag != OVERRIDDEN]
    told = [*flags, OVERRIDDEN] if against else list(flags)
    if told != case.flags:
        case.flags = told
        case.save(update_fields=["flags"])
