"""Monthly aid for people treated for tuberculosis as outpatients; confidential, no income test.

Law: Almaty maslikhat decision 347 of 23.07.2015, as its report of 2020 gives it (section 4, item 6).
"""

from tirek.rulebook.engine import Benefit, Boolean, Number, parameter, person
from tirek.rulebook.national.continuity import continued

benefit = Benefit.beside(__file__)


@continued(act="almaty_maslikhat_current")
@benefit.condition("not_on_register", act="almaty_maslikhat_347_2015")
def on_register() -> Boolean:
    """The outpatient stage and the dispensary's register, which the monthly list of the dispensary states as one fact."""
    return person.tuberculosis_outpatient


@continued(act="almaty_maslikhat_current")
@benefit.amount(act="almaty_maslikhat_347_2015")
def amount() -> Number:
    """A multiple of the monthly calculation index."""
    return parameter("mci") * benefit.parameter("amount_mci")
