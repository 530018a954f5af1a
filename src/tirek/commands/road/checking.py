"""The facts of a case are checked: registers are asked, and asked again, the home is visited, documents settle the rest."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone

from tirek.commands.road.families import Arrival
from tirek.commands.road.households import wanted_value
from tirek.commands.road.officers import CITY, acting, officer
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.applications.models import ApplicationFile, Case
from tirek.department.applications.programmes import road_of
from tirek.department.core.refusals import Refused
from tirek.department.registry.actions.asking import Asked, ask_again
from tirek.department.registry.models import RegisterAnswer
from tirek.department.verification.actions.checks import finish_checks, open_checks, refresh_checks, settle_check
from tirek.department.verification.actions.visits import (
    Recorded,
    assign_visit,
    close_visit,
    close_without_act,
    record_visit,
    vote_on_visit,
)
from tirek.department.verification.enums import CheckSource, CheckState, NoAct, VisitState, Vote
from tirek.department.verification.facts import ROWS
from tirek.department.verification.models import FactCheck, Visit
from tirek.rulebook.engine.facts import find_fact

SHOWN = "құжат қабылдау кезінде көрсетілді"
ROUNDS = 6
"""A fact that is settled may bring up another; so often the officer looks again."""
ACT: dict[str, Any] = {
    "composition_as_declared": True,
    "rooms": 2,
    "condition": "needs_repair",
    "furnishing": "worn",
    "utilities": ["electricity", "water"],
}
REASONS = "үйде көргеніміз өтініште айтылғанға сәйкес"


def specialist_of(arrival: Arrival) -> User:
    """Who works on the case."""
    return officer(Role.SPECIALIST, arrival.officers_place)


def open_case(arrival: Arrival, case: Case) -> Asked:
    """Begin to check: the registers are asked as far as consents go."""
    with acting(specialist_of(arrival)) as user:
        return open_checks(case, acting_user=user)


def ask_open_ones_again(arrival: Arrival) -> int:
    """Ask again what was refused, contradicted or is not answered yet about the family; how many questions."""
    with acting(specialist_of(arrival)) as user:
        rows = RegisterAnswer.objects.filter(person__in=arrival.persons).order_by("pk")
        again = 0
        for row in [row for row in rows if row.is_open]:
            try:
                ask_again(row, acting_user=user)
                again += 1
            except Refused:
                continue  # somebody has settled it meanwhile
        return again


def compare_facts(arrival: Arrival, case: Case) -> None:
    """Look at what the registers have answered; whatever they tell otherwise than the family waits in the queue."""
    with acting(specialist_of(arrival)) as user:
        refresh_checks(case, acting_user=user)


def visit_home(arrival: Arrival, case: Case) -> None:
    """Two members of the commission go to the family, where the road has it, and conclude what the case of the law says."""
    if not road_of(case.programme).survey:
        return
    members = [officer(Role.COMMISSION_MEMBER, place) for place in dict.fromkeys((arrival.place, CITY))]
    with acting(specialist_of(arrival)) as user:
        if Visit.objects.filter(application=case.application_id, state__in=(VisitState.CLOSED, VisitState.NO_ACT)):
            return
        visit = assign_visit(case.application, members, acting_user=user)
    family = arrival.household.facts.family
    if family.get("survey_refused"):
        with acting(members[0]) as user:
            close_without_act(visit, NoAct.REFUSED, acting_user=user, reasons="есік ашылмады", command=uuid4())
        return
    with acting(members[0]) as user:
        record_visit(visit, Recorded(_act(arrival), timezone.now()), command=uuid4(), acting_user=user)
    vote = Vote.IN_NEED if family.get("commission_found_need", True) else Vote.NOT_IN_NEED
    for member in members:
        with acting(member) as user:
            vote_on_visit(
                visit, vote, acting_user=user, reason="" if vote == Vote.IN_NEED else "үйде жоқтық көрінбейді"
            )
    with acting(members[0]) as user:
        close_visit(visit, REASONS, acting_user=user)


def _act(arrival: Arrival) -> dict[str, Any]:
    """The act as it was filled in: the dwelling as the case tells it."""
    rows = arrival.household.facts.rows.get("dwelling") or ({},)
    row: Any = next((each for each in rows if each.get("residence", 1)), rows[0])
    words = {name: find_fact("dwelling", name).values[int(row.get(name, 0))] for name in ("tenure", "kind")}
    return {**ACT, **words, "area": f"{int(row.get('area', 5450)) / 100:.2f}"}


def settle_facts(arrival: Arrival, case: Case) -> Case:
    """Clear what is in doubt or missing by the family's documents, and end the checks.

    Raises
    ------
    Refused
        When something stays open that no document settles.
    """
    with acting(specialist_of(arrival)) as user:
        for _round in range(ROUNDS):
            refreshed = refresh_checks(case, acting_user=user)
            missing = {(each.entity, each.row, each.person_id, each.fact) for each in refreshed.missing}
            to_settle = [
                check
                for check in refreshed.checks
                if check.state == CheckState.DISCREPANT
                or (check.entity, check.row, check.person_id, check.fact) in missing
            ]
            if not to_settle:
                break
            for check in to_settle:
                _settle(arrival, case, check, user)
        return finish_checks(case, acting_user=user)


def _settle(arrival: Arrival, case: Case, check: FactCheck, user: User) -> None:
    document = ApplicationFile.objects.filter(application=case.application_id).order_by("pk")[0].file
    value = _documented(arrival, check)
    told: dict[str, Any] = {"acting_user": user, "reason": SHOWN}
    if value is None:
        settle_check(check, None, CheckSource.DOCUMENT, **told)
    else:
        settle_check(check, value, CheckSource.DOCUMENT, document=document, **told)


def _documented(arrival: Arrival, check: FactCheck) -> int | None:
    """What the documents show of the fact of a check, in stored form; None: nothing."""
    household = arrival.household
    if check.fact == ROWS:
        return len(household.facts.rows.get(check.entity) or ())
    row = check.row
    if check.entity == "person":
        row = [person.pk for person in arrival.persons].index(check.person_id or 0)
    return wanted_value(household, check.entity, row, check.fact)
