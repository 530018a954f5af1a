"""A sum without a period is turned into a month's share."""

from pathlib import Path

from tirek.rulebook.engine import monthly, quantity

MESSAGE = (
    "bad/month_without_period.py:14: tenge has no period to turn into a month. "
    "Give monthly() a value per quarter, half-year or year."
)


def build(_: Path) -> object:
    return monthly(quantity(300, "tenge"))
