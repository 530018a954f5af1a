"""Write a snapshot: five Parquet files and a manifest, all or nothing."""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tirek.population.snapshot.problems import SnapshotError
from tirek.population.snapshot.reading import Manifest
from tirek.population.snapshot.schema import FAMILY_ID, FILES, MANIFEST, Entity, load_schema

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# About half a million persons a row group: large enough for fast reads, small enough for a run of fifty programmes to hold one.
FAMILIES_A_CHUNK = 150_000
COMPRESSION = "zstd"
COMPRESSION_LEVEL = 1


def write_snapshot(
    folder: Path,
    entities: Mapping[str, Mapping[str, Any]],
    *,
    as_of: int,
    seed: int | None = None,
    made_by: Mapping[str, Any] | None = None,
    overwrite: bool = False,
) -> Manifest:
    """Write the columns of the five entities as a snapshot folder.

    Parameters
    ----------
    folder : Path
        Where to; must not exist, or be empty, or (with `overwrite`) hold an earlier snapshot.
    entities : mapping of entity to columns
        NumPy arrays, or Arrow columns where a value may be unknown (null). Every fact of every entity, and `family_id`
        (dense from 0 in `family`, sorted elsewhere).
    as_of : int
        The day the facts describe, YYYYMMDD.

    Raises
    ------
    SnapshotError
        When a column is missing or too many, or the folder is in use. Nothing is left half-written.
    """
    _refuse_used_folder(folder, overwrite=overwrite)
    tables = {name: _table(entity, entities[name]) for name, entity in load_schema().entities.items()}
    partial = folder.resolve().with_name(f".{folder.resolve().name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        manifest = _write_files(partial, tables, as_of=as_of, seed=seed, made_by=dict(made_by or {}))
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return manifest


def _refuse_used_folder(folder: Path, *, overwrite: bool) -> None:
    if folder.is_file():
        raise SnapshotError(folder, "is_file")
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / MANIFEST).exists():
        raise SnapshotError(folder, "other_files")
    if not overwrite:
        raise SnapshotError(folder, "holds_snapshot")


def _table(entity: Entity, columns: Mapping[str, Any]) -> pa.Table:
    wanted = entity.arrow_schema.names
    missing = [name for name in wanted if name not in columns]
    if missing:
        raise SnapshotError(entity.file, "no_column", value=", ".join(missing))
    unknown = [name for name in columns if name not in wanted]
    if unknown:
        raise SnapshotError(entity.file, "unknown_column", value=", ".join(unknown))
    given = {field.name: columns[field.name] for field in entity.arrow_schema}
    arrays = [
        (each if isinstance(each, pa.ChunkedArray) else pa.array(each)).cast(entity.arrow_schema.field(name).type)
        for name, each in given.items()
    ]
    return pa.Table.from_arrays(arrays, schema=entity.arrow_schema)


def _write_files(
    folder: Path, tables: Mapping[str, pa.Table], *, as_of: int, seed: int | None, made_by: dict[str, Any]
) -> Manifest:
    families = tables["family"].num_rows
    starts = list(range(0, families, FAMILIES_A_CHUNK))
    chunks = [[first, min(first + FAMILIES_A_CHUNK, families) - 1] for first in starts]
    max_rows = {}
    for name, table in tables.items():
        ids = table[FAMILY_ID].to_numpy()
        _write_chunks(folder / FILES[name], table, ids, chunks)
        max_rows[name] = int(np.bincount(ids).max()) if ids.size else 0
    manifest = Manifest(
        seed=seed,
        people=tables["person"].num_rows,
        families=families,
        as_of=as_of,
        digests={file: digest_of_file(folder / file) for file in FILES.values()},
        register_digest=load_schema().digest,
        max_rows=max_rows,
        chunks=chunks,
        made_by=made_by,
    )
    (folder / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    return manifest


def _write_chunks(path: Path, table: pa.Table, ids: np.ndarray[Any, Any], chunks: list[list[int]]) -> None:
    with pq.ParquetWriter(path, table.schema, compression=COMPRESSION, compression_level=COMPRESSION_LEVEL) as writer:
        for first, last in chunks:
            begin, end = np.searchsorted(ids, [first, last + 1])
            if end > begin:
                writer.write_table(table.slice(begin, end - begin), row_group_size=int(end - begin))


def digest_of_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
