"""Aid after a fire or a natural disaster: up to 200 MCI to the family for damage to its home, 50 MCI for every death in it.

Law: Almaty maslikhat decision 347 of 23.07.2015; from 01.07.2023 the decision that followed it, which was not found.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, any_of, claim, count, parameter, quantity, rule, when
from tirek.rulebook.national.continuity import continued

benefit = Benefit.beside(__file__)

ACT = "almaty_maslikhat_347_2015"
ACT_SINCE_2023 = "almaty_maslikhat_current"


@continued(act=ACT_SINCE_2023)
@rule(act=ACT)
def home_damaged() -> Boolean:
    """A document shows that the home was lost or badly damaged by fire or by a natural disaster."""
    return any_of(claim.kind.is_in("fire_damage", "disaster_damage") & claim.documented)


@continued(act=ACT_SINCE_2023)
@rule(act=ACT)
def deaths() -> Number:
    """Members of the family whose death in the fire or disaster is documented."""
    return count(claim, (claim.kind == "death_in_disaster") & claim.documented)


@continued(act=ACT_SINCE_2023)
@benefit.condition("no_documented_event", act=ACT)
def event_documented() -> Boolean:
    """There is damage, or a death, that a document shows."""
    return home_damaged() | (deaths() > quantity(0, "item"))


@continued(act=ACT_SINCE_2023)
@benefit.amount(act=ACT)
def amount() -> Number:
    """The most the commission may set for the damage, and the fixed sum for every death."""
    for_damage = when(home_damaged(), parameter("mci") * benefit.parameter("family_ceiling_mci"), 0)
    return for_damage + parameter("mci") * benefit.parameter("deceased_mci") * deaths()
