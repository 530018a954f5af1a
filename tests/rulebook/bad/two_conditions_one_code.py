"""Two conditions refuse with one code, so a family could not be told which."""

from pathlib import Path

from tests.rulebook.engine.toys import plain_benefit
from tirek.rulebook.engine import Boolean, family

MESSAGE = (
    "bad/two_conditions_one_code.py:22: two conditions refuse with in_debt. "
    "Join them in one rule, or give each its own code."
)


def build(folder: Path) -> object:
    benefit = plain_benefit(folder)

    @benefit.condition("in_debt")
    def no_debt() -> Boolean:
        """No overdue debt."""
        return ~family.overdue_debt

    @benefit.condition("in_debt")
    def no_loan() -> Boolean:
        """No loan."""
        return ~family.loan_obligations

    return benefit
