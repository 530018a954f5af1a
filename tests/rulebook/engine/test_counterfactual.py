"""What may be advised: the smallest set of correctable facts, in their one direction, proven by deciding again."""

from typing import Any

import pytest

from tests.rulebook.engine.toys import ToyLaw, answer, kinds_of_cases
from tirek.rulebook.catalogue import list_benefits
from tirek.rulebook.engine import Benefit
from tirek.rulebook.engine.counterfactual import Change, find_changes
from tirek.rulebook.engine.facts import find_fact
from tirek.rulebook.engine.outcomes import decide

AID = """
@benefit.condition("first")
def first() -> Boolean:
    return {first}

@benefit.condition("second")
def second() -> Boolean:
    return {second}

@benefit.amount()
def amount() -> Number:
    return quantity(1, "tenge_month")
"""


def aid(law: ToyLaw, first: str, second: str = "~family.overdue_debt", **document: Any) -> Benefit:
    return law.benefit("aid", AID.replace("{first}", first).replace("{second}", second), **document)


def changes(benefit: Benefit, facts: dict[str, Any]) -> list[tuple[str, int | None, object]]:
    program, outcome, _, case = answer(benefit, facts)
    return [(change.fact.key, change.row, change.value) for change in find_changes(program, outcome, case)]


def family(**facts: bool) -> dict[str, Any]:
    return {"family": {"overdue_debt": False, **facts}}


def test_one_fact_turns_a_refusal(law: ToyLaw) -> None:
    refused = aid(law, "~family.survey_refused")
    assert changes(refused, family(survey_refused=True)) == [("family.survey_refused", None, False)]
    assert changes(refused, family(survey_refused=False)) == []


def test_one_is_preferred_to_two(law: ToyLaw) -> None:
    either = "(~family.survey_refused & family.social_contract_signed) | any_of(person.provides_care)"
    facts = {**family(survey_refused=True, social_contract_signed=False), "persons": [{"provides_care": False}]}
    assert changes(aid(law, either), facts) == [("person.provides_care", 0, True)]


def test_two_where_one_is_not_enough(law: ToyLaw) -> None:
    both = aid(law, "~family.survey_refused", "family.social_contract_signed")
    facts = family(survey_refused=True, social_contract_signed=False)
    found = [("family.survey_refused", None, False), ("family.social_contract_signed", None, True)]
    assert changes(both, facts) == found


def test_three_are_not_advised(law: ToyLaw) -> None:
    rule = "~family.survey_refused & family.social_contract_signed & any_of(person.provides_care)"
    facts = {**family(survey_refused=True, social_contract_signed=False), "persons": [{"provides_care": False}]}
    assert changes(aid(law, rule), facts) == []


def test_what_does_not_turn_it_is_not_advised(law: ToyLaw) -> None:
    rule = aid(law, "~family.survey_refused")
    assert changes(rule, family(survey_refused=True, overdue_debt=True)) == []


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("~family.social_contract_signed", {"social_contract_signed": True}),
        ("family.survey_refused", {"survey_refused": False}),
    ],
)
def test_nobody_is_told_to_give_up_a_contract_or_to_refuse(law: ToyLaw, rule: str, facts: dict[str, bool]) -> None:
    assert changes(aid(law, rule), family(**facts)) == []


def test_a_member_who_earns_is_not_to_be_struck_off(law: ToyLaw) -> None:
    rule = "total(person.wage, person.registered_at_address) < quantity(100, 'tenge_quarter')"
    facts = {**family(), "persons": [{"wage": 500, "registered_at_address": True}]}
    assert changes(aid(law, rule), facts) == []
    average = "total(person.wage) / greater(quantity(1, 'person'), count(person, person.registered_at_address))"
    facts["persons"].append({"wage": 0, "registered_at_address": False})
    compared = f"{average} < quantity(300, 'tenge_quarter') / quantity(1, 'person')"
    assert changes(aid(law, compared), facts) == [("person.registered_at_address", 1, True)]


NEVER_ADVISED = [
    ("any_of(person.disability != 'none')", {"disability": "none"}),
    ("any_of(person.long_illness)", {"long_illness": False}),
    ("any_of(person.absence == 'declared_missing')", {"absence": "none"}),
    ("any_of(person.birth_date > day(2020, 1, 1))", {"birth_date": "2000-01-01"}),
    ("total(person.wage) < quantity(5, 'tenge_quarter')", {"wage": 10}),
    ("any_of(person.hiv_registered)", {"hiv_registered": False}),
    ("any_of(person.war_widow)", {"war_widow": False}),
    ("any_of(person.orphan)", {"orphan": False}),
    ("any_of(person.employment == 'none')", {"employment": "permanent_job"}),
    ("any_of(person.sex == 'female')", {"sex": "male"}),
]


@pytest.mark.parametrize(("rule", "row"), NEVER_ADVISED)
def test_illness_disability_death_birth_and_a_lower_income_are_never_advised(
    law: ToyLaw, rule: str, row: dict[str, Any]
) -> None:
    assert changes(aid(law, rule), {**family(), "persons": [row]}) == []


def test_rows_are_tried_one_by_one(law: ToyLaw) -> None:
    rule = aid(law, "person.registered_at_address", entity="person", holder="person")
    facts = {**family(), "persons": [{"registered_at_address": False}, {"registered_at_address": False}]}
    assert changes(rule, facts) == [("person.registered_at_address", 0, True)]


def test_an_unknown_fact_is_no_candidate(law: ToyLaw) -> None:
    rule = aid(law, "family.survey_refused & ~family.survey_refused & family.social_contract_signed")
    assert changes(rule, family()) == []


def test_a_change_that_leads_to_a_conflict_or_to_doubt_is_none(law: ToyLaw) -> None:
    text = """
@benefit.condition("refused")
def willing() -> Boolean:
    return ~family.survey_refused

@benefit.amount()
def amount() -> Number:
    return choose((family.overdue_debt, 1), (family.loan_obligations, 2)) * quantity(1, "tenge_month")
"""
    benefit = law.benefit("clash", text)
    assert changes(benefit, family(survey_refused=True, overdue_debt=True, loan_obligations=True)) == []
    assert changes(benefit, family(survey_refused=True)) == []
    one = family(survey_refused=True, loan_obligations=True)
    assert changes(benefit, one) == [("family.survey_refused", None, False)]


def test_trials_end(law: ToyLaw) -> None:
    rule = "count(person, person.registered_at_address & person.provides_care) > quantity(50, 'person')"
    rows = [{"registered_at_address": False, "provides_care": False}] * 60
    assert changes(aid(law, rule), {**family(), "persons": rows}) == []


def test_advice_is_the_registers() -> None:
    fact = find_fact("family", "survey_refused")
    change = Change(fact, None, False)
    assert [change.advice(language) for language in ("kk", "ru", "en")] == [*fact.advice.values()]


@pytest.mark.parametrize("benefit", list_benefits(), ids=lambda benefit: benefit.id)
def test_every_real_refusal_advises_only_what_may_be_and_what_works(benefit: Benefit) -> None:
    for program, outcome, case in kinds_of_cases(benefit):
        found = find_changes(program, outcome, case)
        changed = case
        for change in found:
            assert change.fact.correctable
            assert change.value is change.fact.advised
            changed = changed.with_fact(change.fact.entity, change.fact.name, change.row, change.value)
        assert len(found) <= 2
        if found:
            assert decide(program, benefit.id, changed)[0].status == "granted"
