"""Whether an employer may organise workplaces with a subsidised wage.

Law: rules of subsidised workplaces, edition of order 395 of 12.12.2025. The order of 26.01.2026 suspends points 5 to 8 until
01.04.2026 and gives point 5 another text for that time: employers active for more than a year, and nothing else. A suspended
point is a version that asks nothing, known since the suspending order; the text itself stays, and is back when the version ends.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, applied_on, employer, holds, quantity

benefit = Benefit.beside(__file__)

RULES = "order_395_2025"
SUSPENSION = "order_suspension_2026"


# Not suspended: the text for the time being speaks of active employers, and one that is not registered is none.
@benefit.condition("not_registered", act=RULES, article="5")
def registered() -> Boolean:
    """An active legal entity or sole trader registered in Kazakhstan."""
    return employer.registered


@benefit.condition("active_too_short", act=RULES, article="5")
def active_long_enough() -> Boolean:
    """More than twelve months before the application; both editions of point 5 ask it."""
    return employer.active_since < applied_on(-12)


@benefit.condition("owes_wages", act=RULES, article="5")
def no_wage_arrears() -> Boolean:
    """No overdue wages on the day of the application."""
    return ~employer.wage_arrears


@benefit.condition("contributions_missed", act=RULES, article="5")
def contributions_made() -> Boolean:
    """Social payments made in each of the last twelve months."""
    return employer.contribution_months >= quantity(12, "months")


@benefit.condition("too_many_practice_places", act=RULES)
def practice_share_kept() -> Boolean:
    """Places of youth practice, without those of exempt persons, are at most a share of the staff.

    Persons with a disability, those released from prison and those on probation are exempt. The point was not seen; that it
    is one of the suspended 6 to 8 is an inference.
    """
    counted_places = employer.youth_practice_places - employer.youth_practice_places_exempt
    return counted_places <= employer.headcount * benefit.parameter("practice_share_limit")


for suspended in (no_wage_arrears, contributions_made, practice_share_kept):
    suspended.version(act=SUSPENSION, since="2026-01-26", until="2026-04-01", known_from="2026-01-26")(holds)
