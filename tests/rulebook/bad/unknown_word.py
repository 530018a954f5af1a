"""A fact is compared with a word that it never is."""

from pathlib import Path

from tirek.rulebook.engine import vehicle

MESSAGE = "bad/unknown_word.py:11: vehicle.kind has no value 'tram'. It may be: car, commercial, agricultural."


def build(_: Path) -> object:
    return vehicle.kind == "tram"
