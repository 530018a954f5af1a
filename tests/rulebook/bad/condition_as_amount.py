"""An amount is a yes or no."""

from pathlib import Path

from tests.rulebook.engine.toys import HERE, plain_benefit
from tirek.rulebook.engine import Number, family
from tirek.rulebook.engine.program import bind_program

MESSAGE = (
    "bad/condition_as_amount.py:18: bad.amount gives a boolean where a number is needed. "
    "A condition is compared (x > 0, x == y); an amount is a number."
)


def build(folder: Path) -> object:
    benefit = plain_benefit(folder)

    @benefit.amount()
    def amount() -> Number:
        """Whether there is a bill."""
        return family.gas_bill > 0  # type: ignore[no-any-return]

    return bind_program([benefit], HERE)
