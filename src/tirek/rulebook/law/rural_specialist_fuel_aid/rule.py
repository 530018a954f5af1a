"""So many MCI a year for fuel to a specialist of a state organisation who lives and works in a village.

Law: law of 08.07.2005 on agriculture and rural territories, article 18 (5); the amount is set by the district's maslikhat.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, family, parameter, person

benefit = Benefit.beside(__file__)

ACT = "rural_territories_law_2005"
ARTICLE = "18 (5)"


@benefit.condition("not_a_specialist", act=ACT, article=ARTICLE)
def specialist() -> Boolean:
    """The person is a specialist of a state organisation in one of the six fields."""
    return person.rural_specialist.is_in("health", "education", "social", "culture", "veterinary", "sport")


@benefit.condition("not_working_in_village", act=ACT, article=ARTICLE)
def works_there() -> Boolean:
    """The place of work is in a rural settlement."""
    return person.works_in_village


@benefit.condition("not_living_in_village", act=ACT, article=ARTICLE)
def lives_there() -> Boolean:
    """The family lives in a rural settlement."""
    return family.lives_in_village


@benefit.amount(act=ACT, article=ARTICLE)
def amount() -> Number:
    """So many MCI a year."""
    return parameter("mci") * benefit.parameter("amount_mci")
