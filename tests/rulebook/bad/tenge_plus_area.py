"""Money and floor area are added."""

from pathlib import Path

from tirek.rulebook.engine import dwelling, family, total

MESSAGE = (
    "bad/tenge_plus_area.py:14: m2 cannot be added to tenge/month. Bring both to one unit "
    "(monthly(x) turns a quarter into a month; multiply by persons, areas, multiples)."
)


def build(_: Path) -> object:
    return family.gas_bill + total(dwelling.area)
