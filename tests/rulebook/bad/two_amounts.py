"""A benefit says twice what is due."""

from pathlib import Path

from tests.rulebook.engine.toys import plain_benefit
from tirek.rulebook.engine import Number, quantity

MESSAGE = (
    "bad/two_amounts.py:22: toy has two amounts (the other: bad/two_amounts.py:17). "
    "Make it a dated version: @<name>.version(since=...), or join them with choose(...)."
)


def build(folder: Path) -> object:
    benefit = plain_benefit(folder / "toy")

    @benefit.amount()
    def amount() -> Number:
        """One."""
        return quantity(1, "tenge_month")

    @benefit.amount()
    def another_amount() -> Number:
        """Two."""
        return quantity(2, "tenge_month")

    return benefit
