"""Written, read back, the same; all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from tirek.population.snapshot import (
    Problem,
    SnapshotError,
    read_columns,
    read_entity,
    read_manifest,
    write_snapshot,
    writing,
)
from tirek.population.snapshot.problems import refusal_texts
from tirek.rulebook.engine.errors import TirekError

Entities = dict[str, dict[str, Any]]


def test_what_is_written_is_read(snapshot: Path, entities: Entities) -> None:
    manifest = read_manifest(snapshot)
    assert (manifest.people, manifest.families, manifest.seed, manifest.as_of) == (6, 3, 1, 20260101)
    assert manifest.max_rows == {"family": 1, "person": 3, "dwelling": 1, "vehicle": 1, "claim": 0}
    for name, columns in entities.items():
        back = read_columns(snapshot, name)
        assert set(back) == set(columns)
        assert all(np.array_equal(back[key], columns[key]) for key in columns)
    assert read_entity(snapshot, "person", ["sex"]).column_names == ["sex"]


def test_row_groups_follow_families(tmp_path: Path, entities: Entities, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "FAMILIES_A_CHUNK", 2)
    manifest = write_snapshot(tmp_path / "city", entities, as_of=20260101)
    assert manifest.chunks == [[0, 1], [2, 2]]
    persons = pq.ParquetFile(tmp_path / "city" / "persons.parquet")
    assert [persons.metadata.row_group(group).num_rows for group in range(2)] == [3, 3]
    assert pq.ParquetFile(tmp_path / "city" / "claims.parquet").num_row_groups == 0
    assert pq.ParquetFile(tmp_path / "city" / "vehicles.parquet").num_row_groups == 1


@pytest.mark.parametrize(
    ("spoil", "text"),
    [
        (lambda columns: columns.pop("sex"), "persons.parquet: no column for sex"),
        (
            lambda columns: columns.update(name=columns["sex"]),
            "persons.parquet: not in the register of facts: name",
        ),
    ],
)
def test_columns_must_be_those_of_the_register(tmp_path: Path, entities: Entities, spoil: Any, text: str) -> None:
    spoil(entities["person"])
    with pytest.raises(SnapshotError, match=text):
        write_snapshot(tmp_path / "city", entities, as_of=20260101)
    assert not any(tmp_path.iterdir())


def test_nothing_is_left_half_written(tmp_path: Path, entities: Entities, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> str:
        raise OSError(f"no room for {path.name}")

    monkeypatch.setattr(writing, "digest_of_file", fail)
    with pytest.raises(OSError, match="no room"):
        write_snapshot(tmp_path / "city", entities, as_of=20260101)
    assert not any(tmp_path.iterdir())


def test_a_used_folder_is_refused(tmp_path: Path, snapshot: Path, entities: Entities) -> None:
    with pytest.raises(SnapshotError, match="holds a snapshot already"):
        write_snapshot(snapshot, entities, as_of=20260101)
    assert write_snapshot(snapshot, entities, as_of=20250101, overwrite=True).as_of == 20250101
    (tmp_path / "other").mkdir()
    write_snapshot(tmp_path / "other", entities, as_of=20260101)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(SnapshotError, match="holds other files"):
        write_snapshot(tmp_path / "letters", entities, as_of=20260101, overwrite=True)
    with pytest.raises(SnapshotError, match="is a file"):
        write_snapshot(tmp_path / "letters" / "a.txt", entities, as_of=20260101)


def test_an_unknown_value_is_not_an_array(tmp_path: Path, entities: Entities) -> None:
    entities["person"]["sex"] = [0, 1, None, 0, 1, 0]
    write_snapshot(tmp_path / "city", entities, as_of=20260101)
    with pytest.raises(SnapshotError, match="person has unknown values in sex"):
        read_columns(tmp_path / "city", "person")
    assert read_entity(tmp_path / "city", "person")["sex"].null_count == 1


def test_a_manifest_must_be_there_and_readable(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="there is no manifest"):
        read_manifest(tmp_path)
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SnapshotError, match="cannot be read"):
        read_manifest(tmp_path)


def test_a_manifest_holds_what_it_should(snapshot: Path) -> None:
    text = (snapshot / "manifest.json").read_text(encoding="utf-8")
    (snapshot / "manifest.json").write_text(text.replace('"people": 6', '"people": "six"'), encoding="utf-8")
    with pytest.raises(SnapshotError, match="of the wrong type: people"):
        read_manifest(snapshot)


@pytest.mark.parametrize("kind", refusal_texts())
def test_a_refusal_is_one_line_in_three_languages(kind: str) -> None:
    first = Problem("missing_file", "claims.parquet")
    error = SnapshotError("here", kind, first=first, value="v", column="c", count=2)
    lines = {error.text(language) for language in ("kk", "ru", "en")}
    assert len(lines) == 3
    assert all(line.startswith("here: ") and "\n" not in line for line in lines)
    assert str(error) == error.text("en")
    assert isinstance(error, TirekError)
