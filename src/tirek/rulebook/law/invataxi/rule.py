"""Invataxi: free journeys for those who move with difficulty, by the conclusion of the medical commission.

Law: order 859 of 01.11.2013 (amended by order 284 of 29.08.2025). Two journeys a day are those of the pilot with orders
through an application; for the years before it nothing was found, so the number is undetermined there.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, person

benefit = Benefit.beside(__file__)

ACT = "order_859_2013"


@benefit.condition("no_disability", act=ACT)
def has_disability() -> Boolean:
    """The person has a disability, with a group or without one."""
    return person.disability != "none"


@benefit.condition("not_in_need", act=ACT)
def in_need() -> Boolean:
    """Group I, difficulty in moving, or a programme that names an assistant or a wheelchair."""
    named = person.assistant_prescribed | person.wheelchair_prescribed
    return (person.disability == "group_1") | person.mobility_difficulty | (person.rehabilitation_programme & named)


@benefit.condition("no_certificate", act=ACT)
def certified() -> Boolean:
    """The medical commission's conclusion is valid."""
    return person.invataxi_certificate


@benefit.amount(act=ACT)
def amount() -> Number:
    """Journeys a day."""
    return benefit.parameter("journeys_a_day")
