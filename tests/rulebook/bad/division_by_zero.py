"""A family of no persons is divided by."""

from pathlib import Path

from tests.rulebook.engine.toys import HERE, plain_benefit
from tirek.rulebook.engine import Number, count, family, person
from tirek.rulebook.engine.program import bind_program

MESSAGE = "bad/division_by_zero.py:18: a divisor may be 0. Bound it: greater(1, x), in its unit."


def build(folder: Path) -> object:
    benefit = plain_benefit(folder)

    @benefit.amount()
    def amount() -> Number:
        """A share of the bill."""
        return family.gas_bill / count(person)

    return bind_program([benefit], HERE)
