"""The numbers of the model: everything that can be tuned stands in `margins/*.yaml`, with its provenance."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def read_margins_file(name: str) -> dict[str, Any]:
    """The tree of `margins/<name>.yaml`."""
    text = (files("tirek.population") / "margins" / f"{name}.yaml").read_bytes()
    tree: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader) or {}
    return {key: value for key, value in tree.items() if key != "choice"}


def digest_of_margins() -> str:
    """One SHA-256 over all files of numbers: two cities of one seed differ only if this differs."""
    folder = files("tirek.population") / "margins"
    digest = hashlib.sha256()
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class Tunables:
    """The numbers of one file, by name."""

    values: dict[str, Any]

    def number(self, name: str) -> float:
        """A single number."""
        return float(self.values[name])

    def whole(self, name: str) -> int:
        """A single whole number."""
        return int(self.values[name])

    def table(self, name: str) -> dict[Any, float]:
        """Numbers by key, in the file's order."""
        return {key: float(value) for key, value in self.values[name].items()}

    def tree(self, name: str) -> dict[str, Any]:
        """A nested value as it stands."""
        tree: dict[str, Any] = self.values[name]
        return tree


@cache
def tunables(name: str) -> Tunables:
    """The numbers of `margins/<name>.yaml`."""
    return Tunables({key: entry["value"] for key, entry in read_margins_file(name).items()})
