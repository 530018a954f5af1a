"""Reforms: what a draft or an act changes in the law, by name or from a file; each lies over the law and is never part of it."""

from __future__ import annotations

from pathlib import Path

from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.reform import Reform
from tirek.rulebook.engine.reform_files import SHIPPED, read_reform, shipped_names, shipped_reform

__all__ = ["find_reform", "reform_folder", "reform_names"]


def reform_names() -> list[str]:
    """Names of the reforms of the rulebook, in alphabetical order."""
    return shipped_names()


def reform_folder(name: str) -> Path:
    """Folder of a reform of the rulebook."""
    return SHIPPED / name


def find_reform(name_or_path: str) -> Reform:
    """A reform of the rulebook by name, or a YAML file of the user's by path.

    Raises
    ------
    FactError
        If there is neither.
    ReformError, LawError
        If the file is faulty: file, line, what, remedy.
    """
    if name_or_path in reform_names():
        return shipped_reform(name_or_path)
    path = Path(name_or_path)
    if path.suffix in (".yaml", ".yml") or path.is_file():
        if not path.is_file():
            raise FactError(name_or_path, "no_file")
        return read_reform(path)
    raise FactError(name_or_path, "unknown_reform", allowed=", ".join(reform_names()))
