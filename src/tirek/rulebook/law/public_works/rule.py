"""Public works: at least 20 MCI a month, up to twelve months, for the unemployed from 16 to the pension age.

Law: national project of 2021 (resolution 728), as told in 2022; from 01.07.2023 resolution 476 of 15.06.2023.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, parameter, person
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.employment import PROJECT, SUBSIDISED_JOBS, free_for_measures, of_working_age

benefit = Benefit.beside(__file__)


@continued(act=SUBSIDISED_JOBS)
@benefit.condition("not_of_age", act=PROJECT)
def of_age() -> Boolean:
    """From 16 to the pension age."""
    return of_working_age()


@continued(act=SUBSIDISED_JOBS)
@benefit.condition("not_unemployed", act=PROJECT)
def free() -> Boolean:
    """Registered as unemployed when the works begin, at a subsidised workplace while they last."""
    return free_for_measures()


@continued(act=SUBSIDISED_JOBS)
@benefit.condition("not_referred", act=PROJECT)
def referred() -> Boolean:
    """The career centre referred the person to these works."""
    return person.referral == "public_works"


@continued(act=SUBSIDISED_JOBS)
@benefit.condition("term_used", act=PROJECT)
def time_left() -> Boolean:
    """Fewer full months than the longest time are behind."""
    return person.measure_months_used < benefit.parameter("months")


@continued(act=SUBSIDISED_JOBS)
@benefit.amount(act=PROJECT)
def amount() -> Number:
    """So many MCI a month, the least that is paid."""
    return parameter("mci") * benefit.parameter("amount_mci")
