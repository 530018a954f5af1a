"""Monthly aid for participants of the Great Patriotic War and families of the fallen; there is no income test.

Law: Almaty maslikhat decision 347 of 23.07.2015, as its report of 2020 gives it (section 4, item 5).
"""

from tirek.rulebook.engine import Benefit, Boolean, Number, parameter, person
from tirek.rulebook.national.continuity import continued

benefit = Benefit.beside(__file__)


@continued(act="almaty_maslikhat_current")
@benefit.condition("not_in_category", act="almaty_maslikhat_347_2015")
def in_category() -> Boolean:
    """Participants and persons disabled in the war, unremarried widows, and the bereaved of Afghanistan."""
    return person.war_participant | person.war_widow | person.afghanistan_bereaved


@continued(act="almaty_maslikhat_current")
@benefit.amount(act="almaty_maslikhat_347_2015")
def amount() -> Number:
    """A multiple of the monthly calculation index."""
    return parameter("mci") * benefit.parameter("amount_mci")
