"""State social benefit for the loss of a breadwinner: by the number of dependents, and a sum of its own for a full orphan.

Law: Social Code of 20.04.2023. The coefficients are published; who counts as a dependent is from general knowledge of the code
and narrower than it (a parent who brings up a small child is left out): unverified.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, band, count, in_unit, person, quantity, round_up, rule, when
from tirek.rulebook.national.household import minor, reached_pension_age, studying_child
from tirek.rulebook.national.state_benefits import CODE, monthly_minimum, permanent_resident

benefit = Benefit.beside(__file__)


@rule(act=CODE)
def dependent() -> Boolean:
    """Minors, full-time students, persons with a disability since childhood, the old; with no pension of their own."""
    unable = minor() | studying_child() | (person.disability_cause == "since_childhood") | reached_pension_age()
    return unable & permanent_resident() & person.pension_kind.is_in("none", "survivor_benefit")


@rule(act=CODE)
def dependents() -> Number:
    """Dependents who lost the breadwinner."""
    return count(person, dependent() & (person.breadwinner_lost == "one"))


@rule(act=CODE)
def full_orphans() -> Number:
    """Dependents who lost both parents."""
    return count(person, dependent() & (person.breadwinner_lost == "both_parents"))


@benefit.condition("no_dependents", act=CODE)
def somebody_entitled() -> Boolean:
    """Somebody in the family has a right to it."""
    return dependents() + full_orphans() >= quantity(1, "person")


@rule(act=CODE)
def coefficient() -> Number:
    """One coefficient for the family, by the number of dependents; six and more share the last."""
    names = ("one", "two", "three", "four", "five")
    edges: list[tuple[object, object]] = [
        (quantity(number, "person"), benefit.parameter(f"{name}_pm")) for number, name in enumerate(names, start=1)
    ]
    return when(
        dependents() == quantity(0, "person"),
        quantity(0, "none"),
        band(dependents(), edges, benefit.parameter("six_pm")),
    )


@rule(act=CODE)
def orphans_sum() -> Number:
    """So many minima, rounded up, for each child who lost both parents."""
    each = round_up(benefit.parameter("orphan_pm") * monthly_minimum())
    return each * in_unit(full_orphans(), "none")


@benefit.amount(act=CODE)
def amount() -> Number:
    """The family's coefficient of the subsistence minimum, and the orphans' sum."""
    return coefficient() * monthly_minimum() + orphans_sum()
