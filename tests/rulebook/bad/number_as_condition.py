"""A condition gives a number, and nothing says which numbers are enough."""

from pathlib import Path

from tests.rulebook.engine.toys import HERE, plain_benefit
from tirek.rulebook.engine import Boolean, family
from tirek.rulebook.engine.program import bind_program

MESSAGE = (
    "bad/number_as_condition.py:18: bad.no_bill gives a number where a boolean is needed. "
    "A condition is compared (x > 0, x == y); an amount is a number."
)


def build(folder: Path) -> object:
    benefit = plain_benefit(folder)

    @benefit.condition("has_bill")
    def no_bill() -> Boolean:
        """The bill itself."""
        return family.gas_bill  # type: ignore[no-any-return]

    return bind_program([benefit], HERE)
