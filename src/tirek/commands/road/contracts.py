"""Social contracts: a plan for everybody who must take part, the signature, and the breach that stops the aid."""

from __future__ import annotations

from datetime import date

from tirek.commands.road.deciding import sign_one, signer_of
from tirek.commands.road.families import Arrival
from tirek.commands.road.officers import acting, officer
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.applications.models import Case
from tirek.department.contracts.actions.breaches import establish_breach
from tirek.department.contracts.actions.concluding import conclude_contract, unplanned
from tirek.department.contracts.actions.drafting import draft_contract, plan_obligation
from tirek.department.contracts.enums import ObligationKind
from tirek.department.contracts.models import SocialContract
from tirek.department.contracts.programmes import proposed_days
from tirek.department.core.calendar.today import today
from tirek.department.decisions.actions.drafting import draft_decision, propose_decision
from tirek.department.decisions.enums import DecisionKind
from tirek.department.entitlements.models import Entitlement
from tirek.department.registry.models import Person

FINDING = "табылған жұмысқа себепсіз келмеді"
STOPPED = "әлеуметтік келісімшарт отбасының кінәсінен бұзылды"


def consultant_of(arrival: Arrival) -> User:
    """Who manages the contract."""
    return officer(Role.CAREER_CONSULTANT, arrival.place)


def conclude(arrival: Arrival, case: Case) -> SocialContract | None:
    """Draft the contract, plan a job for everybody who must take part, and conclude it; None where nobody must."""
    on = today()
    with acting(consultant_of(arrival)) as user:
        begins, ends = proposed_days(case, on)
        contract = draft_contract(case, begins_on=begins, ends_on=ends, acting_user=user)
        for person in Person.objects.filter(pk__in=unplanned(contract, on)).order_by("pk"):
            plan_obligation(contract, person, ObligationKind.JOB, detail="жұмыс іздеу", due_on=ends, acting_user=user)
        return conclude_contract(contract, signed_by=arrival.persons[0], signed_on=on, acting_user=user)


def break_contract(arrival: Arrival, contract: SocialContract) -> None:
    """Establish a breach of the first who undertook something: the aid is held back, the family barred."""
    with acting(consultant_of(arrival)) as user:
        line = contract.obligations.order_by("pk")[0]
        establish_breach(
            contract,
            line.person,
            happened_on=today(),
            finding=FINDING,
            at_fault=True,
            obligation=line,
            acting_user=user,
        )


def end_aid(place: str, entitlement: Entitlement, since: date, reason: str) -> None:
    """Draft the end of what runs, and sign it, by the officers of a place."""
    with acting(officer(Role.SPECIALIST, place)) as user:
        draft = draft_decision(
            entitlement.case, DecisionKind.TERMINATE, reason=reason, starts_on=since, ends_on=None, acting_user=user
        )
        proposed = propose_decision(draft, acting_user=user)
    sign_one(signer_of(place), proposed)
