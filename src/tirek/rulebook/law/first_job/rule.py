"""First Job: 30 MCI a month for up to eighteen months, for unemployed young people who have not worked before.

Law: national project of 2021 (resolution 728), as told in 2022; from 01.07.2023 resolution 476 of 15.06.2023. That the employer
then keeps the person for twelve months is asked of the employer, after the subsidy.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, age, parameter, person
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.employment import PROJECT, SUBSIDISED_JOBS, free_for_measures

benefit = Benefit.beside(__file__)


@continued(act=SUBSIDISED_JOBS)
@benefit.condition("too_old", act=PROJECT)
def young() -> Boolean:
    """Not older than the limit: until the day before the next birthday."""
    return age(person.birth_date) <= benefit.parameter("age_limit")


@continued(act=SUBSIDISED_JOBS)
@benefit.condition("has_experience", act=PROJECT)
def without_experience() -> Boolean:
    """Had not worked before this measure."""
    return ~person.work_experience


@continued(act=SUBSIDISED_JOBS)
@benefit.condition("not_unemployed", act=PROJECT)
def free() -> Boolean:
    """Registered as unemployed when the job begins, at a subsidised workplace while it lasts."""
    return free_for_measures()


@continued(act=SUBSIDISED_JOBS)
@benefit.condition("not_referred", act=PROJECT)
def referred() -> Boolean:
    """The career centre referred the person to the job."""
    return person.referral == "first_job"


@continued(act=SUBSIDISED_JOBS)
@benefit.condition("term_used", act=PROJECT)
def time_left() -> Boolean:
    """Fewer full months than the longest time are behind."""
    return person.measure_months_used < benefit.parameter("months")


@continued(act=SUBSIDISED_JOBS)
@benefit.amount(act=PROJECT)
def amount() -> Number:
    """So many MCI a month."""
    return parameter("mci") * benefit.parameter("amount_mci")
