"""Concluding a contract, and its end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from tirek.department.accounts.models import User
from tirek.department.applications.actions.steps import lock_case, pass_turn
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.contracts.access import lock_contract
from tirek.department.contracts.enums import MEASURES, ContractState, ObligationState
from tirek.department.contracts.facts import last_day, tell_over, tell_signed
from tirek.department.contracts.models import SocialContract
from tirek.department.contracts.months import first_of, look_due_on
from tirek.department.contracts.refusals import CONSTRAINTS, ContractRefused
from tirek.department.contracts.standing import standings_of
from tirek.department.core.calendar.today import today
from tirek.department.core.numbers import take_number
from tirek.department.core.refusals import refused_constraints
from tirek.department.journal.notes import note_write
from tirek.department.registry.models import Person


def conclude_contract(
    contract: SocialContract, *, signed_by: Person, signed_on: date, acting_user: User
) -> SocialContract:
    """The applicant has signed, the consultant concludes: number, months to look at, and the facts that the law asks.

    Raises
    ------
    ContractRefused
        ``moved_meanwhile``, ``other_signer``, ``day_to_come``, ``days_wrong``, ``plan_missing``, ``contract_overlaps``,
        ``fact_stands_elsewhere``.

    Writes the contract, circumstances of the registry, the turn of an open case and the journal, or nothing.
    """
    with transaction.atomic():
        current = lock_contract(contract, ContractState.DRAFT)
        _refuse_signature(current, signed_by, signed_on)
        _refuse_open_plan(current)
        first = first_of(current.valid.lower)
        current.state, current.signed_by, current.signed_on = ContractState.IN_FORCE, signed_by, signed_on
        current.concluded_by, current.version = acting_user, current.version + 1
        current.next_look, current.look_due_on = first, look_due_on(current, first)
        current.number = take_number("social_contract", current.territory, signed_on.year)
        with refused_constraints(CONSTRAINTS):
            current.save(
                update_fields=[
                    "state", "signed_by", "signed_on", "concluded_by", "version", "next_look", "look_due_on", "number",
                ]
            )  # fmt: skip
        obliged = obliged_members(current)
        tell_signed(current, current.valid.lower, obliged, acting_user=acting_user)
        _hand_on(current)
        note_write("conclude", "contract", current.pk, _ids(obliged, current), acting_user=acting_user)
    return current


def end_contract(contract: SocialContract, *, ended_on: date, acting_user: User, reason: str = "") -> SocialContract:
    """The contract is fulfilled: every obligation is settled; before its last day, with a reason.

    Raises
    ------
    ContractRefused
        ``moved_meanwhile``, ``obligations_open``, ``day_to_come``, ``outside_the_contract``, ``ends_early``.
    """
    with transaction.atomic():
        current = lock_contract(contract, ContractState.IN_FORCE)
        if current.obligations.filter(state=ObligationState.OPEN).exists():
            raise ContractRefused("obligations_open")
        if ended_on > today():
            raise ContractRefused("day_to_come", "ended_on")
        if not current.valid.lower <= ended_on < current.valid.upper:
            raise ContractRefused("outside_the_contract", "ended_on")
        early = ended_on < last_day(current)
        if early and not reason.strip():
            raise ContractRefused("ends_early", "reason")
        current.state, current.ended_on, current.end_reason = ContractState.FULFILLED, ended_on, reason.strip()[:500]
        current.next_look, current.look_due_on, current.version = None, None, current.version + 1
        current.save(update_fields=["state", "ended_on", "end_reason", "next_look", "look_due_on", "version"])
        obliged = obliged_members(current)
        if early:
            tell_over(current, ended_on + timedelta(days=1), obliged, acting_user=acting_user)
        note_write("end", "contract", current.pk, _ids(obliged, current), acting_user=acting_user)
    return current


def obliged_members(contract: SocialContract) -> list[Person]:
    """Members who undertook a measure, whatever became of it."""
    lines = contract.obligations.exclude(state=ObligationState.STRUCK).filter(kind__in=MEASURES)
    return list(Person.objects.filter(pk__in=lines.values("person_id")).order_by("pk"))


def unplanned(contract: SocialContract, on: date) -> set[int]:
    """Members who must take part, or of whom nobody knows, and who have neither a measure in the plan nor an exemption."""
    planned = {person.pk for person in obliged_members(contract)}
    exempt = set(contract.exemptions.filter(lifted_at__isnull=True).values_list("person_id", flat=True))
    waiting = {
        each.person_id
        for each in standings_of(contract.case, on)
        if each.is_counted is not False and each.owes is not False
    }
    return waiting - planned - exempt


def _refuse_signature(contract: SocialContract, signed_by: Person, signed_on: date) -> None:
    if signed_by.pk != contract.case.applicant_id:
        raise ContractRefused("other_signer", "signed_by")
    if signed_on > today():
        raise ContractRefused("day_to_come", "signed_on")
    if signed_on > last_day(contract):
        raise ContractRefused("days_wrong", "signed_on")


def _refuse_open_plan(contract: SocialContract) -> None:
    if not obliged_members(contract) or unplanned(contract, today()):
        raise ContractRefused("plan_missing")


def _hand_on(contract: SocialContract) -> None:
    """An open case that waited for the consultant waits for the specialist now."""
    case = lock_case(contract.case)
    if case.turn == Turn.CAREER_CONSULTANT and case.state in CaseState.open():
        pass_turn(case, Turn.SPECIALIST)


def _ids(obliged: Iterable[Person], contract: SocialContract) -> set[int]:
    return {contract.case.applicant_id, *(person.pk for person in obliged)}
