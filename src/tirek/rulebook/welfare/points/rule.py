"""A points method: points of thirteen indicators are summed, and the sum falls into one of five bands, E the poorest.

Unofficial: the points are those of a public script of 2022 (table.yaml). It stands here so that two methods can be
compared on one population. ``level`` numbers the bands 1 (E) to 5 (A), so that in both methods 1 is the poorest.

Law: order 267 of 29.06.2023 sets the method; its points were not seen.
"""

from collections.abc import Sequence
from pathlib import Path

from tirek.rulebook.engine import (
    Benefit,
    Boolean,
    Number,
    age,
    any_of,
    count,
    dwelling,
    family,
    in_unit,
    parameter,
    person,
    plain,
    quantity,
    round_half_up,
    rule,
    total,
    vehicle,
    when,
)
from tirek.rulebook.engine.documents import read_document
from tirek.rulebook.national.household import counted, members, minor, per_capita_income, studying_child

METHOD = "order_267_2023"
POINTS: dict[str, Sequence[str]] = {
    name: [cell["points"] for cell in indicator["cells"]]
    for name, indicator in read_document(Path(__file__).with_name("table.yaml"))["indicators"].items()
}

benefit = Benefit.beside(__file__)


def points(indicator: str, cell: Number | Boolean) -> Number:
    """Points that stand in a cell's place, the last cell for all that is more; a condition is cell 1 where it holds."""
    number: Number = when(cell, 1, 0) if isinstance(cell, Boolean) else cell
    found = quantity(POINTS[indicator][-1], "points")
    for index in range(len(POINTS[indicator]) - 2, -1, -1):
        found = when(number <= index, quantity(POINTS[indicator][index], "points"), found)
    return found


@rule(act=METHOD)
def income_points() -> Number:
    """Per-capita income against lines in subsistence minimums; the line itself belongs below."""
    cell: Number | int = 6
    for number in range(5, 0, -1):
        line = benefit.parameter(f"income_line_{number}") * parameter("subsistence_minimum")
        cell = when(per_capita_income() > line, cell, number)
    return points("income", when(per_capita_income() == 0, 0, cell))


@rule(act=METHOD)
def employment_points() -> Number:
    """Members who work: none, one, two or more."""
    works = person.employment.is_in("permanent_job", "temporary_job", "self_employed")
    return points("employment", plain(count(person, counted() & works)))


@rule(act=METHOD)
def owned_dwellings() -> Number:
    """Dwellings the family owns."""
    return plain(count(dwelling, dwelling.tenure == "owned"))


@rule(act=METHOD)
def housing_points() -> Number:
    """Dwellings owned; for one dwelling, its area a member."""
    norm = benefit.parameter("area_norm") * members()
    one: Number = when(total(dwelling.area, dwelling.tenure == "owned") > norm, 2, 1)
    several: Number = when(
        owned_dwellings() <= 2, 3, when(owned_dwellings() <= 5, 4, when(owned_dwellings() <= 10, 5, 6))
    )
    return points("housing", when(owned_dwellings() == 0, 0, when(owned_dwellings() == 1, one, several)))


@rule(act=METHOD)
def car_points() -> Number:
    """Cars: none, one, two, three or more."""
    return points("cars", plain(count(vehicle, vehicle.kind == "car")))


@rule(act=METHOD)
def commercial_vehicle_points() -> Number:
    """Whether there is a commercial vehicle."""
    return points("commercial_vehicles", any_of(vehicle.kind == "commercial"))


@rule(act=METHOD)
def farm_machine_points() -> Number:
    """Farm machines: none, one, two or more."""
    return points("farm_machines", plain(count(vehicle, vehicle.kind == "agricultural")))


@rule(act=METHOD)
def entity_points() -> Number:
    """Whether a member founded a legal entity that is active."""
    return points("legal_entity", any_of(counted() & person.founder_of_active_entity))


@rule(act=METHOD)
def many_children_points() -> Number:
    """Whether there are four or more minors and full-time students."""
    children = count(person, counted() & (minor() | studying_child()))
    return points("many_children", children >= benefit.parameter("many_children"))


@rule(act=METHOD)
def disability_1_2_points() -> Number:
    """Whether an adult member has a disability of group 1 or 2."""
    adult = counted() & ~minor()
    return points("disability_1_2", any_of(adult & person.disability.is_in("group_1", "group_2")))


@rule(act=METHOD)
def child_with_disability_points() -> Number:
    """Whether a child of the family has a disability, with a group or without."""
    return points("child_with_disability", any_of(counted() & minor() & (person.disability != "none")))


@rule(act=METHOD)
def disability_3_points() -> Number:
    """Whether an adult member has a disability of group 3."""
    return points("disability_3", any_of(counted() & ~minor() & (person.disability == "group_3")))


@rule(act=METHOD)
def out_of_school_points() -> Number:
    """Whether a child of school age does not study."""
    years_old = age(person.birth_date)
    of_age = (years_old >= benefit.parameter("school_age_from")) & (years_old < benefit.parameter("school_age_until"))
    return points("out_of_school", any_of(counted() & of_age & (person.study == "none")))


@rule(act=METHOD)
def loan_points() -> Number:
    """Whether the family has loan obligations."""
    return points("loans", family.loan_obligations)


@rule(act=METHOD)
def score() -> Number:
    """Points of all indicators."""
    return (
        income_points()
        + employment_points()
        + housing_points()
        + car_points()
        + commercial_vehicle_points()
        + farm_machine_points()
        + entity_points()
        + many_children_points()
        + disability_1_2_points()
        + child_with_disability_points()
        + disability_3_points()
        + out_of_school_points()
        + loan_points()
    )


@benefit.extra(act=METHOD)
def score_tenths() -> Number:
    """The score in tenths of a point, so that it is a whole number."""
    return round_half_up(10 * plain(score()))


@benefit.extra(act=METHOD)
def category() -> Number:
    """Category of the Digital Family Card: 1 is E, 2 D, 3 C, 4 B, 5 A; a band's least points belong to it."""
    reached: Number = when(score() >= benefit.parameter("band_a"), 5, 4)
    for number, band in ((3, "band_b"), (2, "band_c"), (1, "band_d")):
        reached = when(score() >= benefit.parameter(band), reached, number)
    return reached


@benefit.amount(act=METHOD)
def level() -> Number:
    """The category as a level, 1 the poorest."""
    return in_unit(category(), "level")
