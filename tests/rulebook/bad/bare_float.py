"""A share is written as a float."""

from pathlib import Path

from tirek.rulebook.engine import family

MESSAGE = "bad/bare_float.py:11: 0.35 is a float, and a float is not exact. Write Fraction('0.35')."


def build(_: Path) -> object:
    return family.gas_bill * 0.35
