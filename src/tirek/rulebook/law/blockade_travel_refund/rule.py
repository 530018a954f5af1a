"""Refund of the fare to St Petersburg and back, once a year, to holders of the awards for the siege of Leningrad.

Law: Almaty maslikhat decision 82 of 12.12.2012. The title of the decision names the medal and the badge; that either will do,
and that no cap holds, is not verified.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, claim, count, greater, person, plain, quantity, rule
from tirek.rulebook.national.household import counted

benefit = Benefit.beside(__file__)

ACT = "almaty_maslikhat_82_2012"


@rule(act=ACT)
def holders() -> Number:
    """Members who live with the family and hold the medal or the badge."""
    return count(person, (person.blockade_award != "none") & counted())


@benefit.condition("not_a_journey", act=ACT)
def journey() -> Boolean:
    """The claim is for a journey to St Petersburg and back."""
    return claim.kind == "blockade_travel"


@benefit.condition("not_documented", act=ACT)
def documented() -> Boolean:
    """Tickets show the cost."""
    return claim.documented


@benefit.condition("reimbursed_before", act=ACT)
def not_reimbursed_before() -> Boolean:
    """This journey was not refunded before."""
    return ~claim.reimbursed_before


@benefit.condition("no_award", act=ACT)
def holder_in_family() -> Boolean:
    """A holder of the medal or the badge lives with the family."""
    return holders() >= quantity(1, "person")


# A family without a holder is refused for that alone, so the number of journeys is counted as of one holder.
@benefit.condition("above_yearly_number", act=ACT)
def within_yearly_number() -> Boolean:
    """The family claims at most so many journeys a year for each holder."""
    allowed = plain(greater(holders(), quantity(1, "person"))) * benefit.parameter("journeys_a_year")
    return claim.number <= allowed


@benefit.amount(act=ACT)
def amount() -> Number:
    """The documented cost of the tickets; no cap is known."""
    return claim.cost
