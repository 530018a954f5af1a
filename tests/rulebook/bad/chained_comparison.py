"""A chained comparison hides an `and`."""

from pathlib import Path

from tirek.rulebook.engine import age, day, years

MESSAGE = (
    "bad/chained_comparison.py:14: a rule may not branch in Python (if, and, or, not, a < b < c). "
    "Write when(condition, a, b), and join conditions with &, | and ~."
)


def build(_: Path) -> object:
    return years(7) <= age(day(2015, 1, 1)) < years(18)
