"""State social benefit for disability: a multiple of the subsistence minimum, by group, cause and, for a child, age.

Law: Social Code of 20.04.2023, article 177. The coefficients of causes other than general illness and childhood were not
found, so the answer there is undetermined between bounds. That a child of seven or more whose group is not set yet keeps the
coefficient of a smaller child is unverified.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, age, parameter, person, rule, when
from tirek.rulebook.national.household import minor
from tirek.rulebook.national.state_benefits import CODE, monthly_minimum, permanent_resident

benefit = Benefit.beside(__file__)

AMOUNTS = "177"


@benefit.condition("not_a_resident", act=CODE)
def resident_here() -> Boolean:
    """The person lives in Kazakhstan permanently."""
    return permanent_resident()


@benefit.condition("no_disability", act=CODE)
def has_disability() -> Boolean:
    """A group is set; a child may have a disability without a group."""
    return person.disability.is_in("group_1", "group_2", "group_3") | (
        (person.disability == "child_without_group") & minor()
    )


@benefit.condition("other_pension", act=CODE)
def no_other_pension() -> Boolean:
    """Of two pensions or benefits a person chooses one."""
    return person.pension_kind.is_in("none", "disability_benefit")


def _by_group(prefix: str) -> Number:
    """The coefficient of the person's group."""
    first, second, third = (parameter(f"{prefix}_{group}") for group in (1, 2, 3))
    return when(person.disability == "group_1", first, when(person.disability == "group_2", second, third))


@rule(act=CODE, article=AMOUNTS)
def childhood_coefficient() -> Number:
    """Children of seven and more, and persons with a disability since childhood."""
    return _by_group("disability_coefficient_childhood_group")


@rule(act=CODE, article=AMOUNTS)
def general_coefficient() -> Number:
    """Adults whose disability comes from general illness."""
    return _by_group("disability_coefficient_group")


@rule(act=CODE, article=AMOUNTS)
def child_coefficient() -> Number:
    """One coefficient under seven; by group after it, where a group is set."""
    small = age(person.birth_date) < benefit.parameter("group_from_age")
    without_group = person.disability == "child_without_group"
    return when(small | without_group, parameter("disability_coefficient_child_under_7"), childhood_coefficient())


@rule(act=CODE, article=AMOUNTS)
def adult_coefficient() -> Number:
    """By cause: since childhood, general illness, or another one, whose coefficient was not found."""
    other = benefit.parameter("other_cause_hundredths") / 100
    known = when(person.disability_cause == "since_childhood", childhood_coefficient(), general_coefficient())
    return when(person.disability_cause == "other_cause", other, known)


@benefit.amount(act=CODE, article=AMOUNTS)
def amount() -> Number:
    """So many subsistence minima a month."""
    return when(minor(), child_coefficient(), adult_coefficient()) * monthly_minimum()
