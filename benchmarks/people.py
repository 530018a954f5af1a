"""Families for the common work: seeded, with persons in families' order and shuffled; the families' file is shared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

SEED = 2026
DISTRICTS = 200
SIZES = np.array([0.16, 0.22, 0.21, 0.18, 0.11, 0.06, 0.03, 0.02, 0.01])
"""Shares of families with one, two, ... nine members; 3.3 on average."""

ORDERS = ("shuffled", "clustered")
ROWS_A_GROUP = 1 << 20

Columns = dict[str, NDArray[np.generic]]


@dataclass(frozen=True)
class Files:
    """Where the files of one size lie."""

    folder: Path

    def persons(self, order: str) -> Path:
        return self.folder / f"persons_{order}.parquet"

    @property
    def families(self) -> Path:
        return self.folder / "families.parquet"

    @property
    def manifest(self) -> dict[str, int]:
        """people, families, seed, largest_family."""
        found: dict[str, int] = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        return found


def make_files(people: int, folder: Path, seed: int = SEED) -> Files:
    """Write the files of one size, unless they are there."""
    files = Files(folder)
    if (folder / "manifest.json").exists() and files.manifest["seed"] == seed:
        return files
    folder.mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng(seed)
    sizes = family_sizes(people, draw)
    persons = draw_persons(sizes, draw)
    _write(persons, files.persons("clustered"))
    order = draw.permutation(people)
    _write({name: column[order] for name, column in persons.items()}, files.persons("shuffled"))
    _write(draw_families(len(sizes), draw), files.families)
    about = {"people": people, "families": len(sizes), "seed": seed, "largest_family": int(sizes.max())}
    (folder / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    return files


def family_sizes(people: int, draw: np.random.Generator) -> NDArray[np.int64]:
    """Sizes of families that hold exactly so many people."""
    sizes = draw.choice(np.arange(1, len(SIZES) + 1), size=people, p=SIZES)
    filled = np.cumsum(sizes)
    last = int(np.searchsorted(filled, people))
    sizes = sizes[: last + 1]
    sizes[-1] -= filled[last] - people
    return sizes


def draw_persons(sizes: NDArray[np.int64], draw: np.random.Generator) -> Columns:
    """Persons in families' order: an adult first, mostly a second one, then the young."""
    people = int(sizes.sum())
    family = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    place = np.arange(people) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    grown = (place == 0) | ((place == 1) & (draw.random(people) < 0.75))
    age = np.where(grown, draw.integers(20, 80, people), draw.integers(0, 24, people)).astype(np.int16)
    poor = np.repeat(draw.random(len(sizes)) < 0.18, sizes)
    works = (age >= 18) & (age < 63) & (draw.random(people) < np.where(poor, 0.25, 0.7))
    wage = np.minimum(draw.lognormal(12.3, 0.6, people) * np.where(poor, 0.35, 1.0), 5_000_000)
    return {
        "family_id": family,
        "age": age,
        "wage": np.where(works, wage, 0).astype(np.int32),
        "pension": np.where(age >= 63, draw.integers(60_000, 180_000, people), 0).astype(np.int32),
        "benefits": np.where(draw.random(people) < 0.1, draw.integers(0, 60_000, people), 0).astype(np.int32),
        "other": np.where(draw.random(people) < 0.15, draw.integers(0, 90_000, people), 0).astype(np.int32),
        "disability": np.where(draw.random(people) < 0.045, draw.integers(1, 4, people), 0).astype(np.int8),
        "student": (age >= 15) & (age < 25) & (draw.random(people) < 0.6),
        "orphan": (age < 23) & (draw.random(people) < 0.01),
        "veteran": (age > 55) & (draw.random(people) < 0.02),
    }


def draw_families(count: int, draw: np.random.Generator) -> Columns:
    """Families: a district (some large, many small), dwellings, vehicles, bills."""
    weights = 1 / np.arange(1, DISTRICTS + 1)
    return {
        "family_id": np.arange(count, dtype=np.int32),
        "district": draw.choice(DISTRICTS, count, p=weights / weights.sum()).astype(np.int16),
        "dwellings": draw.choice(5, count, p=[0.08, 0.72, 0.15, 0.04, 0.01]).astype(np.int8),
        "area": np.minimum(20 + draw.gamma(3, 17, count), 2000).astype(np.int16),
        "vehicles": draw.choice(4, count, p=[0.45, 0.42, 0.1, 0.03]).astype(np.int8),
        "utilities": (5_000 + draw.gamma(2, 12_000, count)).astype(np.int32),
        "overdue": draw.random(count) < 0.12,
        "entity": draw.random(count) < 0.06,
    }


def _write(columns: Columns, path: Path) -> None:
    pq.write_table(pa.table(columns), path, compression="snappy", row_group_size=ROWS_A_GROUP)
