"""A television box, once, for a family that receives targeted assistance; the department pays for delivery and installation.

Law: the report of 2020 names no act (chapter I, 2), so the programme stands for it; it is not known after that year.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, family
from tirek.rulebook.national.targeted_assistance import receives_targeted_assistance

benefit = Benefit.beside(__file__)

ACT = "almaty_programme_2020"


@benefit.condition("no_targeted_assistance", act=ACT)
def assisted() -> Boolean:
    """The family receives targeted assistance of either kind."""
    return receives_targeted_assistance()


@benefit.condition("given_before", act=ACT)
def not_given_before() -> Boolean:
    """The family has not had a box."""
    return ~family.television_box_given


@benefit.amount(act=ACT)
def amount() -> Number:
    """So many boxes a family."""
    return benefit.parameter("boxes")


@benefit.extra(act=ACT)
def service_cost() -> Number:
    """What the department pays for one family's boxes."""
    return benefit.parameter("boxes") * benefit.parameter("price")
