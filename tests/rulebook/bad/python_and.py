"""Two conditions are joined by `and`, which Python decides on the spot."""

from pathlib import Path

from tirek.rulebook.engine import family

MESSAGE = (
    "bad/python_and.py:14: a rule may not branch in Python (if, and, or, not, a < b < c). "
    "Write when(condition, a, b), and join conditions with &, | and ~."
)


def build(_: Path) -> object:
    return family.overdue_debt and family.loan_obligations
