"""The page of terms says what the register says, line by line."""

from __future__ import annotations

from pathlib import Path

from tests.house.tree import ROOT
from tirek.department.core.clocks.counting import spelt
from tirek.department.core.clocks.register import Clock, clock_register

PAGE = ROOT / "docs/reference/clocks.md"


def row_of(clock: Clock) -> str:
    """A term as the page writes it."""
    first = "counts" if clock.first_day_counts else "does not count"
    end = "stays" if clock.on_day_off == "stays" else "next working day"
    told = (f"`{clock.code}`", clock.title["en"], spelt(clock.length, clock.unit, "en"), first, end, clock.cite("en"))
    return f"| {' | '.join((*told, clock.mark))} |"


def test_the_page_lists_every_term_as_it_is() -> None:
    lines = Path(PAGE).read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| `")]
    assert rows == [row_of(clock) for clock in clock_register().values()]
