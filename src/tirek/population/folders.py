"""Folders that are written: new or empty, never somebody's own."""

from __future__ import annotations

from pathlib import Path

from tirek.population.snapshot.problems import SnapshotError
from tirek.rulebook.engine.errors import FactError


def refuse_used_folder(folder: Path) -> None:
    """Refuse to write where something stands.

    Raises
    ------
    SnapshotError
        If it is a file, or lies below one.
    FactError
        If it is a folder that is not empty.
    """
    for place in (folder, *folder.resolve().parents):
        if place.exists() and not place.is_dir():
            raise SnapshotError(place, "is_file")
    if folder.exists() and any(folder.iterdir()):
        raise FactError(str(folder), "folder_not_empty")
