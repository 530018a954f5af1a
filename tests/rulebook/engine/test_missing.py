"""What is asked for: every fact on which the result still depends, and none that a known fact has made idle."""

from datetime import date
from typing import Any

import pytest

from tests.rulebook.engine.toys import HERE, ToyLaw, decided
from tirek.rulebook.engine import (
    Boolean,
    Number,
    any_of,
    count,
    family,
    greater,
    largest,
    parameter,
    person,
    plain,
    smallest,
    total,
    vehicle,
    when,
)
from tirek.rulebook.engine.case import read_case
from tirek.rulebook.engine.interpreter import interpret
from tirek.rulebook.engine.missing import Missing, missing_for
from tirek.rulebook.engine.program import Program, bind_node


def keys(value: Number | Boolean, facts: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    program = Program(HERE)
    interpreter = interpret(program, read_case(facts))
    return {each.key: each.rows for each in missing_for(interpreter, bind_node(program, value.node))}


def known(**facts: Any) -> dict[str, Any]:
    return {"family": facts}


BRANCH = when(family.survey_refused, family.gas_bill, family.lift_bill)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (known(survey_refused=True), ["family.gas_bill"]),
        (known(survey_refused=False), ["family.lift_bill"]),
        (known(), ["family.survey_refused", "family.gas_bill", "family.lift_bill"]),
        (known(gas_bill=5, lift_bill=6), ["family.survey_refused"]),
        (known(gas_bill=5, lift_bill=5), []),
        (known(gas_bill=5), ["family.survey_refused", "family.lift_bill"]),
        (known(survey_refused=True, gas_bill=5), []),
    ],
)
def test_a_closed_branch_is_not_asked_about(facts: dict[str, Any], missing: list[str]) -> None:
    assert list(keys(BRANCH, facts)) == missing


def test_a_settled_condition_is_not_asked_about() -> None:
    both = family.survey_refused & family.overdue_debt
    either = family.survey_refused | family.overdue_debt
    assert list(keys(both, known(survey_refused=False))) == []
    assert list(keys(both, known(survey_refused=True))) == ["family.overdue_debt"]
    assert list(keys(either, known(survey_refused=True))) == []
    assert list(keys(either, known(survey_refused=False))) == ["family.overdue_debt"]
    assert list(keys(plain(family.gas_bill) * plain(family.lift_bill), known(gas_bill=0))) == []
    assert list(keys(greater(family.gas_bill, family.lift_bill), known(gas_bill=5))) == ["family.lift_bill"]


def test_rows_are_named() -> None:
    facts = {"persons": [{"wage": 1}, {}, {"wage": 3}, {}]}
    assert keys(total(person.wage), facts) == {"person.wage": (1, 3)}
    assert keys(largest(person.wage), facts) == {"person.wage": (1, 3)}
    assert keys(total(person.wage), {"persons": [{"wage": 1}]}) == {}


def test_rows_that_do_not_count_are_not_asked_about() -> None:
    facts = {"persons": [{"orphan": False}, {"orphan": True}, {}]}
    asked = keys(total(person.wage, person.orphan), facts)
    assert asked == {"person.wage": (1, 2), "person.orphan": (2,)}
    assert keys(count(person, person.orphan), facts) == {"person.orphan": (2,)}
    assert keys(any_of(person.orphan), facts) == {}


def test_what_stands_in_for_no_row_is_asked_about() -> None:
    nobody = {"persons": [{"orphan": False}], "family": {}}
    least = smallest(plain(person.wage), person.orphan, otherwise=plain(family.gas_bill))
    assert keys(least, nobody) == {"family.gas_bill": ()}
    most = largest(plain(person.wage), person.orphan, otherwise=plain(family.gas_bill))
    assert keys(most, nobody) == {"family.gas_bill": ()}


