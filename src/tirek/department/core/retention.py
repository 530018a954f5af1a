"""The classes of retention, read from ``retention.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

SOURCE = Path(__file__).with_name("retention.yaml")
Start = Literal["death", "stored", "none"]
Deed = Literal["erase_key", "delete_file", "keep"]


@dataclass(frozen=True)
class RetentionClass:
    """How long, from which day, and then what; ``title`` and ``act`` by language; ``tables`` may be patterns."""

    name: str
    title: Mapping[str, str]
    years: int
    start: Start
    deed: Deed
    act: Mapping[str, str] | None
    provenance: str
    tables: tuple[str, ...]
    files: tuple[str, ...]

    def ended_before(self, today: date) -> date:
        """What began before this day has been kept long enough."""
        try:
            return today.replace(year=today.year - self.years)
        except ValueError:  # 29 February
            return today.replace(year=today.year - self.years, day=28)


@cache
def retention_classes() -> tuple[RetentionClass, ...]:
    """The classes in the order of the file."""
    document = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    return tuple(
        RetentionClass(
            name,
            entry["title"],
            entry["years"],
            entry["from"],
            entry["then"],
            entry["act"],
            entry["provenance"],
            tuple(entry.get("tables", ())),
            tuple(entry.get("files", ())),
        )
        for name, entry in document["classes"].items()
    )


def class_of_table(table: str) -> RetentionClass | None:
    """The class of a table: one that names it, else one whose pattern fits."""
    for kind in retention_classes():
        if table in kind.tables:
            return kind
    return next((kind for kind in retention_classes() if any(fnmatchcase(table, name) for name in kind.tables)), None)


def class_of_file(kind_of_file: str) -> RetentionClass | None:
    """The class of a kind of files."""
    return next((kind for kind in retention_classes() if kind_of_file in kind.files), None)
