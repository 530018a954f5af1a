"""The folder of a finished run, opened again: what it was asked, and its families."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tirek.rulebook.digest import rulebook_digest
from tirek.rulebook.engine.documents import read_document
from tirek.rulebook.engine.errors import TirekError

FAMILIES, ABOUT = "families.parquet", "run.json"
_SHAPES: Mapping[str, type] = {"on": str, "territory": str, "families": int, "rulebook": str, "snapshot": dict}


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = read_document(Path(__file__).with_suffix(".yaml"))
    return found


class RunFolderError(TirekError):
    """A finished run cannot be used for what is asked.

    Parameters
    ----------
    where : object
        The folder or file.
    kind : str
        Key of ``run_folder.yaml``.
    """

    def __init__(self, where: object, kind: str, **details: object) -> None:
        self.where, self.kind, self.details = where, kind, details
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """One line in a language: where, what, what to do."""
        return f"{self.where}: {_texts()[self.kind][language].format(**self.details)}"


@dataclass(frozen=True)
class RunFolder:
    """A finished run.

    Attributes
    ----------
    about : mapping
        Its ``run.json``.
    columns : tuple of str
        Of its ``families.parquet``: family_id, the outputs, territory, people.
    """

    folder: Path
    about: Mapping[str, Any]
    columns: tuple[str, ...]

    @property
    def families(self) -> Path:
        """Its answers, a row a family, in the order of the numbers from 0."""
        return self.folder / FAMILIES


def open_run(folder: Path) -> RunFolder:
    """Open the folder of a run that was made under the rulebook of now.

    Raises
    ------
    RunFolderError
        If it is no such folder, its files do not belong together, or the rulebook has changed since.
    """
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        table = pq.ParquetFile(folder / FAMILIES)
    except (OSError, ValueError, pa.ArrowInvalid) as error:
        raise RunFolderError(folder, "no_run") from error
    wrong = not isinstance(about, dict) or any(not isinstance(about.get(key), kind) for key, kind in _SHAPES.items())
    if wrong or table.metadata.num_rows != about["families"]:
        raise RunFolderError(folder, "no_run")
    if about["rulebook"] != rulebook_digest():
        raise RunFolderError(folder, "rulebook")
    return RunFolder(folder, about, tuple(table.schema_arrow.names))
