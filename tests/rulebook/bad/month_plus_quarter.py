"""A month's bill and a quarter's wage are added."""

from pathlib import Path

from tirek.rulebook.engine import family, person, total

MESSAGE = (
    "bad/month_plus_quarter.py:14: tenge/quarter cannot be added to tenge/month. Bring both to one unit "
    "(monthly(x) turns a quarter into a month; multiply by persons, areas, multiples)."
)


def build(_: Path) -> object:
    return family.gas_bill + total(person.wage)
