"""The new version of a step pays a quarter, the old one a month."""

from pathlib import Path

from tirek.rulebook.engine import Number, quantity, rule

MESSAGE = (
    "bad/versions_differ_in_unit.py:19: versions of bad.share differ in type or unit: "
    "number in tenge/month, number in tenge/quarter. A step keeps its type and unit; make another step for another thing."
)


def build(_: Path) -> object:
    @rule(until="2023-07-01")
    def share() -> Number:
        """A month."""
        return quantity(1, "tenge_month")

    @share.version(since="2023-07-01")
    def share_of_the_code() -> Number:
        """A quarter."""
        return quantity(3, "tenge_quarter")

    return share()
