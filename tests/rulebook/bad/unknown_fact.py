"""A rule reads what no register holds."""

from pathlib import Path

from tirek.rulebook.engine import person

MESSAGE = (
    "bad/unknown_fact.py:13: there is no fact person.salary. Use a fact of the register (facts/), or add it there."
)


def build(_: Path) -> object:
    return person.salary
