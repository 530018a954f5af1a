"""A step needs its own value, by way of another."""

from pathlib import Path

from tirek.rulebook.engine import Number, rule

MESSAGE = "bad/needs_itself.py:11: bad.first needs its own value. Break the circle."


def build(_: Path) -> object:
    @rule()
    def first() -> Number:
        """Needs the second."""
        return second() + 1

    @rule()
    def second() -> Number:
        """Needs the first."""
        return first() + 1

    return first()
