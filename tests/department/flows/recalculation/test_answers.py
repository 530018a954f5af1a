"""The law asked of many cases in columns says what it says of each case by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

import pytest

from tests.department.factories import whole_city
from tests.department.registry.facts.drawn_city import CONFIDENTIAL, ON, draw_city
from tests.department.road import make_case
from tirek.department.accounts.viewer import entered
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case, DeclaredFact
from tirek.department.applications.programmes import confidential_kind
from tirek.department.applications.roads import department_programmes
from tirek.department.core.refusals import Refused
from tirek.department.evaluations.actions import evaluate_case
from tirek.department.evaluations.enums import Mode
from tirek.department.flows.recalculation.answers import Said, answers_of
from tirek.department.flows.recalculation.known import known_cases
from tirek.department.flows.recalculation.standing import Standing
from tirek.department.registry.models import Family, Person
from tirek.department.verification.models import FactCheck
from tirek.rulebook.catalogue import family_benefit_ids, find_benefit
from tirek.rulebook.engine.facts import Fact
from tirek.rulebook.engine.needs import facts_needed

pytestmark = pytest.mark.django_db
APPLIED = (date(2026, 11, 2), date(2026, 11, 20), date(2026, 8, 14), date(2025, 12, 30))
FAMILIES = 14
NOTHING = ("undetermined", None, 0, 0, [])


def programmes() -> list[str]:
    return sorted(set(department_programmes()) & set(family_benefit_ids()))


def draw_cases(luck: Random) -> list[Case]:
    """Every programme for two families of a small city, or more where it asks for dwellings; with what was told and settled."""
    families = list(Family.objects.filter(memberships__role="head").order_by("pk").distinct())
    cases = []
    for programme in programmes():
        in_rows = {fact.entity for fact in facts_needed(find_benefit(programme))} & {"dwelling", "vehicle"}
        for family in families[:5] if in_rows else luck.sample(families, 2):
            kind = confidential_kind(programme)
            case = make_case(
                CaseState.REGISTERED, family=family, programme=programme, territory=family.territory, confidential=kind
            )
            case.applied_on = luck.choice(APPLIED)
            case.save(update_fields=["applied_on"])
            draw_words(luck, case)
            cases.append(case)
    return cases


def draw_words(luck: Random, case: Case) -> None:
    """What was told and found: of every second case everything that the law asks, of the others a little."""
    persons = list(Person.objects.filter(pk__in=case.family.memberships.values("person")))
    doubles = list(Person.objects.filter(merged_into__in=persons))
    needed = [fact for fact in facts_needed(find_benefit(case.programme)) if fact.entity in ("family", "person")]
    needed = [fact for fact in needed if fact.name != "territory" and not fact.name.startswith("receives.")]
    kind = luck.choice(["generous", "generous", "settled", "patchy", "patchy"])
    if kind != "patchy":
        rows = []
        for fact in needed:
            for person in persons if fact.entity == "person" else [None]:
                told = {"entity": fact.entity, "fact": fact.name, "person": person}
                check = drawn_check(luck, fact, "visit")
                if kind == "generous" and fact.type in ("boolean", "integer"):
                    check["found_value"] = 1 if fact.type == "boolean" else fact.low
                rows.append(FactCheck(case=case, **told, **check))
        FactCheck.objects.bulk_create(rows)
        return
    for fact in luck.sample(needed, min(len(needed), 6)):
        person = luck.choice([*persons, *doubles]) if fact.entity == "person" else None
        told = {"entity": fact.entity, "fact": fact.name, "person": person}
        if luck.random() < 0.7:
            value = luck.choice([None, some_value(luck, fact)])
            DeclaredFact.objects.create(application=case.application, value=value, **told)
        if luck.random() < 0.5:
            FactCheck.objects.create(case=case, **told, **drawn_check(luck, fact, luck.choice(["visit", "register"])))
    if luck.random() < 0.5:
        told = {"application": case.application, "entity": "vehicle", "fact": "rows", "value": luck.choice([0, 1])}
        DeclaredFact.objects.create(**told)


def drawn_check(luck: Random, fact: Fact, source: str) -> dict[str, Any]:
    return {"state": "confirmed", "found_value": some_value(luck, fact), "found_source": source}


def some_value(luck: Random, fact: Fact) -> int:
    if fact.type == "boolean":
        return luck.choice([0, 1, 1])
    if fact.type == "enum":
        return luck.randrange(len(fact.values))
    if fact.type == "date":
        return luck.choice([20240229, 19610309, 20260101])
    return luck.choice([fact.low, fact.low, min(fact.high, max(fact.low, 20_000))])


def standing_of(case: Case) -> Standing:
    return Standing(
        entitlement_id=case.pk, case_id=case.pk, application_id=case.application_id, family_id=case.family_id,
        holder_id=case.applicant_id, territory=case.territory, confidential=case.confidential,
        programme=case.programme, applied_on=case.applied_on, quantity=1, unit="tenge", period="month",
        ends_before=None, is_overridden=False, expected=1,
    )  # fmt: skip


def by_itself(case: Case) -> tuple[Any, ...]:
    try:
        made = evaluate_case(case, mode=Mode.RECALCULATION, acting_user=None, on=ON)
    except Refused:
        return NOTHING
    reasons = [(each["code"], each["act"], each["article"]) for each in made.answer["reasons"]]
    return made.outcome, made.amount, made.amount_low, made.amount_high, reasons


def in_columns(said: Said) -> tuple[Any, ...]:
    reasons = [(each["code"], each["act"], each["article"]) for each in said.reasons]
    return str(said.outcome), said.amount, said.low, said.high, reasons


def test_columns_say_of_each_case_what_the_case_by_itself_is_told() -> None:
    luck = Random(1)
    with entered(whole_city(confidential=CONFIDENTIAL)):
        draw_city(1, FAMILIES)
        cases = draw_cases(luck)
        said = {each.standing.case_id: each for each in answers_of(known_cases(listed(cases), ON), ON, None)}
        assert len(said) == len(cases)
        other = {
            case.programme: (ours, theirs)
            for case in cases
            if (ours := in_columns(said[case.pk])) != (theirs := by_itself(case))
        }
        assert not other
        found = Counter(each.outcome for each in said.values())
        assert min(found["granted"], found["refused"], found["undetermined"]) > 3, found
        ways = Counter(each.by_rule for each in said.values())
        assert ways[False] > ways[True] > 0, ways


def listed(cases: Sequence[Case]) -> list[Standing]:
    return [standing_of(case) for case in cases]
