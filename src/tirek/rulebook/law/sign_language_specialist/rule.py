"""Sign language specialist: 60 hours a year for a person with a hearing impairment.

Law: order 26 of 22.01.2015; from 01.07.2023 Social Code, article 163. The hours of today's rules were not seen.
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
@benefit.condition("no_hearing_impairment", act=ORDER)
def hears_badly() -> Boolean:
    """The person has a hearing impairment."""
    return person.hearing_impairment


@continued(act=CODE, article=ARTICLE)
@benefit.condition("no_programme", act=ORDER)
def with_programme() -> Boolean:
    """There is a valid individual programme."""
    return has_programme()


@continued(act=CODE, article=ARTICLE)
@benefit.condition("not_prescribed", act=ORDER)
def prescribed() -> Boolean:
    """The programme names a sign language specialist."""
    return person.sign_language_prescribed


@continued(act="order_286_2023")
@benefit.amount(act=ORDER)
def amount() -> Number:
    """Hours a year."""
    return benefit.parameter("hours_a_year")
