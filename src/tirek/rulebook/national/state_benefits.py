"""What the state benefits share: who may receive one, and children who count in a family.

Law: Social Code of 20.04.2023. Who counts as a permanent resident and that only one state benefit or pension is received are from
general knowledge of the code: unverified.
"""

from __future__ import annotations

from tirek.rulebook.engine import Boolean, Number, parameter, person, quantity, rule
from tirek.rulebook.national.household import counted, minor, studying_child

CODE = "social_code"


@rule(act=CODE)
def permanent_resident() -> Boolean:
    """Citizens, kandas, and foreigners and stateless persons who live in the country permanently."""
    return person.residence.is_in("citizen", "kandas", "permanent_resident")


@rule(act=CODE)
def child_of_large_family() -> Boolean:
    """Minor children who live together, and full-time students until the age limit."""
    return counted() & (minor() | studying_child())


@rule(act=CODE)
def monthly_minimum() -> Number:
    """The subsistence minimum of the budget law, tenge a month: the base of the benefits."""
    return parameter("subsistence_minimum") * quantity(1, "person")
