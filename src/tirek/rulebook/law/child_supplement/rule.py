"""1.5 MCI a month for each child of one to six whose family receives targeted assistance.

Law: law 246 of 17.07.2001 as amended for 2023, then Social Code, article 125 (the number is from general knowledge:
unverified). The kits of guaranteed_package_in_kind ended the day before it began, so no month has both.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, parameter
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.household import CODE, LAW, counted
from tirek.rulebook.national.targeted_assistance import child_of_one_to_six, receives_targeted_assistance

benefit = Benefit.beside(__file__)


@continued(act=CODE, article="125")
@benefit.condition("not_a_member", act=LAW)
def lives_with_the_family() -> Boolean:
    """The child counts as a member of the family."""
    return counted()


@continued(act=CODE, article="125")
@benefit.condition("not_one_to_six", act=LAW)
def of_the_age() -> Boolean:
    """The child is between the first birthday and the day before the seventh."""
    return child_of_one_to_six()


@continued(act=CODE, article="125")
@benefit.condition("no_targeted_assistance", act=LAW)
def assisted() -> Boolean:
    """The family receives targeted assistance of either kind."""
    return receives_targeted_assistance()


@continued(act=CODE, article="125")
@benefit.amount(act=LAW)
def amount() -> Number:
    """So many MCI a month."""
    return parameter("mci") * benefit.parameter("amount_mci")
