"""Reading social contracts: lists, and one contract whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tirek.department.contracts.enums import ContractState
from tirek.department.contracts.models import Breach, Exemption, Monitoring, Obligation, SocialContract
from tirek.department.contracts.months import look_due_on, months_of
from tirek.department.registry.models import Membership, Person


@dataclass(frozen=True)
class Month:
    """A month of a contract; ``look`` is None until it was looked at, ``is_next`` and ``due_on`` say what is to come."""

    month: date
    look: Monitoring | None
    is_next: bool
    due_on: date | None
    is_late: bool


@dataclass(frozen=True)
class Sheet:
    """One contract whole. Five queries."""

    contract: SocialContract
    members: Sequence[Person]
    obligations: Sequence[Obligation]
    exemptions: Sequence[Exemption]
    months: Sequence[Month]
    breaches: Sequence[Breach]


def list_contracts(state: ContractState) -> QuerySet[SocialContract]:
    """Contracts of a state that the viewer may see, with whose they are."""
    return SocialContract.objects.filter(state=state).select_related("case__applicant")


def list_looks() -> QuerySet[SocialContract]:
    """Contracts in force that have a month to be looked at, with the last day for it."""
    return list_contracts(ContractState.IN_FORCE).filter(look_due_on__isnull=False)


def contract_sheet(contract: SocialContract, on: date) -> Sheet:
    """Everything about one contract."""
    days = (contract.valid.lower, contract.valid.upper)
    memberships = Membership.objects.filter(family=contract.family_id, valid__overlap=days).select_related("person")
    looks = {look.month: look for look in contract.monitoring.select_related("recorded_by")}
    return Sheet(
        contract,
        members=list({row.person_id: row.person for row in memberships.order_by("pk")}.values()),
        obligations=list(contract.obligations.select_related("person", "settled_by").order_by("due_on", "pk")),
        exemptions=list(contract.exemptions.select_related("person", "document").order_by("pk")),
        months=[_month(contract, month, looks.get(month), on) for month in months_of(contract)],
        breaches=list(
            contract.breaches.select_related("person", "established_by", "reinstated_by").order_by("happened_on", "pk")
        ),
    )


def contracts_of_case(case_id: int) -> list[SocialContract]:
    """Contracts of a case, the newest first."""
    return list(SocialContract.objects.filter(case=case_id).order_by("-pk"))


def _month(contract: SocialContract, month: date, look: Monitoring | None, on: date) -> Month:
    runs = contract.state == ContractState.IN_FORCE and look is None
    due = look_due_on(contract, month) if runs and month == contract.next_look else None
    return Month(month, look, runs and month == contract.next_look, due, due is not None and due < on)
