"""Persons are counted by what claims say."""

from pathlib import Path

from tirek.rulebook.engine import claim, count, person

MESSAGE = (
    "bad/counted_by_another.py:13: rows of person are counted by a condition of claim. Use facts of the rows counted."
)


def build(_: Path) -> object:
    return count(person, claim.documented)
