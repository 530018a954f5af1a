"""A product of two incomes does not fit 64 bits."""

from pathlib import Path

from tests.rulebook.engine.toys import HERE, plain_benefit
from tirek.rulebook.engine import Number, person, total
from tirek.rulebook.engine.facts import find_fact
from tirek.rulebook.engine.program import bind_program

MOST = 60 * find_fact("person", "wage").high

MESSAGE = (
    f"value of person.wage, person.pension: mul may reach {MOST * MOST}, beyond 64 bits. "
    "Narrow the range of a fact of the register (facts/), or divide earlier."
)


def build(folder: Path) -> object:
    benefit = plain_benefit(folder)

    @benefit.amount()
    def amount() -> Number:
        """Wages times pensions."""
        return total(person.wage) * total(person.pension)

    return bind_program([benefit], HERE)
