"""What is asked, and how a typed answer becomes a fact of the law."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tirek.department.applications.questions import (
    UNKNOWN,
    AnswersRefused,
    Told,
    answered_elsewhere,
    asked_facts,
    is_same,
    key_of,
    read_answers,
    read_value,
    written_value,
)
from tirek.department.applications.roads import department_programmes
from tirek.department.core.refusals import Refused
from tirek.department.lists.schemas import schemas
from tirek.registers.catalogue import registers
from tirek.rulebook.engine.calendar import as_integer
from tirek.rulebook.engine.facts import Fact

FACTS = asked_facts(department_programmes())
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


@st.composite
def stored(draw: st.DrawFn) -> tuple[Fact, int | None]:
    """A fact that is asked, with a legal value, or "I do not know"."""
    fact = draw(st.sampled_from(FACTS))
    if draw(st.integers(0, 9)) == 0:
        return fact, None
    if fact.type == "date":
        day = st.dates(EARLIEST, LATEST).map(as_integer)
        return fact, draw(st.just(0) | day if fact.never else day)
    return fact, draw(st.integers(fact.low, fact.high))


@given(stored())
def test_what_is_written_is_read_as_the_same(told: tuple[Fact, int | None]) -> None:
    fact, value = told
    assert read_value(fact, written_value(fact, value)) == value


@given(st.sampled_from(FACTS), st.text(max_size=30))
def test_whatever_is_typed_is_a_legal_value_or_refused(fact: Fact, text: str) -> None:
    value = None
    with suppress(Refused):
        value = read_value(fact, text)
    assert value is None or fact.low <= value <= fact.high


@given(st.dictionaries(st.integers(0, len(FACTS) - 1), st.text(max_size=12), max_size=6))
def test_answers_are_read_whole_or_each_fault_has_its_field(typed: dict[int, str]) -> None:
    answers = {key_of(FACTS[place], person_id=7, row=2): text for place, text in typed.items()}
    told, faults = outcome_of(answers)
    assert (told is None) == bool(faults)
    assert faults <= {key for key, text in answers.items() if text.strip()}
    if told is not None:
        said = {key_of(one.fact, person_id=7, row=2) for one in told if one.fact.name != "number"}
        assert said == {key for key, text in answers.items() if text.strip() and not key.endswith(".number")}
        assert {one.row for one in told} <= {0}


def outcome_of(answers: dict[str, str]) -> tuple[list[Told] | None, set[str]]:
    """What was read, or the fields with faults."""
    try:
        return read_answers(department_programmes(), [7], answers), set()
    except AnswersRefused as refusal:
        return None, set(refusal.faults)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("person.alimony", "45 000", 45000),
        ("person.alimony", "45\u202f000", 45000),
        ("person.alimony", UNKNOWN, None),
        ("family.heating_tariff", "3214,56", 321456),
        ("person.graduated_on", "30.06.2026", 20260630),
        ("person.graduated_on", "2026-06-30", 20260630),
        ("person.graduated_on", "-", 0),
        ("person.microcredit_requested", "yes", 1),
        ("claim.kind", "gas_point", 4),
    ],
)
def test_how_people_write(name: str, text: str, value: int | None) -> None:
    fact = next(fact for fact in FACTS if fact.key == name)
    assert read_value(fact, text) == value


def test_the_same_written_otherwise_is_the_same() -> None:
    fact = next(fact for fact in FACTS if fact.key == "person.alimony")
    assert is_same(fact, "45 000", "45000")
    assert not is_same(fact, "45 000", UNKNOWN)
    assert is_same(fact, "many ", "many")


def test_nobody_is_asked_what_a_register_or_a_list_answers_but_for_incomes() -> None:
    filled = set(chain.from_iterable(register.fills for register in registers().values()))
    listed = {give.fact for schema in schemas().values() for give in schema.gives if give.fact}
    asked_anyway = {fact.key for fact in FACTS if fact.key in answered_elsewhere()}
    assert asked_anyway == {"person.wage", "person.pension", "person.state_benefits", "person.business_income"}
    assert asked_anyway <= filled
    assert not {fact.name for fact in FACTS} & listed


def test_claims_close_up_and_are_counted_once() -> None:
    cost = next(fact for fact in FACTS if fact.key == "claim.cost")
    number = next(fact for fact in FACTS if fact.key == "claim.number")
    told = read_answers(["gas_connection_refund"], [], {"claim.2.cost": "10", "claim.7.cost": "20"})
    assert told == [Told(cost, 10), Told(cost, 20, None, 1), Told(number, 1), Told(number, 2, None, 1)]
