"""Technical aid in kind: what the individual programme names and nobody chose on the portal, once a replacement period.

Law: order 26 of 22.01.2015; from 01.07.2023 order 286 of 30.06.2023. Replacement periods are unverified.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, claim, quantity
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.rehabilitation import ORDER, SINCE_2023, aid_asked_for, due_for_replacement

benefit = Benefit.beside(__file__)


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
@benefit.condition("on_the_portal", act=ORDER)
def not_on_the_portal() -> Boolean:
    """The person did not choose it on the portal."""
    return ~claim.bought_on_portal


@continued(act=SINCE_2023)
@benefit.amount(act=ORDER)
def amount() -> Number:
    """One aid a claim."""
    return quantity(1, "item")
