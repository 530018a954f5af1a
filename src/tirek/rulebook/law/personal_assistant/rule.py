"""Personal assistant: up to 8 hours a day for a person with a disability of group I who has difficulty in moving.

Law: order 26 of 22.01.2015; from 01.07.2023 Social Code, article 163. The hours are a maximum: the programme and the contract
set those of one person.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, person
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.rehabilitation import ORDER, has_programme, lives_at_home

benefit = Benefit.beside(__file__)

CODE, ARTICLE = "social_code", "163"


@continued(act=CODE)
@benefit.condition("not_at_home", act=ORDER)
def at_home() -> Boolean:
    """The person lives at home."""
    return lives_at_home()


@continued(act=CODE, article=ARTICLE)
@benefit.condition("not_group_one", act=ORDER)
def group_one() -> Boolean:
    """Group I."""
    return person.disability == "group_1"


@continued(act=CODE, article=ARTICLE)
@benefit.condition("moves_freely", act=ORDER)
def moves_with_difficulty() -> Boolean:
    """The person has difficulty in moving."""
    return person.mobility_difficulty


@continued(act=CODE, article=ARTICLE)
@benefit.condition("no_programme", act=ORDER)
def with_programme() -> Boolean:
    """There is a valid individual programme."""
    return has_programme()


@continued(act=CODE, article=ARTICLE)
@benefit.condition("not_prescribed", act=ORDER)
def prescribed() -> Boolean:
    """The programme names an assistant."""
    return person.assistant_prescribed


@continued(act=CODE, article=ARTICLE)
@benefit.condition("carer_is_paid", act=ORDER)
def carer_not_paid() -> Boolean:
    """No state benefit is paid to a carer of this person."""
    return ~person.carer_benefit_paid


@continued(act=CODE, article=ARTICLE)
@benefit.amount(act=ORDER)
def amount() -> Number:
    """Hours a day."""
    return benefit.parameter("hours_a_day")
