"""Places that an employer keeps for persons with disabilities: 2, 3 or 4 percent of the jobs that are not harmful or dangerous.

Law: order 498 of 13.06.2016; from 01.07.2023 Social Code, article 107. The order speaks of organisations "with so many
employees on the list" and of the percent "without counting" harmful jobs: the list chooses the rate, the rest is what it is
taken of. The other reading (both by the smaller number) is possible too, so the choice is a step of its own.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, band, employer, greater, in_unit, rule, total
from tirek.rulebook.national.continuity import continued

benefit = Benefit.beside(__file__)

ORDER = "order_498_2016"
CODE = "social_code"


@continued(act=CODE, article="107")
@benefit.condition("too_few_workers", act=ORDER)
def enough_workers() -> Boolean:
    """Only employers with at least so many employees have a quota."""
    return number_for_the_rate() >= benefit.parameter("headcount_from")


@continued(act=CODE, article="107")
@rule(act=ORDER)
def number_for_the_rate() -> Number:
    """The number whose band gives the rate: everybody on the list."""
    return employer.headcount


@continued(act=CODE, article="107")
@rule(act=ORDER)
def base() -> Number:
    """Jobs of which the percent is taken."""
    return employer.headcount - employer.harmful_jobs


@continued(act=CODE, article="107")
@rule(act=ORDER)
def rate() -> Number:
    """The percent of the employer's band."""
    return band(
        number_for_the_rate(),
        [
            (benefit.parameter("small_until"), benefit.parameter("small_rate")),
            (benefit.parameter("middle_until"), benefit.parameter("middle_rate")),
        ],
        benefit.parameter("large_rate"),
    )


@continued(act=CODE, article="107")
@rule(act=ORDER)
def share() -> Number:
    """The percent of the jobs, exactly."""
    return in_unit(base() * rate(), "workplaces")


@continued(act=CODE, article="107")
@benefit.amount(act=ORDER)
def amount() -> Number:
    """Places to keep, whole."""
    return benefit.rounded(share())


@continued(act=CODE, article="107")
@rule(act=ORDER)
def unfilled_places() -> Number:
    """Places of one employer that no person with a disability has yet."""
    return greater(amount() - in_unit(employer.workers_with_disability, "workplaces"), 0)


@continued(act=CODE, article="107")
@benefit.extra(act=ORDER)
def unfilled() -> Number:
    """Places still to fill, of all employers asked about; one who has more than the quota fills nobody else's."""
    return total(unfilled_places(), enough_workers())
