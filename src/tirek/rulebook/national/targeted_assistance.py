"""What the two kinds of targeted assistance share: who is able to work, who cares for whom, and which kind a family may get.

Law: law 246 of 17.07.2001 until 30.06.2023; then Social Code of 20.04.2023, articles 121, 122 and 128.
"""

from __future__ import annotations

from tirek.rulebook.engine import (
    Boolean,
    Date,
    age,
    any_of,
    applied_on,
    count,
    parameter,
    person,
    quantity,
    receives,
    rule,
    when,
    years,
)
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.household import CODE, LAW, counted, minor, reached_pension_age

BAR_MONTHS = 6


@continued(act=CODE, article="121")
@rule(act=LAW, article="2")
def of_pension_age() -> Boolean:
    """Whether the person has reached the pension age, or retired by age under an earlier, lower one."""
    return reached_pension_age() | (person.pension_kind == "age_pension")


@continued(act=CODE, article="121")
@rule(act=LAW, article="2")
def severe_disability() -> Boolean:
    """Disability of group I or II."""
    return person.disability.is_in("group_1", "group_2")


# Who is able-bodied is defined in the acts' first articles, which were not seen; this is what article 121 and the exemptions of
# article 122 (4) leave: unverified. Students are not able-bodied here, so that a family of a pensioner and a student is not sent
# to work.
@continued(act=CODE, article="121")
@rule(act=LAW, article="2")
def able_bodied() -> Boolean:
    """Of working age, not of group I or II, not ill for over two months, not a full-time student."""
    return (
        (age(person.birth_date) >= parameter("able_bodied_age"))
        & ~of_pension_age()
        & ~severe_disability()
        & ~person.long_illness
        & ~person.full_time_student
    )


@continued(act=CODE, article="121")
@rule(act=LAW, article="2")
def cared_for() -> Boolean:
    """Child under three, child with a disability, group I or II, elderly (of pension age: unverified), or in need of care."""
    return (
        (age(person.birth_date) < years(3))
        | (minor() & (person.disability != "none"))
        | severe_disability()
        | of_pension_age()
        | person.needs_outside_care
    )


@continued(act=CODE, article="121")
@rule(act=LAW, article="2")
def carer() -> Boolean:
    """Whether the person cares for a counted member who needs it."""
    return person.provides_care & any_of(counted() & cared_for())


@continued(act=CODE, article="121")
@rule(act=LAW, article="2")
def limited_single_person() -> Boolean:
    """A single person of pension age, of group I or II, or ill for over two months: three grounds, studying is not one."""
    return any_of(counted() & (of_pension_age() | severe_disability() | person.long_illness))


@continued(act=CODE, article="121")
@rule(act=LAW, article="2")
def limited_family() -> Boolean:
    """A family without able-bodied members, or whose only able-bodied member cares for one who needs it."""
    able = counted() & able_bodied()
    return (count(person, able) == quantity(0, "person")) | (
        (count(person, able) == quantity(1, "person")) & any_of(able & carer())
    )


@continued(act=CODE, article="121")
@rule(act=LAW, article="2")
def unconditional_case() -> Boolean:
    """Whether the family is assisted without conditions; every other family is assisted on conditions, never on both."""
    single = count(person, counted()) == quantity(1, "person")
    return when(single, limited_single_person(), limited_family())


# Article 122 (4) exempts groups I and II, students, the ill (none of them able-bodied here) and carers of a child under three;
# carers of the others and holders of a permanent job are exempt from general knowledge: unverified.
@continued(act=CODE, article="122")
@rule(act=LAW, article="2")
def owes_participation() -> Boolean:
    """Able-bodied members who must take part in employment measures: not carers, not those with a permanent job."""
    return counted() & able_bodied() & ~carer() & (person.employment != "permanent_job")


# "From 1 to 6 years inclusive": from the first birthday to the day before the seventh.
@continued(act=CODE, article="125")
@rule(act=LAW)
def child_of_one_to_six() -> Boolean:
    """A child between the first birthday and the day before the seventh."""
    return (age(person.birth_date) >= years(1)) & (age(person.birth_date) < years(7))


@continued(act=CODE, article="120")
@rule(act=LAW, article="2")
def receives_targeted_assistance() -> Boolean:
    """Whether the family receives targeted assistance of either kind this month."""
    return receives("targeted_assistance_unconditional") | receives("targeted_assistance_conditional")


def bar_is_over(began: Date) -> Boolean:
    """Whether six months have passed since a day, counted to the day of the application.

    A term in months runs from the next day to the same day of its last month, that day included: after 15 March an
    application of 15 September is still barred, one of 16 September is not. Where the last month has no such day the term
    ends with the month, and clipping the day of the application six months back gives just that (31 August bars to 28
    February). For a bar that began on the last day of February it also bars 29 to 31 August, three days too long.
    """
    return began < applied_on(-BAR_MONTHS)
