"""The common work as rules of Tirek, written as a law is written here; the engine sees nothing unusual in it.

Law: none. Targeted assistance, housing, six levels and ten payments in the shape of the law, with placeholder numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from benchmarks.common_work.columns import (
    ADULT,
    AIDS,
    AREA_A_PERSON,
    HOUSING_A_PERSON,
    HOUSING_FIXED,
    MANY_CHILDREN,
    RETIRED,
    TODDLER,
    Aid,
)
from tirek.rulebook.engine import (
    Benefit,
    Boolean,
    Number,
    count,
    family,
    greater,
    lesser,
    parameter,
    person,
    plain,
    quantity,
    round_down,
    rule,
    total,
    when,
    years,
)

benefit = Benefit.beside(__file__)


@benefit.extra()
def members() -> Number:
    return count(person)


@rule()
def personal_income() -> Number:
    return person.wage + person.pension + person.benefits + person.other


@benefit.extra()
def income() -> Number:
    return total(personal_income())


@rule()
def of_working_age() -> Boolean:
    return (person.age >= years(ADULT)) & (person.age < years(RETIRED))


@rule()
def able_to_work() -> Boolean:
    severe = (person.disability == "group_1") | (person.disability == "group_2")
    return of_working_age() & ~severe & ~person.student


@rule()
def workers() -> Number:
    return count(person, able_to_work())


@rule()
def children() -> Number:
    return count(person, person.age < years(ADULT))


@rule()
def toddlers() -> Number:
    return count(person, person.age < years(TODDLER))


@rule()
def group_1() -> Number:
    return count(person, person.disability == "group_1")


@rule()
def group_2() -> Number:
    return count(person, person.disability == "group_2")


@rule()
def group_3() -> Number:
    return count(person, person.disability == "group_3")


@rule()
def disabled_children() -> Number:
    return count(person, (person.age < years(ADULT)) & (person.disability != "none"))


@rule()
def students() -> Number:
    return count(person, person.student)


@rule()
def orphans() -> Number:
    return count(person, person.orphan)


@rule()
def veterans() -> Number:
    return count(person, person.veteran)


@rule()
def pensioners() -> Number:
    return count(person, person.age >= years(RETIRED))


@rule()
def large_family() -> Number:
    return when(children() >= quantity(MANY_CHILDREN, "person"), quantity(1, "person"), quantity(0, "person"))


@rule()
def family_minimum() -> Number:
    return parameter("subsistence_minimum") * members()


@benefit.extra()
def per_capita_income() -> Number:
    return round_down(income() / greater(members(), quantity(1, "person")))


@rule()
def gap() -> Number:
    return Fraction(7, 10) * family_minimum() - income()


@benefit.extra()
def assistance_kind() -> Number:
    return when(gap() > 0, when(workers() > 0, 2, 1), 0)


@benefit.extra()
def assistance() -> Number:
    return when(gap() > 0, round_down(gap()), 0)


@benefit.extra()
def housing() -> Number:
    norm = quantity(HOUSING_FIXED, "tenge_month") + quantity(HOUSING_A_PERSON, "tenge_month_person") * members()
    return greater(0, round_down(lesser(family.utilities, norm) - income() / 20))


@rule()
def roomy() -> Boolean:
    return family.area >= quantity(AREA_A_PERSON, "m2_person") * members()


@rule()
def level_by_income() -> Number:
    return 1 + one(gap() <= 0) + sum_of(income() >= minima * family_minimum() for minima in (1, 2, 3, 4))


@benefit.extra()
def level() -> Number:
    up = sum_of((roomy() & (family.dwellings >= two_items()), family.vehicles >= two_items(), family.entity))
    down = sum_of((~roomy(), family.overdue))
    return lesser(greater(level_by_income() + lesser(up, 2) - lesser(down, 1), 1), 6)


def two_items() -> Number:
    return quantity(2, "item")


def one(condition: Boolean) -> Number:
    return when(condition, 1, 0)


def sum_of(conditions: object) -> Number:
    """How many of the conditions hold."""
    return sum(map(one, conditions), start=quantity(0, "none"))  # type: ignore[call-overload]


CATEGORIES = {
    made.name: made
    for made in (
        *(group_1, group_2, group_3, disabled_children, students, orphans),
        *(veterans, toddlers, large_family, pensioners),
    )
}


def payment(aid: Aid) -> Callable[[], Number]:
    """The text of one of the ten payments."""

    def write() -> Number:
        rate = round_down(parameter("mci") * quantity(f"{aid.tenths_of_index}/10", "per_month"))
        return when(income() < aid.minima * family_minimum(), plain(CATEGORIES[aid.category]()) * rate, 0)

    write.__name__ = aid.name
    return write


for each in AIDS:
    benefit.extra()(payment(each))
