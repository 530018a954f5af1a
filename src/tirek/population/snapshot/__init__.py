"""The snapshot: a population on one day, as five Parquet files and a manifest (docs/reference/snapshot.md)."""

from tirek.population.snapshot.problems import Findings, Problem, SnapshotError
from tirek.population.snapshot.reading import Manifest, read_columns, read_entity, read_manifest
from tirek.population.snapshot.schema import Entity, Fact, Schema, load_schema
from tirek.population.snapshot.validation import check_snapshot, validate_snapshot
from tirek.population.snapshot.writing import write_snapshot

__all__ = [
    "Entity",
    "Fact",
    "Findings",
    "Manifest",
    "Problem",
    "Schema",
    "SnapshotError",
    "check_snapshot",
    "load_schema",
    "read_columns",
    "read_entity",
    "read_manifest",
    "validate_snapshot",
    "write_snapshot",
]
