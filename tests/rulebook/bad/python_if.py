"""The rule branches in Python, when there is no family yet."""

from pathlib import Path

from tirek.rulebook.engine import family, quantity

MESSAGE = (
    "bad/python_if.py:14: a rule may not branch in Python (if, and, or, not, a < b < c). "
    "Write when(condition, a, b), and join conditions with &, | and ~."
)


def build(_: Path) -> object:
    if family.gas_bill > 0:
        return quantity(1, "tenge")
    return quantity(2, "tenge")
