"""A family whose facts are known, with a case that asks for a social contract, and contracts of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from tests.department.factories import ALMALY, make_family, make_person, make_user
from tests.department.road import make_case
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.contracts.actions.concluding import conclude_contract
from tirek.department.contracts.actions.drafting import draft_contract, plan_obligation
from tirek.department.contracts.enums import ObligationKind
from tirek.department.contracts.models import SocialContract
from tirek.department.registry.facts.columns import sources_of
from tirek.department.registry.models import Address, Circumstance, Disability, Family, Person, PersonAddress

ASKED_ON = "2026-10-01"
ALWAYS = (date(2020, 1, 1), None)
BEGINS, ENDS = date(2026, 10, 1), date(2026, 12, 31)
_houses = count(1)
PROGRAMME = "targeted_assistance_conditional"


@dataclass
class Home:
    """A father and a mother of working age, a grandmother, a child; who works with them."""

    family: Family
    father: Person
    mother: Person
    grandmother: Person
    child: Person
    case: Case
    consultant: User

    @property
    def everybody(self) -> list[Person]:
        return [self.father, self.mother, self.grandmother, self.child]


def known_person(territory: str, home: Address, **told: Any) -> Person:
    """Somebody registered at the family's home, of whom every source has answered."""
    checked = dict.fromkeys((*sources_of("person"), *sources_of("family")), ASKED_ON)
    person = make_person(territory, checked=checked, **told)
    PersonAddress.objects.create(person=person, territory=territory, address=home, kind="registered", valid=ALWAYS)
    return person


def make_home(territory: str = ALMALY, *, state: CaseState = CaseState.READY, father_iin: str | None = None) -> Home:
    address = Address.objects.create(territory=territory, street="Абай даңғылы", house=str(next(_houses)))
    father = known_person(territory, address, sex="male", birth_on=date(1986, 2, 1), iin=father_iin)
    mother = known_person(territory, address, birth_on=date(1988, 3, 1))
    grandmother = known_person(territory, address, birth_on=date(1950, 3, 1))
    child = known_person(territory, address, birth_on=date(2014, 2, 1))
    family = make_family(father, mother, grandmother, child, territory=territory)
    case = make_case(state, family=family, programme=PROGRAMME, territory=territory)
    return Home(family, father, mother, grandmother, child, case, make_user(Role.CAREER_CONSULTANT, territory))


def give_disability(person: Person) -> None:
    told: dict[str, Any] = {"group": "group_2", "cause": "general_illness", "valid": ALWAYS}
    Disability.objects.create(person=person, territory=person.territory, **told)


def give_fact(person: Person, fact: str, *, value: int | None = None, choice: str = "") -> None:
    told: dict[str, Any] = {"fact": fact, "value": value, "choice": choice, "valid": ALWAYS}
    Circumstance.objects.create(person=person, territory=person.territory, **told)


def draft(home: Home, begins: date = BEGINS, ends: date = ENDS) -> SocialContract:
    return draft_contract(home.case, begins_on=begins, ends_on=ends, acting_user=home.consultant)


def plan(
    contract: SocialContract, person: Person, user: User, kind: str = "job", due: date = date(2026, 11, 30)
) -> Any:
    return plan_obligation(contract, person, ObligationKind(kind), detail="түйіндеме", due_on=due, acting_user=user)


def conclude(home: Home, contract: SocialContract | None = None) -> SocialContract:
    """A contract in force: father and mother undertake a job each."""
    made = contract or draft(home)
    for person in (home.father, home.mother):
        plan(made, person, home.consultant)
    return conclude_contract(made, signed_by=home.father, signed_on=BEGINS, acting_user=home.consultant)
