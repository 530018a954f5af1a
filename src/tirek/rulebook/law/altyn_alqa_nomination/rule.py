"""Nomination for Altyn Alqa: the department checks the children and sends the papers; nothing is paid.

Law: law 2676 of 12.12.1995 on state awards. That the last child must be a year old, that adopted children count and that all
live but those lost in the line of duty is told by the city's service page; the text of the law was not seen.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, age, person

benefit = Benefit.beside(__file__)

ACT = "state_awards_law_1995"


@benefit.condition("not_a_mother", act=ACT)
def is_mother() -> Boolean:
    """The person is a woman."""
    return person.sex == "female"


@benefit.condition("fewer_than_seven", act=ACT)
def children_enough() -> Boolean:
    """She has raised at least so many children."""
    return person.children_raised >= benefit.parameter("children")


@benefit.condition("last_child_under_one", act=ACT)
def last_child_is_one() -> Boolean:
    """The last child has reached the age at which a nomination may be made."""
    return age(person.last_child_born_on) >= benefit.parameter("last_child_age")


@benefit.condition("awarded_before", act=ACT)
def not_awarded() -> Boolean:
    """She does not hold this award; a holder of Kumis Alqa may rise to it."""
    return person.mothers_award != "altyn_alqa"
