"""What a rule reads: facts by the register, aggregates over rows, dates of the moment."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rulebook.engine.toys import bounds_of, exact, holds
from tirek.rulebook.engine import (
    Date,
    age,
    all_of,
    any_of,
    applied_on,
    choose,
    claim,
    count,
    day,
    dwelling,
    family,
    largest,
    never,
    on,
    parameter,
    person,
    plain,
    quantity,
    receives,
    smallest,
    total,
    vehicle,
    when,
    years,
)
from tirek.rulebook.engine.calendar import as_integer
from tirek.rulebook.engine.case import Case
from tirek.rulebook.engine.errors import RuleError
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.reading import in_unit
from tirek.rulebook.engine.units import NONE, named_unit


def people(*wages: int) -> Case:
    rows = tuple({"wage": wage, "sex": index % 2, "orphan": wage > 50} for index, wage in enumerate(wages))
    return Case({"gas_bill": 30}, {"person": rows, "dwelling": (), "vehicle": ({"kind": 0},), "claim": None})


@pytest.mark.parametrize(
    ("born", "at", "whole"),
    [
        ((2002, 11, 2), (2020, 11, 1), 17),
        ((2002, 11, 2), (2020, 11, 2), 18),
        ((2002, 11, 2), (2020, 11, 3), 18),
        ((2004, 2, 29), (2025, 2, 28), 20),
        ((2004, 2, 29), (2025, 3, 1), 21),
        ((2004, 2, 29), (2024, 2, 29), 20),
        ((2004, 2, 29), (2024, 2, 28), 19),
        ((2019, 12, 31), (2020, 1, 1), 0),
        ((2020, 1, 1), (2020, 1, 1), 0),
        ((1960, 12, 31), (2020, 12, 30), 59),
    ],
)
def test_age_on_a_day(born: tuple[int, int, int], at: tuple[int, int, int], whole: int) -> None:
    assert exact(age(day(*born), day(*at))) == whole
    assert exact(age(day(*born)), Moment(date(*at))) == whole
    assert age(day(*born)).unit == years(1).unit == named_unit("years")


@given(st.dates(date(1900, 1, 1), date(2000, 12, 31)), st.dates(date(2001, 1, 1), date(2100, 12, 31)))
def test_age_is_what_birthdays_make_it(born: date, at: date) -> None:
    had_birthday = (at.month, at.day) >= (born.month, born.day)
    expected = at.year - born.year - (not had_birthday)
    assert exact(age(day(born.year, born.month, born.day)), Moment(at)) == expected


def test_dates_of_the_moment() -> None:
    moment = Moment(date(2020, 8, 31), applied_on=date(2020, 5, 31))

    def at(value: Date) -> int:
        return bounds_of(value, Case({}, {}), moment)[0]  # type: ignore[arg-type]

    assert at(on()) == 20200831
    assert at(on(6)) == 20210228
    assert at(on(-6)) == 20200229
    assert at(applied_on()) == 20200531
    assert at(applied_on(1)) == 20200630
    assert at(never()) == 0
    assert at(day(2020, 2, 29)) == as_integer(date(2020, 2, 29))


def test_aggregates_over_members() -> None:
    case = people(10, 100, 70)
    rich, women = person.wage > quantity(50, "tenge_quarter"), person.sex == "female"
    assert bounds_of(count(person), case) == (3, 3)
    assert bounds_of(count(person, rich), case) == (2, 2)
    assert bounds_of(total(person.wage), case) == (180, 180)
    assert bounds_of(total(person.wage, rich & women), case) == (100, 100)
    assert bounds_of(smallest(person.wage), case) == (10, 10)
    assert bounds_of(smallest(person.wage, rich), case) == (70, 70)
    assert bounds_of(largest(person.wage, ~rich), case) == (10, 10)
    assert bounds_of(largest(person.wage, False, otherwise=quantity(7, "tenge_quarter")), case) == (7, 7)
    assert bounds_of(smallest(person.wage, False), case) == (0, 0)
    assert bounds_of(any_of(rich), case) == (True, True)
    assert bounds_of(any_of(rich & person.orphan & (person.sex == "male") & ~women), case) == (True, True)
    assert bounds_of(all_of(rich), case) == (False, False)
    assert bounds_of(all_of(rich, women), case) == (True, True)
    assert bounds_of(all_of(person.orphan == rich), case) == (True, True)


def test_aggregates_over_no_rows() -> None:
    case = people(1)
    assert bounds_of(count(dwelling), case) == (0, 0)
    assert bounds_of(total(dwelling.area), case) == (0, 0)
    assert bounds_of(all_of(dwelling.residence), case) == (True, True)
    assert bounds_of(any_of(dwelling.residence), case) == (False, False)
    assert bounds_of(largest(dwelling.area, otherwise=quantity(9, "m2")), case) == (900, 900)


def test_units_of_aggregates() -> None:
    assert count(person).unit == named_unit("person")
    assert {count(rows).unit for rows in (dwelling, vehicle, claim)} == {named_unit("item")}
    assert total(person.wage).unit == named_unit("tenge_quarter")
    area = total(dwelling.area)
    assert (area.unit, area.over) == (named_unit("m2"), 100)
    assert largest(dwelling.area).over == 100


def test_a_fact_of_the_family_stands_beside_each_row() -> None:
    higher = plain(person.wage) > plain(family.gas_bill)
    assert bounds_of(count(person, higher), people(10, 30, 31)) == (1, 1)


def test_enumerations() -> None:
    assert bounds_of(count(vehicle, vehicle.kind == "car"), people(1)) == (1, 1)
    assert bounds_of(count(vehicle, vehicle.kind != "car"), people(1)) == (0, 0)
    assert bounds_of(count(vehicle, vehicle.kind.is_in("commercial", "car")), people(1)) == (1, 1)
    assert bounds_of(count(vehicle, vehicle.kind.is_in("commercial", "agricultural")), people(1)) == (0, 0)
    with pytest.raises(
        RuleError, match=r"vehicle\.kind has no value 'tram'\. It may be: car, commercial, agricultural"
    ):
        _ = vehicle.kind == "tram"
    with pytest.raises(RuleError, match=r"no value 'tram'"):
        vehicle.kind.is_in("car", "tram")


def test_receives_is_a_fact_of_the_family() -> None:
    assert holds(receives("toy_aid"), **{"receives.toy_aid": True})
    assert not holds(receives("toy_aid"), **{"receives.toy_aid": False})


def test_unknown_names_are_refused() -> None:
    with pytest.raises(RuleError, match=r"there is no fact person\.salary\. Use a fact of the register"):
        _ = person.salary
    with pytest.raises(RuleError, match=r"there is no parameter mci_of_mars\. Add the file"):
        parameter("mci_of_mars")
    with pytest.raises(RuleError, match=r"no moment 'tomorrow'\. It may be: on, application, quarter_before"):
        parameter("mci", at="tomorrow")
    assert not hasattr(person, "__len__")


def test_rows_of_two_entities_do_not_meet() -> None:
    with pytest.raises(RuleError, match=r"rows of dwelling and person meet in one expression\. Aggregate one"):
        _ = plain(person.wage) + plain(dwelling.area)
    with pytest.raises(RuleError, match="rows of claim and person meet"):
        all_of(person.orphan, claim.documented)
    with pytest.raises(RuleError, match="rows of claim and person meet"):
        choose((person.orphan, 1), (claim.documented, 2))
    with pytest.raises(RuleError, match=r"rows of person are counted by a condition of claim\. Use facts of the rows"):
        count(person, claim.documented)
    with pytest.raises(RuleError, match="exactly one kind of rows"):
        total(person.wage, dwelling.residence)
    with pytest.raises(RuleError, match="exactly one kind of rows"):
        total(family.gas_bill)
    with pytest.raises(RuleError, match="exactly one kind of rows"):
        any_of(family.survey_refused)


def test_ratios_of_rows_are_rounded_first() -> None:
    share = person.wage / when(person.orphan, quantity(2, "person"), quantity(3, "person"))
    with pytest.raises(RuleError, match=r"a sum of ratios with different divisors .* Round each row first"):
        total(share)
    with pytest.raises(RuleError, match=r"the smallest or largest of ratios"):
        largest(share)
    with pytest.raises(RuleError, match=r"the smallest or largest of ratios"):
        largest(person.wage, otherwise=quantity("1/2", "tenge_quarter"))
    with pytest.raises(RuleError, match="cannot be compared with"):
        largest(person.wage, otherwise=quantity(1, "m2"))
    assert exact(in_unit(total(person.wage / 3), "tenge") * 0) == 0


def test_a_sum_of_one_divisor_stays_exact() -> None:
    third = total(person.wage / 3)
    assert third.over == 3
    assert bounds_of(third, people(10, 100)) == (110, 110)


def test_units_given_and_taken() -> None:
    assert plain(family.gas_bill / 3).unit == NONE
    assert exact(plain(family.gas_bill / 3), gas_bill=7) * 3 == 7
    assert in_unit(count(person), "item").unit == named_unit("item")
    assert exact(in_unit(family.gas_bill / 3, "item"), gas_bill=7) * 3 == 7
    assert exact(quantity("54.5", "m2")) * 2 == 109
    assert exact(years(7)) == 7


def test_the_first_of_two_cases_is_the_value() -> None:
    chosen = choose((family.survey_refused, 5), (family.overdue_debt, 6))
    assert exact(chosen, survey_refused=True, overdue_debt=False) == 5
    assert exact(chosen, survey_refused=False, overdue_debt=True) == 6
    assert exact(chosen, survey_refused=False, overdue_debt=False) == 0