def test_a_fact_of_the_family_inside_rows_has_no_rows() -> None:
    facts = {"persons": [{"wage": 5}, {"wage": 6}]}
    assert keys(count(person, plain(person.wage) > plain(family.gas_bill)), facts) == {"family.gas_bill": ()}


@pytest.mark.parametrize(
    ("value", "part"), [(count(person), "persons"), (count(vehicle), "vehicles"), (total(person.wage), "persons")]
)
def test_rows_that_nobody_gave(value: Number, part: str) -> None:
    assert keys(value, {}) == {part: ()}


def test_each_is_named_once() -> None:
    twice = plain(family.gas_bill) * plain(family.lift_bill) + plain(family.gas_bill)
    assert keys(twice, {}) == {"family.gas_bill": (), "family.lift_bill": ()}


def test_a_parameter_nobody_published(law: ToyLaw) -> None:
    law.parameter("median", {"quarter": "2020Q1", "value": 5}, by="quarter")
    assert keys(parameter("median") + 0, {}) == {"parameter.median": ()}
    law.parameter("index", {"from": date(2021, 1, 1), "value": 5})
    assert keys(when(family.survey_refused, parameter("index"), 0), known(survey_refused=False)) == {}


AID = """
@benefit.condition("has_debt")
def no_debt() -> Boolean:
    return ~family.overdue_debt

@benefit.amount()
def amount() -> Number:
    share = when(family.survey_refused, quantity(0, "tenge_month"), family.gas_bill)
    return share + when(family.loan_obligations, quantity(5, "tenge_month"), quantity(9, "tenge_month"))
"""


def test_an_undetermined_result_has_a_lower_bound_and_what_would_settle_it(law: ToyLaw) -> None:
    aid = law.benefit("aid", AID)
    outcome = decided(aid, known(overdue_debt=False, survey_refused=True))
    assert outcome.status == "undetermined"
    assert outcome.missing == (Missing("family.loan_obligations"),)
    assert outcome.total == (5, 9)
    assert outcome.holders == (1, 1)
    outcome = decided(aid, known(overdue_debt=False, survey_refused=False, loan_obligations=False, gas_bill=1))
    assert (outcome.status, outcome.total, outcome.missing) == ("granted", (10, 10), ())


def test_a_known_refusal_needs_nothing_more(law: ToyLaw) -> None:
    outcome = decided(law.benefit("aid", AID), known(overdue_debt=True))
    assert (outcome.status, outcome.missing, outcome.total) == ("refused", (), (0, 0))
    assert [reason.code for reason in outcome.reasons] == ["has_debt"]


def test_giving_all_that_is_missing_settles_it(law: ToyLaw) -> None:
    aid, facts = law.benefit("aid", AID), {"overdue_debt": False}
    values: dict[str, Any] = {"survey_refused": False, "gas_bill": 7, "loan_obligations": True}
    for _ in range(4):
        outcome = decided(aid, known(**facts))
        for each in outcome.missing:
            name = each.key.removeprefix("family.")
            facts[name] = values[name]
    assert (outcome.status, outcome.total) == ("granted", (12, 12))


PER_PERSON = """
@benefit.condition("refused")
def willing() -> Boolean:
    return ~family.survey_refused

@benefit.condition("not_orphan")
def orphan() -> Boolean:
    return person.orphan

@benefit.amount()
def amount() -> Number:
    return quantity(7, "tenge_month")
"""


def test_unknown_persons(law: ToyLaw) -> None:
    aid = law.benefit("aid", PER_PERSON, entity="person", holder="person")
    outcome = decided(aid, known(survey_refused=False))
    assert outcome.status == "undetermined"
    assert [each.key for each in outcome.missing] == ["persons"]
    assert (outcome.holders, outcome.total, outcome.rows) == ((0, 60), (0, 420), ())
    outcome = decided(aid, known(survey_refused=True))
    assert outcome.status == "refused"
    assert [reason.code for reason in outcome.reasons] == ["refused"]
