"""Rows of persons and of dwellings meet, though nothing says which belongs to which."""

from pathlib import Path

from tirek.rulebook.engine import dwelling, person

MESSAGE = (
    "bad/rows_of_two_entities.py:14: rows of dwelling and person meet in one expression. "
    "Aggregate one of them first: count, total, any_of."
)


def build(_: Path) -> object:
    return person.orphan & dwelling.residence
