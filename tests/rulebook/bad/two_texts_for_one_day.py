"""Two versions of a step answer for 30 June 2023."""

from pathlib import Path

from tirek.rulebook.engine import Number, quantity, rule

MESSAGE = (
    "bad/two_texts_for_one_day.py:19: bad.share has two texts for one day (the other: bad/two_texts_for_one_day.py:14). "
    "Give them dates that do not overlap (since, until)."
)


def build(_: Path) -> object:
    @rule(since="2015-07-23", until="2023-07-01")
    def share() -> Number:
        """The share of the old act."""
        return quantity(1, "person")

    @share.version(since="2023-06-30")
    def share_of_the_code() -> Number:
        """The share of the code."""
        return quantity(2, "person")

    return share
