"""One-off aid for Victory Day, by category.

The report of 2020 states money and persons of each category: 203 m / 203, 399.4 m / 3,994, 705.9 m / 14,118. It does not
say which amount is due to a person of two categories, so such a person is a conflict for an officer to settle.

Law: Almaty maslikhat decision 347 of 23.07.2015, as its report of 2020 gives it (section 4, item 10).
"""

from tirek.rulebook.engine import Benefit, Boolean, Number, choose, person
from tirek.rulebook.national.continuity import continued

benefit = Benefit.beside(__file__)


@continued(act="almaty_maslikhat_current")
@benefit.condition("not_in_category", act="almaty_maslikhat_347_2015")
def in_category() -> Boolean:
    """Participants and persons disabled in the war, persons equated to them, and home-front workers."""
    return person.war_participant | person.equated_to_participant | person.home_front_worker


@continued(act="almaty_maslikhat_current")
@benefit.amount(act="almaty_maslikhat_347_2015")
def amount() -> Number:
    """The amount of the one category; the act does not rank the categories."""
    return choose(
        (person.war_participant, benefit.parameter("participant")),
        (person.equated_to_participant, benefit.parameter("equated")),
        (person.home_front_worker, benefit.parameter("home_front")),
    )
