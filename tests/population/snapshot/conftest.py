"""A hand-made snapshot of three families, and ways to spoil it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tirek.population.snapshot import load_schema, write_snapshot
from tirek.population.snapshot.writing import digest_of_file

Entities = dict[str, dict[str, Any]]
FAMILIES = {"family": [0, 1, 2], "person": [0, 0, 1, 2, 2, 2], "dwelling": [0, 2], "vehicle": [1], "claim": []}


def three_families() -> Entities:
    entities: Entities = {}
    for name, entity in load_schema().entities.items():
        ids = np.array(FAMILIES[name], dtype=np.int32)
        columns: dict[str, Any] = {"family_id": ids}
        for fact in entity.facts.values():
            value = 19900101 if fact.kind == "date" and not fact.never else fact.low
            columns[fact.name] = np.full(ids.size, value, dtype=bool if fact.kind == "boolean" else np.int64)
        entities[name] = columns
    return entities


@pytest.fixture
def entities() -> Entities:
    return three_families()


@pytest.fixture
def snapshot(tmp_path: Path, entities: Entities) -> Path:
    write_snapshot(tmp_path / "city", entities, as_of=20260101, seed=1)
    return tmp_path / "city"


@pytest.fixture
def rewrite(snapshot: Path) -> Callable[..., Path]:
    """Replace the table of one file and keep the manifest's digest true, so that only the planted problem is left."""

    def replace(file: str, change: Callable[[pa.Table], pa.Table], group: int = 1_000) -> Path:
        path = snapshot / file
        pq.write_table(change(pq.read_table(path)), path, row_group_size=group)
        change_manifest(snapshot, lambda fields: fields["digests"].update({file: digest_of_file(path)}))
        return snapshot

    return replace


def change_manifest(snapshot: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    path = snapshot / "manifest.json"
    fields = json.loads(path.read_text(encoding="utf-8"))
    change(fields)
    path.write_text(json.dumps(fields), encoding="utf-8")


@pytest.fixture
def manifest_changer(snapshot: Path) -> Callable[[Callable[[dict[str, Any]], Any]], Path]:
    def change(with_fields: Callable[[dict[str, Any]], Any]) -> Path:
        change_manifest(snapshot, with_fields)
        return snapshot

    return change
