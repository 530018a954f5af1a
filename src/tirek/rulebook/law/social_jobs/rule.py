"""Social jobs: a share of the wage, capped in MCI, for up to twelve months, for unemployed people of target groups.

Law: programme of 2017-2021 (resolution 746); national project of 2021 (resolution 728); from 01.07.2023 resolution 476. Share,
cap, time and groups are from general knowledge: unverified.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, lesser, parameter, person
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.employment import (
    PROGRAMME,
    PROJECT,
    PROJECT_BEGAN,
    SUBSIDISED_JOBS,
    free_for_measures,
    helped_first,
    of_working_age,
)

benefit = Benefit.beside(__file__)


@continued(act=SUBSIDISED_JOBS)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("not_of_age", act=PROGRAMME)
def of_age() -> Boolean:
    """From 16 to the pension age."""
    return of_working_age()


@continued(act=SUBSIDISED_JOBS)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("not_target_group", act=PROGRAMME)
def in_target_group() -> Boolean:
    """Belongs to a group that social jobs are made for."""
    return helped_first()


@continued(act=SUBSIDISED_JOBS)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("not_unemployed", act=PROGRAMME)
def free() -> Boolean:
    """Registered as unemployed when the job begins, at a subsidised workplace while it lasts."""
    return free_for_measures()


@continued(act=SUBSIDISED_JOBS)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("not_referred", act=PROGRAMME)
def referred() -> Boolean:
    """The career centre referred the person to the job."""
    return person.referral == "social_jobs"


@continued(act=SUBSIDISED_JOBS)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("term_used", act=PROGRAMME)
def time_left() -> Boolean:
    """Fewer full months than the longest time are behind."""
    return person.measure_months_used < benefit.parameter("months")


@continued(act=SUBSIDISED_JOBS)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.amount(act=PROGRAMME)
def amount() -> Number:
    """A share of the wage, up to so many MCI; the rest of the wage is the employer's."""
    share = person.subsidised_wage * benefit.parameter("wage_share")
    return lesser(share, parameter("mci") * benefit.parameter("cap_mci"))
