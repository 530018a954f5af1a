"""What services and aids by the individual programme share: living at home, the programme, an aid's replacement.

Law: order 26 of 22.01.2015 until 30.06.2023; then Social Code of 20.04.2023 and order 286 of 30.06.2023. That services at home
are not given in an institution, and every replacement period, are from general knowledge of the orders: unverified.
"""

from __future__ import annotations

from collections.abc import Callable

from tirek.rulebook.engine import Boolean, Number, age, claim, in_unit, on, parameter, person, rule, when, years
from tirek.rulebook.national.continuity import continued

ORDER = "order_26_2015"
SINCE_2023 = "order_286_2023"


@continued(act=SINCE_2023)
@rule(act=ORDER)
def lives_at_home() -> Boolean:
    """The person is neither in an institution nor away."""
    return person.absence == "none"


@continued(act=SINCE_2023)
@rule(act=ORDER)
def has_programme() -> Boolean:
    """There is a valid individual programme of abilitation and rehabilitation."""
    return person.rehabilitation_programme


@continued(act=SINCE_2023)
@rule(act=ORDER)
def aid_asked_for() -> Boolean:
    """The claim is for a technical aid of a known kind."""
    return (claim.kind == "technical_aid") & (claim.aid != "none")


@continued(act=SINCE_2023)
@rule(act=ORDER)
def months_since_last_aid() -> Number:
    """Whole months since such an aid was last given; very many where it never was."""
    # Whole years at each of the last twelve months' days sum to the whole months less eleven.
    whole_years = age(claim.previous_on) + years(11)
    for month in range(1, 12):
        whole_years = whole_years + age(claim.previous_on, on(-month))
    return in_unit(whole_years, "months")


@continued(act=SINCE_2023)
@rule(act=ORDER)
def replacement_months() -> Number:
    """After how many months such an aid is replaced."""
    return by_kind_of_aid(lambda aid: parameter(f"aid_replacement_{aid}"))


@continued(act=SINCE_2023)
@rule(act=ORDER)
def due_for_replacement() -> Boolean:
    """Such an aid was never given, or its time is over."""
    return months_since_last_aid() >= replacement_months()


def by_kind_of_aid(value: Callable[[str], Number]) -> Number:
    """The value of the kind of aid that the claim names."""
    *kinds, last = (
        "hygiene",
        "wheelchair",
        "walking_aid",
        "hearing_aid",
        "sight_aid",
        "prosthesis",
        "speech_processor",
    )
    chosen = value(last)
    for aid in reversed(kinds):
        chosen = when(claim.aid == aid, value(aid), chosen)
    return chosen
