"""Refund of an aid that a person chose on the portal of social services: its cost, up to the guaranteed sum of its kind.

Law: order 14 of 20.01.2020; from 01.07.2023 order 205 of 06.06.2023. No guaranteed sum was found, so the refund lies between
bounds.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, claim, lesser, rule
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.rehabilitation import aid_asked_for, by_kind_of_aid, due_for_replacement

benefit = Benefit.beside(__file__)

ORDER, SINCE_2023 = "order_14_2020", "order_205_2023"


@continued(act=SINCE_2023)
@benefit.condition("not_an_aid", act=ORDER)
def asked_for() -> Boolean:
    """The claim is for an aid of a known kind."""
    return aid_asked_for()


@continued(act=SINCE_2023)
@benefit.condition("not_prescribed", act=ORDER)
def prescribed() -> Boolean:
    """The programme names this aid."""
    return claim.prescribed


@continued(act=SINCE_2023)
@benefit.condition("too_early", act=ORDER)
def due() -> Boolean:
    """Such an aid was never given, or is due for replacement."""
    return due_for_replacement()


@continued(act=SINCE_2023)
@benefit.condition("not_on_the_portal", act=ORDER)
def on_the_portal() -> Boolean:
    """The person chose it on the portal."""
    return claim.bought_on_portal


@continued(act=SINCE_2023)
@benefit.condition("not_documented", act=ORDER)
def documented() -> Boolean:
    """The act of delivery is signed."""
    return claim.documented


@continued(act=SINCE_2023)
@rule(act=ORDER)
def guaranteed_sum() -> Number:
    """The most that the budget pays for this kind of aid."""
    return by_kind_of_aid(lambda aid: benefit.parameter(f"guaranteed_sum_{aid}"))


@continued(act=SINCE_2023)
@benefit.amount(act=ORDER)
def amount() -> Number:
    """The cost, up to the guaranteed sum."""
    return lesser(claim.cost, guaranteed_sum())
