"""When and where the whole rulebook is asked: the moment of ``make demo``."""

from datetime import date

from tirek.rulebook.engine.assumptions import find_assumption
from tirek.rulebook.engine.moment import Moment

MOMENT = Moment(on=date(2026, 1, 15), territory="750000000", assumption=find_assumption("almaty-demo"))
