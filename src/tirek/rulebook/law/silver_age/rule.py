"""Silver Age: 70, 65 and 60 % of the wage in the first, second and third year, up to 30 MCI, from 50 to the pension age.

Law: resolution 476 of 15.06.2023, as the ministry and a regional career centre tell it.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, age, lesser, parameter, person, quantity, rule, when
from tirek.rulebook.national.employment import SUBSIDISED_JOBS, free_for_measures
from tirek.rulebook.national.household import reached_pension_age

benefit = Benefit.beside(__file__)


@benefit.condition("too_young", act=SUBSIDISED_JOBS)
def old_enough() -> Boolean:
    """Fifty completed years."""
    return age(person.birth_date) >= benefit.parameter("age_from")


@benefit.condition("of_pension_age", act=SUBSIDISED_JOBS)
def before_pension_age() -> Boolean:
    """The pension age is not reached."""
    return ~reached_pension_age()


@benefit.condition("not_unemployed", act=SUBSIDISED_JOBS)
def free() -> Boolean:
    """Registered as unemployed when the job begins, at a subsidised workplace while it lasts."""
    return free_for_measures()


@benefit.condition("not_referred", act=SUBSIDISED_JOBS)
def referred() -> Boolean:
    """The career centre referred the person to the job."""
    return person.referral == "silver_age"


@benefit.condition("term_used", act=SUBSIDISED_JOBS)
def time_left() -> Boolean:
    """Fewer full months than the longest time are behind."""
    return person.measure_months_used < benefit.parameter("months")


@rule(act=SUBSIDISED_JOBS)
def state_share() -> Number:
    """The share of the state in the year of work that the month falls into."""
    months = person.measure_months_used
    later = when(
        months < quantity(24, "months"),
        benefit.parameter("share_second_year"),
        benefit.parameter("share_third_year"),
    )
    return when(months < quantity(12, "months"), benefit.parameter("share_first_year"), later)


@benefit.amount(act=SUBSIDISED_JOBS)
def amount() -> Number:
    """The state's share of the wage, up to so many MCI; the rest of the wage is the employer's."""
    return lesser(person.subsidised_wage * state_share(), parameter("mci") * benefit.parameter("cap_mci"))
