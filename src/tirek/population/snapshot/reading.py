"""Open a snapshot: its manifest and its columns."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq

from tirek.population.snapshot.problems import SnapshotError
from tirek.population.snapshot.schema import FORMAT, MANIFEST, VERSION, load_schema

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

Columns = dict[str, "NDArray[Any]"]


@dataclass(frozen=True)
class Manifest:
    """What a snapshot says about itself.

    `chunks` are the first and last family of each row group; no family is split between two row groups, and the row
    groups of all five files follow the same chunks (a chunk without, say, claims has no row group in that file).
    """

    seed: int | None
    people: int
    families: int
    as_of: int
    digests: dict[str, str]
    register_digest: str
    max_rows: dict[str, int]
    chunks: list[list[int]]
    made_by: dict[str, Any] = field(default_factory=dict)
    format: str = FORMAT
    version: int = VERSION

    def to_json(self) -> str:
        """The manifest as the text of manifest.json."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """Read manifest.json.

    Raises
    ------
    SnapshotError
        When it is missing, is not JSON, or lacks a field or holds one of another type.
    """
    path = folder / MANIFEST
    try:
        return _checked(Manifest(**json.loads(path.read_text(encoding="utf-8"))))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SnapshotError(path, "no_manifest") from error
    except (ValueError, TypeError) as error:
        raise SnapshotError(path, "bad_manifest", value=error) from error


_SHAPES = {"people": int, "families": int, "as_of": int, "digests": dict, "max_rows": dict}


def _checked(manifest: Manifest) -> Manifest:
    wrong = [name for name, kind in _SHAPES.items() if not isinstance(getattr(manifest, name), kind)]
    if wrong:
        raise TypeError(f"of the wrong type: {', '.join(wrong)}")
    return manifest


def read_entity(folder: Path, entity: str, columns: Sequence[str] | None = None) -> pa.Table:
    """All rows of one entity, or only the named columns of them."""
    path = folder / load_schema().entities[entity].file
    return pq.read_table(path, columns=None if columns is None else list(columns))


def read_columns(folder: Path, entity: str, columns: Sequence[str] | None = None) -> Columns:
    """The same as NumPy arrays. A snapshot with unknown (null) values is refused: an array cannot say "unknown".

    Raises
    ------
    SnapshotError
        When a column has a null.
    """
    table = read_entity(folder, entity, columns)
    unknown = [name for name in table.column_names if table[name].null_count]
    if unknown:
        raise SnapshotError(folder, "unknown_values", column=entity, value=", ".join(unknown))
    return {name: np.asarray(table[name].to_numpy()) for name in table.column_names}
