"""One-off aid for Independence Day to those punished for December 1986 and rehabilitated.

Law: Almaty maslikhat decision 347 of 23.07.2015, as its report of 2020 gives it (section 4, item 11); rehabilitation under
the law of 14.04.1993.
"""

from tirek.rulebook.engine import Benefit, Boolean, Number, person
from tirek.rulebook.national.continuity import continued

benefit = Benefit.beside(__file__)


@benefit.condition("not_rehabilitated", act="rehabilitation_law_1993")
def rehabilitated() -> Boolean:
    """Punished for the events of 17-18 December 1986, and rehabilitated."""
    return person.december_1986_rehabilitated


@continued(act="almaty_maslikhat_current")
@benefit.amount(act="almaty_maslikhat_347_2015")
def amount() -> Number:
    """One sum for all."""
    return benefit.parameter("amount")
