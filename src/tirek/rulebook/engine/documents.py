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
