"""A contract before its signature: the plan of who undertakes what by when, and who is exempt on which ground."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from tirek.department.accounts.models import User
from tirek.department.applications.actions.steps import lock_case
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.contracts.access import lock_contract
from tirek.department.contracts.enums import ContractState, ExemptionGround, ObligationKind, ObligationState
from tirek.department.contracts.models import Exemption, Obligation, SocialContract
from tirek.department.contracts.programmes import asks_contract
from tirek.department.contracts.refusals import CONSTRAINTS, ContractRefused
from tirek.department.contracts.standing import standings_of
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import refused_constraints
from tirek.department.files.models import StoredFile
from tirek.department.journal.notes import note_write
from tirek.department.registry.models import Membership, Person

DRAFTED_IN = (CaseState.REGISTERED, CaseState.CHECKING, CaseState.READY, CaseState.GRANTED)


def draft_contract(case: Case, *, begins_on: date, ends_on: date, acting_user: User) -> SocialContract:
    """Begin a contract: members whom the law exempts are entered with their grounds, the plan of the others is to be made.

    Parameters
    ----------
    begins_on, ends_on
        First and last day.

    Raises
    ------
    ContractRefused
        ``no_contract_asked``, ``case_closed``, ``days_wrong``, ``nobody_obliged``, ``contract_open``.
    """
    if not asks_contract(case.programme):
        raise ContractRefused("no_contract_asked")
    if ends_on < begins_on:
        raise ContractRefused("days_wrong", "ends_on")
    with transaction.atomic():
        current = lock_case(case)
        if current.state not in DRAFTED_IN:
            raise ContractRefused("case_closed")
        standings = standings_of(current, today())
        if not any(each.owes in (True, None) for each in standings if each.is_counted is not False):
            raise ContractRefused("nobody_obliged")
        with refused_constraints(CONSTRAINTS):
            contract = SocialContract.objects.create(
                case=current,
                family_id=current.family_id,
                territory=current.territory,
                valid=(begins_on, ends_on + timedelta(days=1)),
                drafted_by=acting_user,
            )
        Exemption.objects.bulk_create(
            Exemption(contract=contract, person_id=each.person_id, ground=each.ground, recorded_by=acting_user)
            for each in standings
            if each.ground is not None
        )
        note_write("draft", "contract", contract.pk, [each.person_id for each in standings], acting_user=acting_user)
    contract.refresh_from_db(fields=["valid"])
    return contract


def plan_obligation(
    contract: SocialContract,
    person: Person,
    kind: ObligationKind,
    *,
    detail: str,
    due_on: date,
    acting_user: User,
) -> Obligation:
    """Add a line to the individual plan of a member; also while the contract is in force.

    Raises
    ------
    ContractRefused
        ``moved_meanwhile``, ``not_a_member``, ``exempt_already``, ``outside_the_contract``.
    """
    with transaction.atomic():
        current = lock_contract(contract, ContractState.DRAFT, ContractState.IN_FORCE)
        refuse_stranger(current, person)
        if current.exemptions.filter(person=person, lifted_at__isnull=True).exists():
            raise ContractRefused("exempt_already", "person")
        refuse_outside(current, due_on, "due_on")
        row = Obligation.objects.create(
            contract=current, person=person, kind=kind, detail=detail.strip()[:300], due_on=due_on
        )
        note_write("plan", "contract", current.pk, [person.pk], acting_user=acting_user)
    return row


def strike_obligation(obligation: Obligation, *, acting_user: User) -> Obligation:
    """Take a line out of the plan of a draft; it stays on record as struck."""
    with transaction.atomic():
        current = lock_contract(obligation.contract, ContractState.DRAFT)
        row = Obligation.objects.select_for_update(of=("self",)).get(pk=obligation.pk)
        if row.state != ObligationState.OPEN:
            raise ContractRefused("settled_already")
        row.state, row.settled_on, row.settled_by, row.version = (
            ObligationState.STRUCK, today(), acting_user, row.version + 1,
        )  # fmt: skip
        row.save(update_fields=["state", "settled_on", "settled_by", "version"])
        note_write("strike", "contract", current.pk, [row.person_id], acting_user=acting_user)
    return row


def exempt_member(
    contract: SocialContract,
    person: Person,
    ground: ExemptionGround,
    *,
    acting_user: User,
    since: date | None = None,
    document: StoredFile | None = None,
    reason: str = "",
) -> Exemption:
    """Exempt a member before the signature or, from a day on, while the contract is in force.

    Of a contract in force the open obligations of the member are excused, with the ground as the reason.

    Raises
    ------
    ContractRefused
        ``moved_meanwhile``, ``not_a_member``, ``obliged_member`` (in a draft), ``exempted``, ``document_of_another``,
        ``outside_the_contract``, ``day_to_come``; ``reason_missing`` while the contract is in force.
    """
    on = since or today()
    with transaction.atomic():
        current = lock_contract(contract, ContractState.DRAFT, ContractState.IN_FORCE)
        refuse_stranger(current, person)
        if document is not None and document.territory != current.territory:
            raise ContractRefused("document_of_another", "document")
        in_force = current.state == ContractState.IN_FORCE
        open_lines = current.obligations.select_for_update(of=("self",)).filter(
            person=person, state=ObligationState.OPEN
        )
        if in_force:
            _refuse_exemption_in_force(current, on, reason)
        elif open_lines.exists():
            raise ContractRefused("obliged_member", "person")
        with refused_constraints(CONSTRAINTS):
            row = Exemption.objects.create(
                contract=current, person=person, ground=ground, since=on if in_force else None,
                document=document, reason=reason.strip()[:500], recorded_by=acting_user,
            )  # fmt: skip
        for line in open_lines if in_force else ():
            line.state, line.settled_on, line.settled_by = ObligationState.EXCUSED, on, acting_user
            line.reason, line.version = reason.strip()[:500], line.version + 1
            line.save(update_fields=["state", "settled_on", "settled_by", "reason", "version"])
        note_write("exempt", "contract", current.pk, [person.pk], acting_user=acting_user)
    return row


def lift_exemption(exemption: Exemption, *, acting_user: User, reason: str) -> Exemption:
    """End an exemption: the ground is gone, or was an error; the member needs a plan again.

    Raises
    ------
    ContractRefused
        ``moved_meanwhile``, ``reason_missing``.
    """
    if not reason.strip():
        raise ContractRefused("reason_missing", "reason")
    with transaction.atomic():
        current = lock_contract(exemption.contract, ContractState.DRAFT, ContractState.IN_FORCE)
        row = Exemption.objects.select_for_update(of=("self",)).get(pk=exemption.pk)
        if row.lifted_at is not None:
            raise ContractRefused("moved_meanwhile")
        row.lifted_at, row.lifted_by, row.lift_reason = timezone.now(), acting_user, reason.strip()[:500]
        row.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
        note_write("lift", "contract", current.pk, [row.person_id], acting_user=acting_user)
    return row


def cancel_contract(contract: SocialContract, *, acting_user: User, reason: str) -> SocialContract:
    """Give up a draft: nothing was undertaken."""
    if not reason.strip():
        raise ContractRefused("reason_missing", "reason")
    with transaction.atomic():
        current = lock_contract(contract, ContractState.DRAFT)
        current.state, current.end_reason, current.version = (
            ContractState.CANCELLED, reason.strip()[:500], current.version + 1,
        )  # fmt: skip
        current.save(update_fields=["state", "end_reason", "version"])
        note_write("cancel", "contract", current.pk, [current.case.applicant_id], acting_user=acting_user)
    return current


def refuse_stranger(contract: SocialContract, person: Person) -> None:
    """Stop where somebody is no member of the family on any day of the contract."""
    members = Membership.objects.filter(family=contract.family_id, person=person)
    if not members.filter(valid__overlap=(contract.valid.lower, contract.valid.upper)).exists():
        raise ContractRefused("not_a_member", "person")


def refuse_outside(contract: SocialContract, on: date, field: str) -> None:
    """Stop where a day is none of the contract's."""
    if not contract.valid.lower <= on < contract.valid.upper:
        raise ContractRefused("outside_the_contract", field)


def _refuse_exemption_in_force(contract: SocialContract, on: date, reason: str) -> None:
    if not reason.strip():
        raise ContractRefused("reason_missing", "reason")
    refuse_outside(contract, on, "since")
    if on > today():
        raise ContractRefused("day_to_come", "since")
