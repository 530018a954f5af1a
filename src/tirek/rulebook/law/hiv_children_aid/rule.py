"""Monthly aid for children on the register of the AIDS centre; confidential, no income test, from 1 July 2020.

Law: Almaty maslikhat decision 347 of 23.07.2015, as its report of 2020 gives it (section 4, item 9).
"""

from tirek.rulebook.engine import Benefit, Boolean, Number, parameter, person
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.household import minor

benefit = Benefit.beside(__file__)


@continued(act="almaty_maslikhat_current")
@benefit.condition("not_a_child", act="almaty_maslikhat_347_2015")
def is_child() -> Boolean:
    """The aid is for children."""
    return minor()


@continued(act="almaty_maslikhat_current")
@benefit.condition("not_on_register", act="almaty_maslikhat_347_2015")
def on_register() -> Boolean:
    """The register of the AIDS centre, by its monthly list."""
    return person.hiv_registered


@continued(act="almaty_maslikhat_current")
@benefit.amount(act="almaty_maslikhat_347_2015")
def amount() -> Number:
    """Subsistence minimums of the republic, not of the region."""
    return parameter("subsistence_minimum") * benefit.parameter("amount_pm")
