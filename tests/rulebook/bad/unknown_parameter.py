"""A rule names a parameter that has no file."""

from pathlib import Path

from tirek.rulebook.engine import parameter

MESSAGE = "bad/unknown_parameter.py:11: there is no parameter mci_of_mars. Add the file, or correct the name."


def build(_: Path) -> object:
    return parameter("mci_of_mars")
