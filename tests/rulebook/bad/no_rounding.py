"""An amount is due, and nothing says how it is rounded."""

from pathlib import Path

from tests.rulebook.engine.toys import HERE, plain_benefit
from tirek.rulebook.engine import Number, family
from tirek.rulebook.engine.program import bind_program

MESSAGE = (
    "benefit.yaml:1: toy names no rounding. "
    "Give rounding: {mode: down|half_up|up, source, provenance}; there is no default."
)


def build(folder: Path) -> object:
    benefit = plain_benefit(folder / "toy", rounding=None)

    @benefit.amount()
    def amount() -> Number:
        """A third of the bill."""
        return family.gas_bill / 3

    return bind_program([benefit], HERE)
