"""The compiled function: readable, named after the steps, and refusing what the register does not allow."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.program import Program, bind_step
from tirek.rulebook.engine.scalar import CompiledScalar, compile_scalar
from tirek.rulebook.engine.tree import TRUE, ZERO, Node, aggregate, build, fact_node, literal
from tirek.rulebook.national.household import family_income, members

WAGE, BORN = fact_node("person", "wage", "int"), fact_node("person", "birth_date", "int")
ORPHAN, BILL = fact_node("person", "orphan", "bool"), fact_node("family", "heating_bill", "int")
OUTPUTS: dict[str, Node] = {
    "wages": aggregate("sum", "person", WAGE, TRUE),
    "orphans": aggregate("count", "person", ORPHAN),
    "bill": BILL,
}


def case(**changes: Any) -> dict[str, Any]:
    persons = [{"wage": 100, "orphan": True}, {"wage": 20, "orphan": False}]
    return {"family": {"heating_bill": 7}, "persons": persons, **changes}


@pytest.fixture(scope="module")
def compiled() -> CompiledScalar:
    return compile_scalar(OUTPUTS)


def test_values_by_name(compiled: CompiledScalar) -> None:
    assert compiled.from_rows(case()) == {"wages": 120, "orphans": 1, "bill": 7}
    assert compiled.bounds(case()) == {"wages": (120, 120), "orphans": (1, 1), "bill": (7, 7)}


def test_tuples_in_the_order_of_columns(compiled: CompiledScalar) -> None:
    assert compiled.columns["person"] == ("orphan", "wage")
    assert compiled.run((7,), [(True, 100)], (), (), (), ()) == (100, 1, 7)


def test_a_family_without_persons_has_none(compiled: CompiledScalar) -> None:
    assert compiled.from_rows(case(persons=[])) == {"wages": 0, "orphans": 0, "bill": 7}


def test_unknown_facts_give_bounds() -> None:
    made = compile_scalar(OUTPUTS, nullable=frozenset({("person", "wage"), ("person", "orphan")}))
    bounds = made.bounds(case(persons=[{"wage": None, "orphan": None}, {"wage": 20, "orphan": False}]))
    assert bounds == {"wages": (20, 100000000020), "orphans": (0, 1), "bill": (7, 7)}
    assert made.names == ("wages.low", "wages.high", "orphans.low", "orphans.high", "bill")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"family": {"heating_bill": 3_000_000_000}}, "family.heating_bill: 3000000000 is outside 0 to 10000000."),
        ({"family": {"heating_bill": 2**63 + 5}}, "family.heating_bill: 9223372036854775813 is outside 0 to 10000000."),
        ({"family": {"heating_bill": -1}}, "family.heating_bill: -1 is outside 0 to 10000000."),
        ({"family": {"heating_bill": 7.5}}, "family.heating_bill: 7.5: write a number."),
        ({"family": {"heating_bill": True}}, "family.heating_bill: True: write a number."),
        (
            {"family": {}},
            "family.heating_bill: The value is unknown where it is needed. Write it, or say that the fact may be unknown.",
        ),
        ({"persons": [{"wage": 1, "orphan": 1}]}, "persons[0].orphan: 1: write true or false."),
        (
            {"persons": [{"wage": 1, "orphan": None}]},
            "persons[0].orphan: The value is unknown where it is needed. Write it, or say that the fact may be unknown.",
        ),
        ({"persons": [{"wage": 1, "orphan": False}] * 61}, "persons: There are 61 rows, at most 60."),
        (
            {"persons": None},
            "persons: A list of rows is expected here. Write a list, or leave it out if unknown.",
        ),
    ],
)
def test_what_the_register_does_not_allow_is_refused(
    compiled: CompiledScalar, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(FactError) as refused:
        compiled.from_rows(case(**changes))
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("family", "persons"),
    [((3_000_000_000,), [(True, 1)]), ((None,), [(True, 1)]), ((7,), [(None, 1)]), ((7,), [(True, -1)])],
)
def test_the_fast_function_checks_ranges_too(compiled: CompiledScalar, family: tuple[Any], persons: list[Any]) -> None:
    with pytest.raises(FactError):
        compiled.run(family, persons, (), (), (), ())


def test_the_fast_function_checks_what_may_be_unknown() -> None:
    made = compile_scalar(OUTPUTS, nullable=frozenset({("person", "wage")}))
    assert made.run((7,), [(True, None)], (), (), (), ())[:2] == (0, 100000000000)
    for person in ((True, -1), (None, 5)):
        with pytest.raises(FactError):
            made.run((7,), [person], (), (), (), ())


def test_the_source_reads_like_the_rule() -> None:
    age = build("floordiv", build("sub", literal(20201101), BORN), literal(10000))
    child = build("lt", age, literal(18))
    named = {"children": aggregate("count", "person", child), "aid": aggregate("sum", "person", WAGE, child)}
    assert (
        compile_scalar(named).source
        == """\
def law(family, persons, dwellings, vehicles, claims, employers):
    if len(persons) > 60:
        refuse(family, persons, dwellings, vehicles, claims, employers)
    children = 0
    aid = 0
    for row in persons:
        person_birth_date, person_wage = row
        if None in row or not (
            18000101 <= person_birth_date <= 21991231
            and 0 <= person_wage <= 100000000000
        ):
            refuse(family, persons, dwellings, vehicles, claims, employers)
        person_value = person_birth_date >= 20021102
        if person_value:
            children += 1
            aid += person_wage
    return (
        children,  # children
        aid,  # aid
    )
"""
    )


def test_a_program_names_the_variables() -> None:
    program = Program(Moment(date(2020, 11, 1)))
    steps = {rule.name: bind_step(program, rule).node for rule in (members, family_income)}
    made = compile_scalar(program, steps)
    assert "        if national_counted:\n" in made.source
    assert "            national_family_income += person_wage + person_pension" in made.source
    assert set(made.columns["person"]) >= {"absence", "birth_date"}


@pytest.mark.parametrize("name", ["row", "from", "len", "persons", "family_id", "6 levels", "refuse"])
def test_an_output_may_have_any_name(name: str) -> None:
    assert compile_scalar({name: OUTPUTS["wages"], "bill": BILL}).from_rows(case())[name] == 120


def test_an_output_of_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="wage belongs to the rows of person"):
        compile_scalar({"wage": WAGE})


def test_extremes_fall_back_and_may_wait_for_a_later_value() -> None:
    least = aggregate("least", "person", WAGE, ORPHAN, build("add", BILL, literal(1)))
    richer = aggregate("count", "person", build("lt", least, WAGE))
    made = compile_scalar({"least": least, "richer": richer, "most": aggregate("greatest", "person", WAGE, TRUE, ZERO)})
    assert made.from_rows(case()) == {"least": 100, "richer": 0, "most": 100}
    poor = case(persons=[{"wage": 5, "orphan": False}, {"wage": 50, "orphan": False}])
    assert made.from_rows(poor) == {"least": 8, "richer": 1, "most": 50}
