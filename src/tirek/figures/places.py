"""Where a record lies in the file it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tirek.rulebook.engine.documents import line_of


class Places:
    """Places of records: called with a path of keys, tells where it is."""

    def __call__(self, *keys: str | int) -> str:
        """Place of a path of keys."""
        raise NotImplementedError

    def field(self, name: str) -> str | Mapping[str, str]:
        """A field as the file names it, in one word or in each language."""
        return name


class YamlPlaces(Places):
    """Lines of a YAML file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, *keys: str | int) -> str:
        """``file:line``."""
        return f"{self.path}:{line_of(self.path, *keys)}" if keys else str(self.path)
