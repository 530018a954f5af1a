"""What the two awards of mothers of many children share.

Law: law 2676 of 12.12.1995 on state awards.
"""

from __future__ import annotations

from tirek.rulebook.engine import Boolean, age, person, rule, years

AWARDS_LAW = "state_awards_law_1995"


@rule(act=AWARDS_LAW)
def mother() -> Boolean:
    """Whether the person is a woman: the awards are given to mothers."""
    return person.sex == "female"


@rule(act=AWARDS_LAW)
def last_child_a_year_old() -> Boolean:
    """Whether the last child has reached the first birthday (the city's service page; unverified against the law)."""
    return age(person.last_child_born_on) >= years(1)
