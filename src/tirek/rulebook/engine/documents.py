"""Reading the YAML of the law: fast by default, and with the line of a key when something has to be said about it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
"""The folder ``tirek/rulebook``."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe loader to which `on`, `off`, `yes` and `no` are words: a case is dated by its key `on`."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def read_document(path: Path) -> Any:
    """Parse one YAML file.

    Raises
    ------
    LawError
        If the file is not YAML; the message names file and line.
    """
    from tirek.rulebook.engine.errors import LawError

    try:
        with path.open(encoding="utf-8") as stream:
            return yaml.load(stream, Loader=_Loader)  # noqa: S506 - a safe loader in both cases
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise LawError(f"{path}:{line}", f"this is not YAML: {error.problem}.", "Correct the line.") from error


def line_of(path: Path, *keys: str | int) -> int:
    """Line (from 1) of the value at a path of keys; of the deepest parent that exists otherwise.

    Examples
    --------
    >>> line_of(ROOT / "units.yaml", "none") > 0
    True
    """
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    line = 1
    for key in keys:
        child = _child(node, key)
        if child is None:
            break
        node, line = child
    return line


def _child(node: Any, key: str | int) -> tuple[Any, int] | None:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == str(key):
                return value, name.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key].start_mark.line + 1
    return None


def shown_path(path: Path) -> str:
    """A file as a message names it: from the rulebook's folder, or by its last folder and name where it lies elsewhere."""
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else Path(path.parent.name, path.name))


def place(path: Path, *keys: str | int) -> str:
    """``file:line`` of a key, the file relative to the rulebook where it lies inside it."""
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    return f"{shown}:{line_of(path, *keys)}"


def read_folder(folder: Path, depth: int) -> Any:
    """The YAML files of a folder as one document; files say different things: a key of ``depth`` stands in one file only.

    Raises
    ------
    LawError
        If the folder has no file, or two files hold the same key.
    """
    from tirek.rulebook.engine.errors import LawError

    merged: dict[str, Any] = {}
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise LawError(shown_path(folder), "there is no file.", "Add the register's YAML files.")
    for path in paths:
        _merge(merged, read_document(path) or {}, depth, path, ())
    return merged


def _merge(into: dict[str, Any], new: Any, depth: int, path: Path, keys: tuple[str, ...]) -> None:
    from tirek.rulebook.engine.errors import LawError

    for key, value in new.items():
        here = (*keys, key)
        if key not in into:
            into[key] = value
        elif len(here) < depth and isinstance(into[key], dict) and isinstance(value, dict):
            into[key] = dict(into[key])
            _merge(into[key], value, depth, path, here)
        else:
            what = f"{'.'.join(map(str, here))} stands in another file of the folder too."
            raise LawError(place(path, *here), what, "Keep it in one file.")


def file_of(folder: Path, *keys: str | int) -> Path:
    """The file of a folder that holds a path of keys; of its deepest parent that exists otherwise."""
    return max(sorted(folder.glob("*.yaml")), key=lambda path: _depth(read_document(path), keys))


def _depth(document: Any, keys: tuple[str | int, ...]) -> int:
    for depth, key in enumerate(keys):
        if not isinstance(document, dict) or key not in document:
            return depth
        document = document[key]
    return len(keys)
