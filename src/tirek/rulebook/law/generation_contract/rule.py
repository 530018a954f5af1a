"""Generation Contract: an unemployed recent graduate is trained for up to six months for the place of a worker about to retire.

Law: national project of 2021 (resolution 728), as told in 2022; from 01.07.2023 resolution 476 of 15.06.2023. The subsidy was not
found, so the right alone is decided.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, age, on, person
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.employment import PROJECT, SUBSIDISED_JOBS, free_for_measures

benefit = Benefit.beside(__file__)


@continued(act=SUBSIDISED_JOBS)
@benefit.condition("too_old", act=PROJECT)
def young() -> Boolean:
    """Not older than the limit: until the day before the next birthday."""
    return age(person.birth_date) <= benefit.parameter("age_limit")


@continued(act=SUBSIDISED_JOBS)
@benefit.condition("not_graduate", act=PROJECT)
def recent_graduate() -> Boolean:
    """Completed vocational or higher studies, so many years ago at most."""
    completed = person.graduated_on <= on()
    return completed & (age(person.graduated_on) < benefit.parameter("graduate_years"))


@continued(act=SUBSIDISED_JOBS)
@benefit.condition("no_retiring_worker", act=PROJECT)
def place_to_take_over() -> Boolean:
    """The employer confirms that the place is that of a worker about to retire."""
    return person.place_of_retiring_worker


@continued(act=SUBSIDISED_JOBS)
@benefit.condition("not_unemployed", act=PROJECT)
def free() -> Boolean:
    """Registered as unemployed when the contract begins, at a subsidised workplace while it lasts."""
    return free_for_measures()


@continued(act=SUBSIDISED_JOBS)
@benefit.condition("not_referred", act=PROJECT)
def referred() -> Boolean:
    """The career centre referred the person to the contract."""
    return person.referral == "generation_contract"


@continued(act=SUBSIDISED_JOBS)
@benefit.condition("term_used", act=PROJECT)
def time_left() -> Boolean:
    """Fewer full months than the longest time are behind."""
    return person.measure_months_used < benefit.parameter("months")
