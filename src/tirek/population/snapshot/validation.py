"""Is this folder a snapshot the law can be run on? Says which row, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tirek.population.snapshot.columns import FamilyOrder, check_fact
from tirek.population.snapshot.problems import Findings, Problem, SnapshotError
from tirek.population.snapshot.reading import Manifest, read_manifest
from tirek.population.snapshot.schema import (
    FAMILY_ID,
    FORMAT,
    MANIFEST,
    NEVER_EMPTY,
    VERSION,
    Entity,
    load_schema,
)
from tirek.population.snapshot.writing import digest_of_file

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


def validate_snapshot(folder: Path) -> list[Problem]:
    """The first hundred problems of a snapshot; none if it may be used."""
    return check_snapshot(folder).problems


def check_snapshot(folder: Path) -> Findings:
    """The first hundred problems and the count of each kind.

    Reads one row group at a time, so that memory does not grow with the population, apart from one counter a family.
    """
    findings = Findings()
    manifest = _check_manifest(folder, findings)
    if manifest is None:
        return findings
    files = {}
    for entity in load_schema().entities.values():
        _check_digest(folder, entity, manifest, findings)
        parquet = _open(folder, entity, findings)
        if parquet is not None:
            files[entity.name] = parquet
    # Without the list of families nothing can be said about theirs.
    if "family" in files:
        families = files["family"].metadata.num_rows
        for name, parquet in files.items():
            _check_rows(parquet, load_schema().entities[name], families, manifest, findings)
    return findings


def _check_manifest(folder: Path, findings: Findings) -> Manifest | None:
    if not (folder / MANIFEST).exists():
        findings.add(Problem("missing_manifest", MANIFEST))
        return None
    try:
        manifest = read_manifest(folder)
    except SnapshotError as error:
        findings.add(Problem("bad_manifest", MANIFEST, value=str(error.__cause__)))
        return None
    if manifest.format != FORMAT:
        findings.add(Problem("unknown_format", MANIFEST, value=manifest.format, expected=FORMAT))
        return None
    if manifest.version != VERSION:
        findings.add(Problem("unknown_version", MANIFEST, value=manifest.version, expected=VERSION))
        return None
    if manifest.register_digest != load_schema().digest:
        findings.add(Problem("register_changed", MANIFEST))
    return manifest


def _check_digest(folder: Path, entity: Entity, manifest: Manifest, findings: Findings) -> None:
    path = folder / entity.file
    if path.exists() and digest_of_file(path) != manifest.digests.get(entity.file):
        findings.add(Problem("digest_mismatch", entity.file))


def _open(folder: Path, entity: Entity, findings: Findings) -> pq.ParquetFile | None:
    """The file, if its columns are those of the register; otherwise what is wrong with them."""
    path = folder / entity.file
    if not path.exists():
        findings.add(Problem("missing_file", entity.file))
        return None
    try:
        parquet = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        findings.add(Problem("unreadable_file", entity.file, value=str(error)))
        return None
    found = parquet.schema_arrow
    problems = []
    for field in entity.arrow_schema:
        if field.name not in found.names:
            problems.append(Problem("missing_column", entity.file, column=field.name))
        elif found.field(field.name).type != field.type:
            kind, wanted = str(found.field(field.name).type), str(field.type)
            problems.append(Problem("wrong_type", entity.file, column=field.name, value=kind, expected=wanted))
    strangers = sorted(set(found.names) - set(entity.arrow_schema.names))
    problems += [Problem("unknown_column", entity.file, column=name) for name in strangers]
    for problem in problems:
        findings.add(problem)
    return None if problems else parquet


def _check_rows(parquet: pq.ParquetFile, entity: Entity, families: int, manifest: Manifest, findings: Findings) -> None:
    order = FamilyOrder(entity, families, findings)
    begin = 0
    for group in range(parquet.num_row_groups):
        table = parquet.read_row_group(group)
        order.check_group(table[FAMILY_ID], begin)
        for fact in entity.facts.values():
            check_fact(fact, table[fact.name], entity.file, begin, manifest.as_of, findings)
        begin += table.num_rows
    if begin == 0 and entity.name in NEVER_EMPTY:
        findings.add(Problem("empty_file", entity.file))
    order.check_counts()
    _check_totals(entity, begin, order.rows, manifest, findings)


def _check_totals(
    entity: Entity, rows: int, rows_a_family: NDArray[Any], manifest: Manifest, findings: Findings
) -> None:
    if entity.name in ("family", "person"):
        field, said = ("families", manifest.families) if entity.name == "family" else ("people", manifest.people)
        if said != rows:
            findings.add(Problem("wrong_count", MANIFEST, column=field, value=said, expected=rows))
    most = int(np.max(rows_a_family, initial=0))
    said_most = manifest.max_rows.get(entity.name)
    if said_most != most:
        column = f"max_rows.{entity.name}"
        findings.add(Problem("wrong_count", MANIFEST, column=column, value=said_most, expected=most))
