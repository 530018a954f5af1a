"""An anchor: the newest seal as a few lines of text, to be kept where nobody of this house can write.

Whoever can write to the database as its owner could work out every digest anew; not one that was written down elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tirek.department.journal.canonical import moment_text
from tirek.department.journal.faults import JournalFault
from tirek.department.journal.models import JournalSeal

HEAD = "tirek journal anchor 1"


class AnchorUnreadable(JournalFault):
    """The file is no anchor."""


@dataclass(frozen=True)
class Anchor:
    """A seal as it was on a day: the hour it closes, and its digest."""

    hour: datetime
    lines: int
    digest: bytes
    sealed_at: datetime

    def text(self) -> str:
        """Five lines, for a file, a letter or a print."""
        return (
            f"{HEAD}\nhour: {moment_text(self.hour)}\nlines: {self.lines}\nseal: {self.digest.hex()}\n"
            f"sealed: {moment_text(self.sealed_at)}\n"
        )


def newest_anchor(*, using: str = "default") -> Anchor | None:
    """The newest seal; None while no hour is closed."""
    seal = JournalSeal.objects.using(using).order_by("-hour").first()
    return Anchor(seal.hour, seal.lines, bytes(seal.digest), seal.sealed_at) if seal else None


def read_anchor(path: Path) -> Anchor:
    """An anchor from its file.

    Raises
    ------
    AnchorUnreadable
        If the file is none.
    """
    try:
        head, *lines = path.read_text(encoding="utf-8").strip().splitlines()
        values = dict(line.split(": ", 1) for line in lines)
        digest = bytes.fromhex(values["seal"])
        if head.strip() != HEAD or len(digest) != 32:
            raise AnchorUnreadable(path.name)
        return Anchor(_moment(values["hour"]), int(values["lines"]), digest, _moment(values["sealed"]))
    except (ValueError, KeyError) as error:
        raise AnchorUnreadable(path.name) from error


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.strip())
