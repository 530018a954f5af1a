"""A breach bars the whole family and stops its aid; another person may put it right; a refusal of measures bars as well."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from tirek.department.accounts.models import User
from tirek.department.applications.actions.steps import lock_case
from tirek.department.applications.enums import BarGround
from tirek.department.applications.models import Case
from tirek.department.contracts.access import lock_contract
from tirek.department.contracts.actions.concluding import obliged_members
from tirek.department.contracts.actions.drafting import refuse_outside, refuse_stranger
from tirek.department.contracts.bars import bar_people, lift_bars, whole_family
from tirek.department.contracts.enums import ContractState, ObligationKind, ObligationState
from tirek.department.contracts.facts import tell_breaches, tell_over, tell_refusal, tell_signed
from tirek.department.contracts.following import tell_broken, tell_whole
from tirek.department.contracts.models import Breach, BreachBar, MeasureRefusal, Obligation, SocialContract
from tirek.department.contracts.months import look_due_on
from tirek.department.contracts.programmes import asks_contract
from tirek.department.contracts.refusals import CONSTRAINTS, ContractRefused
from tirek.department.contracts.standing import standings_of
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import refused_constraints
from tirek.department.journal.notes import note_write
from tirek.department.registry.models import Person


def establish_breach(
    contract: SocialContract,
    person: Person,
    *,
    happened_on: date,
    finding: str,
    at_fault: bool,
    acting_user: User,
    obligation: Obligation | None = None,
) -> Breach:
    """Establish that a member broke the contract by own fault: six months without aid for the whole family, from that day.

    The contract is broken as long as one of its breaches stands. What became of the aid is the step of later stages
    (``following``), in the same transaction.

    Raises
    ------
    ContractRefused
        ``moved_meanwhile``, ``no_fault``, ``finding_missing``, ``not_a_member``, ``day_to_come``,
        ``outside_the_contract``, ``other_obligation``, ``breach_known``.
    """
    if not at_fault:
        raise ContractRefused("no_fault", "at_fault")
    if not finding.strip():
        raise ContractRefused("finding_missing", "finding")
    with transaction.atomic():
        current = lock_contract(contract, ContractState.IN_FORCE, ContractState.BROKEN)
        refuse_stranger(current, person)
        _refuse_day(current, happened_on)
        line = _broken_line(current, person, obligation)
        with refused_constraints(CONSTRAINTS):
            breach = Breach.objects.create(
                contract=current, person=person, obligation=line, happened_on=happened_on,
                finding=finding.strip()[:1000], established_by=acting_user,
            )  # fmt: skip
        people = whole_family(current, happened_on)
        bars = bar_people(people, current.case, BarGround.CONTRACT_BROKEN, since=happened_on, acting_user=acting_user)
        BreachBar.objects.bulk_create(BreachBar(breach=breach, bar=bar) for bar in bars)
        if line is not None and line.state == ObligationState.OPEN:
            _miss(line, happened_on, breach, acting_user)
        tell_breaches(current, acting_user=acting_user)
        if current.state == ContractState.IN_FORCE:
            _break(current, acting_user)
            tell_broken(breach, acting_user=acting_user)
        note_write("breach", "contract", current.pk, [each.pk for each in people], acting_user=acting_user)
    return breach


def reinstate(breach: Breach, *, reason: str, acting_user: User) -> Breach:
    """Put a breach right: it was no fault, or an error. Its bars are lifted; the contract holds again if no other stands.

    Raises
    ------
    ContractRefused
        ``reason_missing``, ``reinstated_by_oneself``, ``reinstated_already``.
    """
    if not reason.strip():
        raise ContractRefused("reason_missing", "reason")
    with transaction.atomic():
        current = lock_contract(breach.contract)
        row = Breach.objects.select_for_update(of=("self",)).get(pk=breach.pk)
        if row.reinstated_at is not None:
            raise ContractRefused("reinstated_already")
        if row.established_by_id == acting_user.pk:
            raise ContractRefused("reinstated_by_oneself")
        row.reinstated_at, row.reinstated_by = timezone.now(), acting_user
        row.reinstatement_reason = reason.strip()[:1000]
        with refused_constraints(CONSTRAINTS):
            row.save(update_fields=["reinstated_at", "reinstated_by", "reinstatement_reason"])
        bars = [each.bar for each in row.bars.select_related("bar").order_by("pk")]
        lift_bars(bars, acting_user=acting_user, reason=reason)
        tell_breaches(current, acting_user=acting_user)
        whole = not current.breaches.filter(reinstated_at__isnull=True).exists()
        if whole and current.state == ContractState.BROKEN:
            _make_whole(current, acting_user)
            tell_whole(row, acting_user=acting_user)
        note_write("reinstate", "contract", current.pk, [row.person_id], acting_user=acting_user)
    return row


def refuse_measures(
    case: Case, person: Person, *, refused_on: date, measure: ObligationKind, finding: str, acting_user: User
) -> MeasureRefusal:
    """A member who must take part refused an employment measure: barred for six months, and with that member the family.

    Raises
    ------
    ContractRefused
        ``no_contract_asked``, ``finding_missing``, ``day_to_come``, ``not_a_member``, ``owes_nothing``, ``refusal_known``.
    """
    if not asks_contract(case.programme):
        raise ContractRefused("no_contract_asked")
    if not finding.strip():
        raise ContractRefused("finding_missing", "finding")
    if refused_on > today():
        raise ContractRefused("day_to_come", "refused_on")
    with transaction.atomic():
        current = lock_case(case)
        standing = next((each for each in standings_of(current, refused_on) if each.person_id == person.pk), None)
        if standing is None:
            raise ContractRefused("not_a_member", "person")
        if standing.owes is False:
            raise ContractRefused("owes_nothing", "person")
        (bar,) = bar_people(
            [person], current, BarGround.MEASURES_REFUSED, since=refused_on, acting_user=acting_user
        )  # fmt: skip
        with refused_constraints(CONSTRAINTS):
            row = MeasureRefusal.objects.create(
                case=current, person=person, refused_on=refused_on, measure=measure,
                finding=finding.strip()[:1000], bar=bar, recorded_by=acting_user,
            )  # fmt: skip
        tell_refusal(person, acting_user=acting_user)
        note_write("refusal", "case", current.pk, [person.pk], acting_user=acting_user)
    return row


def _refuse_day(contract: SocialContract, on: date) -> None:
    if on > today():
        raise ContractRefused("day_to_come", "happened_on")
    refuse_outside(contract, on, "happened_on")


def _broken_line(contract: SocialContract, person: Person, obligation: Obligation | None) -> Obligation | None:
    if obligation is None:
        return None
    line = contract.obligations.select_for_update(of=("self",)).filter(pk=obligation.pk, person=person).first()
    if line is None or line.state == ObligationState.STRUCK:
        raise ContractRefused("other_obligation", "obligation")
    return line


def _miss(line: Obligation, on: date, breach: Breach, acting_user: User) -> None:
    line.state, line.settled_on, line.settled_by = ObligationState.MISSED, on, acting_user
    line.reason, line.version = breach.finding[:500], line.version + 1
    line.save(update_fields=["state", "settled_on", "settled_by", "reason", "version"])


def _break(contract: SocialContract, acting_user: User) -> None:
    contract.state, contract.look_due_on, contract.version = ContractState.BROKEN, None, contract.version + 1
    contract.save(update_fields=["state", "look_due_on", "version"])
    if today() < contract.valid.upper:
        tell_over(contract, today(), obliged_members(contract), acting_user=acting_user)


def _make_whole(contract: SocialContract, acting_user: User) -> None:
    contract.state, contract.version = ContractState.IN_FORCE, contract.version + 1
    if contract.next_look is not None:
        contract.look_due_on = look_due_on(contract, contract.next_look)
    with refused_constraints(CONSTRAINTS):
        contract.save(update_fields=["state", "look_due_on", "version"])
    if today() < contract.valid.upper:
        since = max(today(), contract.valid.lower)
        tell_signed(contract, since, obliged_members(contract), acting_user=acting_user)
