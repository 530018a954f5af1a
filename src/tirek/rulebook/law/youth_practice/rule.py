"""Youth practice: 18 MCI a month for six months, since 2022 30 MCI for twelve, for unemployed recent graduates.

Law: programme of 2017-2021 (resolution 746); national project of 2021 (resolution 728); from 01.07.2023 resolution 476.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, age, on, parameter, person
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.employment import (
    PROGRAMME,
    PROJECT,
    PROJECT_BEGAN,
    SUBSIDISED_JOBS,
    free_for_measures,
)

benefit = Benefit.beside(__file__)


@continued(act=SUBSIDISED_JOBS)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("too_old", act=PROGRAMME)
def young() -> Boolean:
    """Not older than the limit: until the day before the next birthday."""
    return age(person.birth_date) <= benefit.parameter("age_limit")


@continued(act=SUBSIDISED_JOBS)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("not_graduate", act=PROGRAMME)
def recent_graduate() -> Boolean:
    """Completed vocational or higher studies, so many years ago at most."""
    completed = person.graduated_on <= on()
    return completed & (age(person.graduated_on) < benefit.parameter("graduate_years"))


@continued(act=SUBSIDISED_JOBS)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("not_unemployed", act=PROGRAMME)
def free() -> Boolean:
    """Registered as unemployed when the practice begins, at a subsidised workplace while it lasts."""
    return free_for_measures()


@continued(act=SUBSIDISED_JOBS)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("not_referred", act=PROGRAMME)
def referred() -> Boolean:
    """The career centre referred the person to the practice."""
    return person.referral == "youth_practice"


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
    """So many MCI a month."""
    return parameter("mci") * benefit.parameter("amount_mci")
