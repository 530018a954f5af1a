"""Names: a module is a noun that says what it holds, written in snake_case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final

import pytest

from tests.house.tree import ROOT, files_under, name_of, python_files

NAMELESS: Final = frozenset({"util", "utils", "helper", "helpers", "common", "misc", "miscellaneous", "stuff"})
_MIGRATION: Final = re.compile(r"\d{4}_(?!auto|initial)[a-z][a-z0-9]*(_[a-z0-9]+)*")
"""A migration says the fact it makes true."""
_SNAKE_CASE: Final = re.compile(r"_{0,2}[a-z][a-z0-9]*(_[a-z0-9]+)*_{0,2}")


def bad_names(paths: Iterable[str]) -> list[str]:
    """What is wrong with the names of these Python files and of the folders they lie in."""
    found = []
    for path in paths:
        pure = PurePosixPath(path)
        for part in (*pure.parent.parts, pure.stem):
            if part in NAMELESS or part.rpartition("_")[2] in {"utils", "helpers", "misc"}:
                found.append(f"{path}: `{part}` says nothing; name the thing it holds")
            elif part == pure.stem and pure.parent.name == "migrations" and part != "__init__":
                if not _MIGRATION.fullmatch(part):
                    found.append(f"{path}: `{part}` does not say what it changes: 0007_entitlement_no_overlap")
            elif not _SNAKE_CASE.fullmatch(part):
                found.append(f"{path}: `{part}` is not snake_case")
    return found


def folders_without_init(paths: Iterable[str]) -> list[str]:
    """Folders with modules but no `__init__.py`: the import contracts would not see into them."""
    names = set(paths)
    folders = {PurePosixPath(name).parent for name in names}
    return sorted(f"{folder}/__init__.py" for folder in folders if f"{folder}/__init__.py" not in names)


@pytest.mark.parametrize("name", ["0002_auto_20260101", "0001_initial", "policies", "0003_"])
def test_a_migration_that_says_nothing_is_found(name: str) -> None:
    assert bad_names([f"src/tirek/department/registry/migrations/{name}.py"])


def test_every_module_has_a_name() -> None:
    found = bad_names(name_of(path) for path in python_files())
    assert not found, "\n".join(found)


def test_the_import_contracts_see_every_module() -> None:
    missing = folders_without_init(name_of(path) for path in files_under(ROOT / "src", "*.py"))
    assert not missing, f"missing: {missing}"


@pytest.mark.parametrize(
    "path",
    [
        "src/tirek/utils.py",
        "src/tirek/population/helpers.py",
        "src/tirek/common/dates.py",
        "src/tirek/date_utils.py",
        "src/tirek/SnapShot.py",
        "src/tirek/poverty-line/a.py",
    ],
)
def test_a_bad_name_is_found(path: str) -> None:
    assert len(bad_names([path])) == 1


def test_good_names_pass() -> None:
    good = ["src/tirek/__init__.py", "tests/conftest.py", "src/tirek/rulebook/law/fire_aid/rule.py"]
    assert bad_names([*good, "tests/rulebook/_drawn.py", "src/tirek/rulebook/national/level6.py"]) == []


def test_a_folder_without_init_is_found() -> None:
    assert folders_without_init(["src/a/__init__.py", "src/a/b/c.py"]) == ["src/a/b/__init__.py"]
