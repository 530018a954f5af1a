"""Who belongs to the groups that special social services are for, and that the assessment found a need.

Law: standards of order 165 of 26.03.2015, from 01.07.2023 of order 263 of 29.06.2023; assessment of need by order 200
of 02.06.2023. The groups are those that reports on these services name; the standards' own wording was not seen:
unverified.
"""

from __future__ import annotations

from tirek.rulebook.engine import Boolean, Number, count, person, rule
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.household import minor, reached_pension_age, resident

ORDER = "order_165_2015"
SINCE_2023 = "order_263_2023"


@continued(act=SINCE_2023)
@rule(act=ORDER)
def found_in_need() -> Boolean:
    """The assessment found a need, the person lives at home and is one whom the law assists."""
    return person.needs_special_services & (person.absence == "none") & resident()


@continued(act=SINCE_2023)
@rule(act=ORDER)
def elderly_or_severely_disabled() -> Boolean:
    """People of pension age, and adults with a disability of group I or II."""
    return reached_pension_age() | (person.disability.is_in("group_1", "group_2") & ~minor())


@continued(act=SINCE_2023)
@rule(act=ORDER)
def cannot_manage_alone() -> Boolean:
    """Needs the care of others, and has no adult relatives bound and able to give it."""
    return person.needs_outside_care & ~person.relatives_able_to_care


@continued(act=SINCE_2023)
@rule(act=ORDER)
def adult_with_illness() -> Boolean:
    """Adults with a psychoneurological illness."""
    return person.psychoneurological_illness & ~minor()


@continued(act=SINCE_2023)
@rule(act=ORDER)
def child_with_disability() -> Boolean:
    """Minors with a disability, with a group or without one."""
    return minor() & (person.disability != "none")


@continued(act=SINCE_2023)
@rule(act=ORDER)
def victim() -> Boolean:
    """Victims of domestic violence and of human trafficking."""
    return person.life_situation.is_in("violence", "trafficking")


def served(group: Boolean) -> Number:
    """Members of the family in need who belong to a group."""
    return count(person, found_in_need() & group)
