"""A date is compared with a number that only looks like one."""

from pathlib import Path

from tirek.rulebook.engine import on

MESSAGE = "bad/date_and_number.py:11: a date is compared with int. Compare it with a date: on(), day(2026, 1, 1)."


def build(_: Path) -> object:
    return on() >= 20230701  # type: ignore[operator]
