"""Six levels of welfare, 1 the poorest: the highest of the lowest levels that income, housing, vehicles and entities admit.

Which levels a cell admits stands in table.yaml, what the slides leave open in ambiguities.yaml. A family for which no
level is admitted by all criteria carries ``criteria_conflict`` and the pair that clashes.

Law: reform slides of the Almaty department of 01.01.2026, a proposal of the Ministry; the order that adopts it was not found.
"""

from collections.abc import Sequence
from pathlib import Path

from tirek.rulebook.engine import (
    Benefit,
    Boolean,
    Number,
    Rule,
    any_of,
    count,
    dwelling,
    family,
    greater,
    lesser,
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
from tirek.rulebook.national.household import counted, members, minor, per_capita_income, studying_child
from tirek.rulebook.welfare.six_levels.table import read_table

SLIDES = "almaty_reform_2026"
TABLE = read_table(Path(__file__).with_name("table.yaml"))

benefit = Benefit.beside(__file__)


def above(figure: Number, line: Number, line_belongs_below: bool) -> Boolean:
    """Whether a figure lies above a line."""
    return figure > line if line_belongs_below else figure >= line


def look_up(cell: Number, levels: Sequence[int]) -> Number:
    """The level that stands in a cell's place."""
    found = quantity(levels[-1], "level")
    for number in range(len(levels) - 2, -1, -1):
        if levels[number] != levels[number + 1]:
            found = when(cell <= number, quantity(levels[number], "level"), found)
    return found


def lowest(criterion: str, cell: Number) -> Number:
    """The lowest level that a criterion's cell admits."""
    return look_up(cell, TABLE.criteria[criterion].lowest)


def highest(criterion: str, cell: Number) -> Number:
    """The highest level that a criterion's cell admits."""
    return look_up(cell, TABLE.criteria[criterion].highest)


@rule(act=SLIDES)
def scoring_minimum() -> Number:
    """The subsistence minimum by which incomes are measured."""
    return parameter(TABLE.options["scoring_minimum"], at=TABLE.options["scoring_minimum_at"])


@benefit.extra(act=SLIDES)
def income_cell() -> Number:
    """Cell of the table for the income: 0 none, then one more for each line passed."""
    found: Number | int = 6
    for number in range(5, 0, -1):
        line = benefit.parameter(f"income_line_{number}") * scoring_minimum()
        found = when(above(per_capita_income(), line, TABLE.options["income_line_belongs_below"]), found, number)
    cell: Number = when(per_capita_income() == 0, 0, found)
    return cell


@rule(act=SLIDES)
def owned_dwellings() -> Number:
    """Dwellings the family owns; a rented one, also from the state stock, is not its own."""
    return count(dwelling, dwelling.tenure == "owned")


@rule(act=SLIDES)
def area_above_norm() -> Boolean:
    """Whether the area the family owns is above the norm for its members."""
    area, norm = total(dwelling.area, dwelling.tenure == "owned"), benefit.parameter("area_norm") * members()
    return above(area, norm, TABLE.options["area_norm_belongs_below"])


@benefit.extra(act=SLIDES)
def housing_cell() -> Number:
    """Cell of the table for housing: 0 none, 1 one small, 2 one large, 3 two or more."""
    one: Number = when(area_above_norm(), 2, 1)
    cell: Number = when(owned_dwellings() == 0, 0, when(owned_dwellings() < quantity(2, "item"), one, 3))
    return cell


@benefit.extra(act=SLIDES)
def vehicle_cell() -> Number:
    """Cell of the table for vehicles: 0, 1, 2, 3 or more."""
    return lesser(plain(count(vehicle, vehicle.kind.is_in(*TABLE.options["vehicle_kinds"]))), 3)


@benefit.extra(act=SLIDES)
def entity_cell() -> Number:
    """Cell of the table for legal entities: 1 where a member founded one that is active."""
    cell: Number = when(any_of(person.founder_of_active_entity & counted()), 1, 0)
    return cell


@rule(act=SLIDES)
def income_level() -> Number:
    """The lowest level that the income admits."""
    return lowest("income", income_cell())


@rule(act=SLIDES)
def housing_level() -> Number:
    """The lowest level that the dwellings admit."""
    return lowest("housing", housing_cell())


@rule(act=SLIDES)
def vehicle_level() -> Number:
    """The lowest level that the vehicles admit."""
    return lowest("vehicles", vehicle_cell())


@rule(act=SLIDES)
def entity_level() -> Number:
    """The lowest level that a legal entity admits."""
    return lowest("legal_entity", entity_cell())


@rule(act=SLIDES)
def debt_level() -> Number:
    """The lowest level that overdue debt admits; used only where the options let it decide."""
    return lowest("overdue_debt", when(family.overdue_debt, 1, 0))


@rule(act=SLIDES)
def loan_level() -> Number:
    """The lowest level that loan obligations admit; used only where the options let them decide."""
    return lowest("loan_obligations", when(family.loan_obligations, 1, 0))


@rule(act=SLIDES)
def income_ceiling() -> Number:
    """The highest level that the income admits."""
    return highest("income", income_cell())


@rule(act=SLIDES)
def housing_ceiling() -> Number:
    """The highest level that the dwellings admit."""
    return highest("housing", housing_cell())


@rule(act=SLIDES)
def vehicle_ceiling() -> Number:
    """The highest level that the vehicles admit."""
    return highest("vehicles", vehicle_cell())


@rule(act=SLIDES)
def entity_ceiling() -> Number:
    """The highest level that a legal entity, or none, admits."""
    return highest("legal_entity", entity_cell())


@rule(act=SLIDES)
def debt_ceiling() -> Number:
    """The highest level that overdue debt admits; used only where the options let it decide."""
    return highest("overdue_debt", when(family.overdue_debt, 1, 0))


@rule(act=SLIDES)
def loan_ceiling() -> Number:
    """The highest level that loan obligations admit; used only where the options let them decide."""
    return highest("loan_obligations", when(family.loan_obligations, 1, 0))


Steps = dict[str, Rule[Number]]
LOWEST: Steps = {
    "income": income_level,
    "housing": housing_level,
    "vehicles": vehicle_level,
    "legal_entity": entity_level,
    "overdue_debt": debt_level,
    "loan_obligations": loan_level,
}
HIGHEST: Steps = {
    "income": income_ceiling,
    "housing": housing_ceiling,
    "vehicles": vehicle_ceiling,
    "legal_entity": entity_ceiling,
    "overdue_debt": debt_ceiling,
    "loan_obligations": loan_ceiling,
}


def of_deciding(steps: Steps) -> list[Number]:
    """Values of the steps of the criteria that decide."""
    return [steps[name]() for name in TABLE.deciding]


def first_criterion(steps: Steps, sought: Number) -> Number:
    """Number of the first deciding criterion whose step gives the level sought."""
    *others, last = TABLE.deciding
    found: Number | int = TABLE.criteria[last].number
    for name in reversed(others):
        found = when(steps[name]() == sought, TABLE.criteria[name].number, found)
    assert isinstance(found, Number)
    return found


@rule(act=SLIDES)
def required_level() -> Number:
    """The highest of the lowest levels: below it some criterion is not met."""
    return greater(*of_deciding(LOWEST))


@rule(act=SLIDES)
def capped_level() -> Number:
    """The lowest of the highest levels: above it some criterion is not met."""
    return lesser(*of_deciding(HIGHEST))


@benefit.extra(act=SLIDES)
def criteria_conflict() -> Boolean:
    """Whether no level is admitted by all criteria."""
    return required_level() > capped_level()


@benefit.amount(act=SLIDES)
def level() -> Number:
    """The level of the family."""
    if TABLE.options["level_in_conflict"] == "income":
        found: Number = when(criteria_conflict(), income_level(), required_level())
        return found
    return required_level()


@benefit.extra(act=SLIDES)
def binding_criterion() -> Number:
    """Number of the criterion that fixes the level; the first of the table where several do."""
    return first_criterion(LOWEST, level())


@benefit.extra(act=SLIDES)
def conflict_pair() -> Number:
    """The two criteria that clash, as two digits in the order of the table; 0 where none do."""
    raising, capping = first_criterion(LOWEST, required_level()), first_criterion(HIGHEST, capped_level())
    pair: Number = when(criteria_conflict(), 10 * lesser(raising, capping) + greater(raising, capping), 0)
    return pair


@benefit.extra(act=SLIDES)
def dependents_percent() -> Number:
    """Minors and full-time students among the members, in whole percent: kept beside the level, decides nothing."""
    return round_half_up(100 * count(person, counted() & (minor() | studying_child())) / members())
