"""Housing aid: the costs of the only dwelling, each within its norm, less a share of the family's monthly income.

Law: law on housing relations of 16.04.1997, article 97; Government resolution 2314 of 30.12.2009, then order 117 of 08.12.2023
with its amendments of 28.07.2025 and 19.11.2025; decision of the maslikhat (share and norms). What the norms of Almaty are was
not found: the values say so. Each service is rounded half-up to whole tenge, as bills are: unverified.
"""

from __future__ import annotations

from tirek.rulebook.engine import (
    Benefit,
    Boolean,
    Number,
    any_of,
    applied_on,
    count,
    dwelling,
    family,
    lesser,
    monthly,
    quantity,
    round_half_up,
    rule,
    total,
    when,
)
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.household import counted, family_income, members

benefit = Benefit.beside(__file__)

LAW = "housing_relations_law"
RESOLUTION = "government_resolution_2314_2009"
ORDER = "order_117_2023"
ORDER_BEGAN = "2023-12-08"
ORDER_OF_NOVEMBER_2025 = "order_117_amendment_2025_11"
NOVEMBER_ORDER_BEGAN = "2025-12-02"


def norm(stem: str) -> Number:
    """A norm or share in force on the day of the application."""
    return benefit.parameter(stem, at="application")


@continued(act=ORDER, since=ORDER_BEGAN)
@rule(dated_by="application", act=RESOLUTION)
def home_area() -> Number:
    """Area of the dwelling in which the family is registered and lives."""
    return total(dwelling.area, dwelling.residence)


@continued(act=ORDER, since=ORDER_BEGAN)
@rule(dated_by="application", act=RESOLUTION)
def normative_area() -> Number:
    """The area that counts: the dwelling's, within the norm for so many persons or for a single one."""
    single = members() == quantity(1, "person")
    return lesser(home_area(), when(single, norm("area_norm_single"), norm("area_norm") * members()))


@continued(act=ORDER, since=ORDER_BEGAN)
@rule(dated_by="application", act=RESOLUTION)
def condominium() -> Number:
    """Upkeep of the common property, capital repair included, within the norm for the area."""
    return lesser(family.condominium_bill, round_half_up(norm("condominium_norm") * normative_area()))


# The norm without a heat meter is set by the akimat and was not found; the norm with a meter is taken for all: unverified.
@continued(act=ORDER, since=ORDER_BEGAN)
@rule(dated_by="application", act=RESOLUTION)
def heating() -> Number:
    """Heating, within the norm for the area at the tariff."""
    return lesser(family.heating_bill, round_half_up(norm("heat_norm") * normative_area() * family.heating_tariff))


@continued(act=ORDER, since=ORDER_BEGAN)
@rule(dated_by="application", act=RESOLUTION)
def cold_water() -> Number:
    """Cold water, within the norm for the persons at the tariff."""
    return lesser(family.cold_water_bill, round_half_up(norm("cold_water_norm") * members() * family.cold_water_tariff))


@continued(act=ORDER, since=ORDER_BEGAN)
@rule(dated_by="application", act=RESOLUTION)
def hot_water() -> Number:
    """Hot water, within the norm for the persons at the tariff."""
    return lesser(family.hot_water_bill, round_half_up(norm("hot_water_norm") * members() * family.hot_water_tariff))


@continued(act=ORDER, since=ORDER_BEGAN, until=NOVEMBER_ORDER_BEGAN)
@rule(dated_by="application", act=RESOLUTION)
def gas() -> Number:
    """Gas, within the norm for the persons at the tariff: the only norm until the amendment of November 2025."""
    return lesser(family.gas_bill, round_half_up(norm("gas_flat_norm") * members() * family.gas_tariff))


@gas.version(act=ORDER_OF_NOVEMBER_2025, since=NOVEMBER_ORDER_BEGAN)
def gas_with_a_norm_for_houses() -> Number:
    """Gas, within the norm for the persons in a flat, and for the area of a house that it heats."""
    in_house = any_of(dwelling.residence & (dwelling.kind == "house"))
    volume = when(in_house, norm("gas_house_norm") * normative_area(), norm("gas_flat_norm") * members())
    return lesser(family.gas_bill, round_half_up(volume * family.gas_tariff))


@continued(act=ORDER, since=ORDER_BEGAN)
@rule(dated_by="application", act=RESOLUTION)
def electricity() -> Number:
    """Electricity, within the region's norm for the persons at the tariff."""
    return lesser(
        family.electricity_bill, round_half_up(norm("electricity_norm") * members() * family.electricity_tariff)
    )


@continued(act=ORDER, since=ORDER_BEGAN)
@rule(dated_by="application", act=RESOLUTION)
def lift() -> Number:
    """The lift, within the cap for a dwelling."""
    return lesser(family.lift_bill, norm("lift_cap"))


@continued(act=ORDER, since=ORDER_BEGAN)
@rule(dated_by="application", act=RESOLUTION)
def phone() -> Number:
    """The telephone subscription, within the cap for a subscriber."""
    return lesser(family.phone_bill, norm("phone_cap"))


@continued(act=ORDER, since=ORDER_BEGAN)
@rule(dated_by="application", act=RESOLUTION)
def normative_costs() -> Number:
    """The costs of a month that count: every service within its norm, and the rent of state housing."""
    return (
        condominium()
        + heating()
        + cold_water()
        + hot_water()
        + gas()
        + electricity()
        + lift()
        + phone()
        + family.state_rent_bill
    )


@rule(act=LAW, article="97")
def affordable_share() -> Number:
    """The share of its monthly income (the quarter's / 3) that the family bears itself."""
    return norm("income_share") * monthly(family_income())


@benefit.condition("nobody_counted", act=LAW, article="97")
def somebody_counted() -> Boolean:
    """At least one member permanently lives in the country and is registered with the family."""
    return any_of(counted())


@benefit.condition("not_registered", act=LAW, article="97")
def registered() -> Boolean:
    """The family is registered and lives in a dwelling."""
    return any_of(dwelling.residence)


@benefit.condition("private_rent", act=LAW, article="97")
def not_rented_privately() -> Boolean:
    """It owns the dwelling, or rents it from the state stock or through the akimat, not from a private person."""
    return ~any_of(dwelling.residence & (dwelling.tenure == "rented_privately"))


@benefit.condition("second_dwelling", act=LAW, article="97")
def only_dwelling() -> Boolean:
    """The family lives in or owns one dwelling at most."""
    return count(dwelling, dwelling.residence | (dwelling.tenure == "owned")) <= quantity(1, "item")


# False data refuse the application they were found in; a bar for later ones was not found: unverified.
@benefit.condition("false_data", act=LAW, article="97")
def data_true() -> Boolean:
    """No false data were found since the day of the application."""
    return family.false_data_on < applied_on()


@benefit.condition("share_not_exceeded", act=LAW, article="97")
def share_exceeded() -> Boolean:
    """The costs within the norms are more than the affordable share of income."""
    return normative_costs() > affordable_share()


@continued(act=ORDER, since=ORDER_BEGAN)
@benefit.amount(act=RESOLUTION)
def amount() -> Number:
    """The costs within the norms less the affordable share, a month."""
    return normative_costs() - affordable_share()
