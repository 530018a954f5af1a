"""A quotient is cut to a whole number without a named rounding."""

from pathlib import Path

from tirek.rulebook.engine import family

MESSAGE = (
    "bad/silent_rounding.py:14: // rounds without saying so. "
    "Write round_down(a / b), round_half_up(a / b) or round_up(a / b)."
)


def build(_: Path) -> object:
    return family.gas_bill // 3
