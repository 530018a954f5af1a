"""Short vocational training of the unemployed: paid to the centre, up to six months, in the regional commission's list.

Law: programme of 2017-2021 (resolution 746); national project of 2021 (resolution 728); from 01.07.2023 Social Code. A
scholarship is paid too; its size was not found, so the result is a number of months.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, person
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.employment import CODE, PROGRAMME, PROJECT, PROJECT_BEGAN, of_working_age, unemployed

benefit = Benefit.beside(__file__)


@continued(act=CODE)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("not_of_age", act=PROGRAMME)
def of_age() -> Boolean:
    """From 16 to the pension age."""
    return of_working_age()


@continued(act=CODE)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("not_unemployed", act=PROGRAMME)
def without_work() -> Boolean:
    """Registered as unemployed: who learns does not work."""
    return unemployed()


@continued(act=CODE)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("not_in_list", act=PROGRAMME)
def in_list() -> Boolean:
    """Centre and profession stand in the list of the regional commission."""
    return person.training_in_list


@continued(act=CODE)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("not_referred", act=PROGRAMME)
def referred() -> Boolean:
    """The career centre referred the person to the training."""
    return person.referral == "short_training"


@continued(act=CODE)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("term_used", act=PROGRAMME)
def time_left() -> Boolean:
    """Fewer full months than the longest time are behind."""
    return person.measure_months_used < benefit.parameter("months")


@continued(act=CODE)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.amount(act=PROGRAMME)
def amount() -> Number:
    """Months of training still to come, this one included."""
    return benefit.parameter("months") - person.measure_months_used
