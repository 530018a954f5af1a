"""A food parcel for persons on a closed list, bought through the state social order.

Law: law on the state social order; the district's order was not seen, an article of the district section states persons and sum.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, count, in_unit, person

benefit = Benefit.beside(__file__)

ACT = "state_social_order_law"


@benefit.condition("not_on_list", act=ACT)
def on_list() -> Boolean:
    """The person stands on the closed list of victims of the test site."""
    return person.closed_list == "semey_polygon_victims"


@benefit.amount(act=ACT)
def amount() -> Number:
    """So many parcels a person."""
    return benefit.parameter("parcels")


@benefit.extra(act=ACT)
def service_cost() -> Number:
    """What the department pays for the family's parcels."""
    listed = in_unit(count(person, person.closed_list == "semey_polygon_victims"), "none")
    return listed * benefit.parameter("parcels") * benefit.parameter("price")
