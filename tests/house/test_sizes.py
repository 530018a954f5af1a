"""Sizes bind the tail: what no longer fits on a screen is split before it is merged."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.house.tree import ROOT, name_of, python_files

SOURCE_FILE_STOP: Final = 500
TEST_FILE_STOP: Final = 1000
FUNCTION_STOP: Final = 60

# "<path>" or "<path>::<function>" -> why it may be longer. The list may only shrink: lower the
# bound below whenever an entry goes.
EXCEPTIONS: Final[dict[str, str]] = {}
EXCEPTIONS_AT_MOST: Final = 0


def long_things(path: Path, name: str) -> Iterator[tuple[str, str]]:
    """The file and the functions in it that pass the stop, each with a sentence."""
    text = path.read_text(encoding="utf-8")
    lines = len(text.splitlines())
    stop = TEST_FILE_STOP if name.startswith("tests/") else SOURCE_FILE_STOP
    if lines > stop and "/migrations/" not in name:  # Django writes those, and nobody edits them afterwards
        yield name, f"{name}: {lines} lines, the stop is {stop}; make it a folder of the same name"
    for node in ast.walk(ast.parse(text, filename=name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_STOP:
                yield (
                    f"{name}::{node.name}",
                    f"{name}:{node.lineno}: {node.name} has {length} lines, the stop is {FUNCTION_STOP}",
                )


def test_no_file_and_no_function_passes_the_stop() -> None:
    found = [
        message for path in python_files() for key, message in long_things(path, name_of(path)) if key not in EXCEPTIONS
    ]
    assert not found, "\n".join(found)


def test_exceptions_are_still_needed_and_have_reasons() -> None:
    long = {key for path in python_files() for key, _ in long_things(path, name_of(path))}
    assert not set(EXCEPTIONS) - long, "these fit now: take them off the list"
    assert all(len(reason.split()) >= 4 for reason in EXCEPTIONS.values())
    assert len(EXCEPTIONS) <= EXCEPTIONS_AT_MOST


@pytest.mark.parametrize(
    ("name", "lines", "is_long"),
    [
        ("src/tirek/a.py", SOURCE_FILE_STOP, False),
        ("src/tirek/a.py", SOURCE_FILE_STOP + 1, True),
        ("tests/test_a.py", SOURCE_FILE_STOP + 1, False),
        ("tests/test_a.py", TEST_FILE_STOP + 1, True),
    ],
)
def test_a_long_file_is_found(tmp_path: Path, name: str, lines: int, is_long: bool) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1\n" * lines, encoding="utf-8")
    assert bool(list(long_things(path, name))) is is_long


def test_a_long_function_is_found_and_named(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("class A:\n    def long(self):\n" + "        x = 1\n" * FUNCTION_STOP, encoding="utf-8")
    assert [key for key, _ in long_things(path, "src/a.py")] == ["src/a.py::long"]


def test_the_walk_sees_the_sources_and_not_what_tools_made() -> None:
    names = {name_of(path) for path in python_files()}
    assert "src/tirek/__init__.py" in names
    assert not [name for name in names if ".venv" in name or "__pycache__" in name]
    assert (ROOT / "pyproject.toml").is_file()
