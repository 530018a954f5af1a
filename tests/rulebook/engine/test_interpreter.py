"""The interpreter: known facts give exact values; every way to complete an unknown family lies inside the bounds."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.rulebook.engine.toys import bounds_of
from tirek.rulebook.engine import (
    Boolean,
    Number,
    any_of,
    count,
    dwelling,
    family,
    greater,
    largest,
    lesser,
    person,
    plain,
    round_down,
    smallest,
    total,
    vehicle,
    when,
)
from tirek.rulebook.engine.case import Case
from tirek.rulebook.engine.facts import find_fact, row_limits
from tirek.rulebook.engine.interpreter import Interpreter, interpret, settled
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.parameters import GAP_RANGE
from tirek.rulebook.engine.program import Program
from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.tree import aggregate, build, fact_node, intern_node, literal

FAMILY = {"gas_bill": st.integers(0, 200), "survey_refused": st.booleans(), "lift_bill": st.integers(0, 3)}
PERSON = {"wage": st.integers(0, 200), "sex": st.integers(0, 1), "orphan": st.booleans(), "pension": st.integers(0, 90)}
VEHICLE = {"kind": st.integers(0, 2)}
EMPTY = Case({}, {})


def results() -> list[Number | Boolean]:
    """Expressions in which every operation of the tree occurs."""
    wage, bill, lift = plain(person.wage), plain(family.gas_bill), plain(family.lift_bill)
    rich = wage > bill
    women = person.sex == "female"
    share = round_down(total(wage - bill, women | person.orphan) / greater(1, lift))
    return [
        count(person, rich & women),
        share,
        smallest(wage - plain(person.pension), ~rich, otherwise=-7),
        largest(when(person.orphan, wage, bill) * lift, women),
        any_of(rich & ~person.orphan),
        when(family.survey_refused, plain(count(vehicle, vehicle.kind == "car")), share),
        lesser(total(wage), greater(bill * lift, share)),
        any_of(vehicle.kind == "car") == family.survey_refused,
        (bill <= 100) | (total(plain(person.pension), rich) == bill),
    ]


def rows(facts: dict[str, Any], most: int) -> st.SearchStrategy[tuple[dict[str, Any], ...]]:
    return st.lists(st.fixed_dictionaries(facts), max_size=most).map(tuple)


FAMILIES = st.builds(
    lambda family, persons, vehicles: Case(family, {"person": persons, "vehicle": vehicles}),
    st.fixed_dictionaries(FAMILY),
    rows(PERSON, 3),
    rows(VEHICLE, 2),
)


def plainly(case: Case) -> list[Any]:
    """The same results written in Python."""
    facts, people, cars = case.family, case.rows["person"] or (), case.rows["vehicle"] or ()
    bill, lift = facts["gas_bill"], facts["lift_bill"]
    summed = sum(p["wage"] - bill for p in people if p["sex"] == 1 or p["orphan"])
    share = summed // max(1, lift)
    has_car = any(v["kind"] == 0 for v in cars)
    poor = [p["wage"] - p["pension"] for p in people if p["wage"] <= bill]
    women = [(p["wage"] if p["orphan"] else bill) * lift for p in people if p["sex"] == 1]
    return [
        sum(1 for p in people if p["wage"] > bill and p["sex"] == 1),
        share,
        min(poor, default=-7),
        max(women, default=0),
        any(p["wage"] > bill and not p["orphan"] for p in people),
        sum(v["kind"] == 0 for v in cars) if facts["survey_refused"] else share,
        min(sum(p["wage"] for p in people), max(bill * lift, share)),
        has_car == facts["survey_refused"],
        bill <= 100 or sum(p["pension"] for p in people if p["wage"] > bill) == bill,
    ]


@given(FAMILIES)
def test_known_facts_give_exact_values(case: Case) -> None:
    interpreter = Interpreter(case, Ranges())
    found = [interpreter.value(result.node) for result in results()]
    assert found == [(value, value) for value in plainly(case)]


def forget(case: Case, data: st.DataObject) -> Case:
    """The same family with some facts, or all rows of a kind, unknown."""

    def less(row: Any) -> dict[str, Any]:
        return {name: value for name, value in row.items() if not data.draw(st.booleans())}

    kept: dict[str, Any] = {}
    for entity, known in case.rows.items():
        kept[entity] = None if data.draw(st.integers(0, 4)) == 0 else tuple(less(row) for row in known or ())
    return Case(less(case.family), kept)


@given(FAMILIES, st.data())
def test_the_true_value_lies_inside_the_bounds_of_what_is_known(case: Case, data: st.DataObject) -> None:
    interpreter = Interpreter(forget(case, data), Ranges())
    for result, value in zip(results(), plainly(case), strict=True):
        low, high = interpreter.value(result.node)
        assert low <= value <= high


@given(FAMILIES, st.data())
def test_knowing_more_never_widens_the_bounds(case: Case, data: st.DataObject) -> None:
    less = forget(case, data)
    narrow, wide = Interpreter(case, Ranges()), Interpreter(less, Ranges())
    for result in results():
        inner, outer = narrow.value(result.node), wide.value(result.node)
        assert outer[0] <= inner[0] <= inner[1] <= outer[1]


def test_unknown_facts_are_their_ranges() -> None:
    bill = find_fact("family", "gas_bill")
    assert bounds_of(family.gas_bill, EMPTY) == (bill.low, bill.high)
    assert bounds_of(family.survey_refused, EMPTY) == (False, True)
    assert bounds_of(family.survey_refused, Case({"survey_refused": False}, {})) == (False, False)
    case = Case({}, {"person": ({"wage": 5}, {})})
    assert bounds_of(total(person.wage), case) == (5, 5 + find_fact("person", "wage").high)
    assert bounds_of(smallest(person.wage), case) == (0, 5)


def test_a_zero_is_not_unknown() -> None:
    assert bounds_of(family.gas_bill, Case({"gas_bill": 0}, {})) == (0, 0)
    assert bounds_of(total(person.wage), Case({}, {"person": ({"wage": 0},)})) == (0, 0)


def test_unknown_rows_may_be_any_number() -> None:
    most = row_limits()["person"]
    wage = find_fact("person", "wage").high
    for case in (EMPTY, Case({}, {"person": None})):
        assert bounds_of(count(person), case) == (0, most)
        assert bounds_of(total(person.wage), case) == (0, most * wage)
        assert bounds_of(largest(plain(person.wage), otherwise=-7), case) == (-7, wage)
        assert bounds_of(any_of(person.orphan), case) == (False, True)


def test_a_known_fact_settles_unknown_rows() -> None:
    case = Case({"survey_refused": True}, {})
    willing = ~family.survey_refused
    assert bounds_of(count(person, person.orphan & willing), case) == (0, 0)
    assert bounds_of(total(person.wage, willing), case) == (0, 0)
    assert bounds_of(smallest(plain(person.wage), willing, otherwise=4), case) == (4, 4)
    assert bounds_of(largest(plain(person.wage), willing, otherwise=4), case) == (4, 4)
    assert bounds_of(any_of(person.orphan & willing), case) == (False, False)
    assert bounds_of(count(person, person.orphan & ~willing), case) == (0, 60)


def test_a_parameter_nobody_published_is_wide() -> None:
    gap = intern_node("gap", ("median_income", "on", "social"), "int", None)
    assert Interpreter(EMPTY, Ranges()).value(build("add", gap, literal(5))) == (GAP_RANGE[0] + 5, GAP_RANGE[1] + 5)


def test_rows_and_family_side_by_side() -> None:
    case = Case({"gas_bill": 30}, {"person": ({"wage": 10}, {"wage": 31}), "vehicle": ()})
    interpreter = Interpreter(case, Ranges())
    higher = (plain(person.wage) > plain(family.gas_bill)).node
    assert [interpreter.row_value(higher, row) for row in (0, 1)] == [(False, False), (True, True)]
    assert interpreter.row_value(family.gas_bill.node, 1) == (30, 30)
    assert interpreter.row_value(literal(7), 1) == (7, 7)
    assert interpreter.row_value(fact_node("dwelling", "residence", "bool"), 0) == (False, True)
    assert [interpreter.row_count(name) for name in ("person", "vehicle", "claim")] == [2, 0, None]
    assert interpreter.value(aggregate("sum", "person", literal(5), higher)) == (5, 5)
    assert bounds_of(count(dwelling), case) == (0, 60)


def test_settled() -> None:
    assert settled((5, 5))
    assert settled((False, False))
    assert not settled((False, True))
    assert not settled((5, 6))


def test_the_program_lends_its_ranges() -> None:
    program = Program(Moment(__import__("datetime").date(2020, 1, 1)))
    assert interpret(program, EMPTY).value(family.gas_bill.node) == program.ranges.of(family.gas_bill.node)
