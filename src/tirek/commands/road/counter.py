"""The counter: an application is drafted, filled in, registered; or put aside."""

from __future__ import annotations

from tirek.commands.road.families import Arrival
from tirek.commands.road.households import Household
from tirek.commands.road.officers import acting, officer
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.applications.actions.drafts import abandon_draft, save_draft, start_draft
from tirek.department.applications.actions.registration import attach_file, register_application, withdraw_case
from tirek.department.applications.enums import Channel
from tirek.department.applications.models import Application, Case
from tirek.department.applications.questions import asked_facts, key_of, written_value
from tirek.department.files.actions import store_file
from tirek.department.files.enums import FileKind
from tirek.department.registry.enums import IncomeKind

DOCUMENT_TITLE = "Құжаттардың көшірмелері"
PUT_ASIDE = "өтініш беруші құжатын алып келуге кетіп, қайтып келмеді"
TAKEN_BACK = "өтініш беруші жұмысқа орналасты"
UNDERTOLD_TENGE = 30_000
"""How much less an applicant tells who forgets something."""


def at_the_counter(arrival: Arrival) -> User:
    """Who registers a family: the registrar of the district, or the specialist named for a confidential programme."""
    role = Role.SPECIALIST if arrival.household.confidential else Role.REGISTRAR
    return officer(role, arrival.officers_place)


def draft_application(arrival: Arrival, *, forgets: bool = False) -> Application:
    """Begin the application and fill in its form; ``forgets``: the applicant tells a part of an income only."""
    assert arrival.family is not None
    with acting(at_the_counter(arrival)) as user:
        channel = Channel.PAPER if arrival.number % 3 == 0 else Channel.OFFICE
        draft = start_draft(
            arrival.family, arrival.persons[0], [arrival.household.programme], channel=channel, acting_user=user
        )
        return save_draft(draft, answers_of(arrival, forgets=forgets), acting_user=user)


def may_forget(household: Household) -> bool:
    """Whether the form asks the household for an income of which a part can be left out."""
    facts = [fact for fact in asked_facts([household.programme]) if fact.name in IncomeKind.values]
    rows = household.facts.rows
    return any(int(row.get(fact.name, 0)) > UNDERTOLD_TENGE for fact in facts for row in rows.get(fact.entity) or ())


def answers_of(arrival: Arrival, *, forgets: bool = False) -> dict[str, str]:
    """What the family writes into the form, by the names of its fields."""
    told: dict[str, str] = {}
    facts = arrival.household.facts
    for fact in asked_facts([arrival.household.programme]):
        if fact.entity == "family":
            if fact.name in facts.family:
                told[key_of(fact)] = written_value(fact, int(facts.family[fact.name]))
            continue
        for place, row in enumerate(facts.rows.get(fact.entity) or ()):
            if fact.name not in row:
                continue
            value = int(row[fact.name])
            if forgets and fact.name in IncomeKind.values and value > UNDERTOLD_TENGE:
                value -= UNDERTOLD_TENGE
            person = arrival.persons[place].pk if fact.entity == "person" else None
            told[key_of(fact, person_id=person, row=place)] = written_value(fact, value)
    return told


def register(arrival: Arrival, application: Application) -> Case:
    """Register the draft, with copies of the family's documents; the case that begins by it."""
    with acting(at_the_counter(arrival)) as user:
        registered = register_application(application, acting_user=user)
        stored = store_file(
            f"document,family\ninvented,{arrival.number}\n".encode(),
            original_name="documents.csv",
            kind=FileKind.APPLICATION,
            territory=registered.territory,
            confidential=registered.confidential,
            person_id=registered.applicant_id,
            acting_user=user,
        )
        attach_file(registered, stored, DOCUMENT_TITLE, acting_user=user)
        return Case.objects.get(application=registered)


def put_aside(arrival: Arrival, application: Application) -> None:
    """The applicant never comes back: the draft is abandoned."""
    with acting(at_the_counter(arrival)) as user:
        abandon_draft(application, acting_user=user, reason=PUT_ASIDE)


def take_back(arrival: Arrival, case: Case) -> None:
    """The applicant takes the programme back."""
    with acting(at_the_counter(arrival)) as user:
        withdraw_case(case, acting_user=user, reason=TAKEN_BACK)
