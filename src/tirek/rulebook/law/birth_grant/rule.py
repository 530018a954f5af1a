"""One-off state grant for the birth of a child: 38 MCI, from the fourth child 63.

Law: Social Code of 20.04.2023. The time to apply is from general knowledge: unverified.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, age, applied_on, on, parameter, person, when
from tirek.rulebook.national.state_benefits import CODE, permanent_resident

benefit = Benefit.beside(__file__)


@benefit.condition("not_a_resident", act=CODE)
def resident_here() -> Boolean:
    """The child lives in Kazakhstan permanently."""
    return permanent_resident()


@benefit.condition("not_born", act=CODE)
def born() -> Boolean:
    """The child is born."""
    return person.birth_date <= on()


@benefit.condition("too_late", act=CODE)
def in_time() -> Boolean:
    """The application came before so many years passed from the birth."""
    return age(person.birth_date, applied_on()) < benefit.parameter("application_years")


@benefit.amount(act=CODE)
def amount() -> Number:
    """So many MCI, more from the fourth child."""
    higher = person.birth_order >= benefit.parameter("higher_from_order")
    return parameter("mci") * when(higher, benefit.parameter("higher_grant_mci"), benefit.parameter("grant_mci"))
