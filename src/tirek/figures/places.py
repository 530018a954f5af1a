"""Where a record lies in the file it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml


class Places:
    """Places of records: called with a path of keys, tells where it is."""

    def __call__(self, *keys: str | int) -> str:
        """Place of a path of keys."""
        raise NotImplementedError

    def field(self, name: str) -> str | Mapping[str, str]:
        """A field as the file names it, in one word or in each language."""
        return name


class YamlPlaces(Places):
    """Lines of a YAML file.

    Parameters
    ----------
    path : Path
        The file.
    root : yaml.Node
        Its nodes, composed once: every relation keeps its line.
    """

    def __init__(self, path: Path, root: Any) -> None:
        self.path, self.root = path, root

    def __call__(self, *keys: str | int) -> str:
        """``file:line`` of a path of keys, or of the deepest parent that exists."""
        node, line = self.root, 0
        for key in keys:
            child = _child(node, key)
            if child is None:
                break
            node, line = child
        return f"{self.path}:{line + 1}" if keys else str(self.path)


def _child(node: Any, key: str | int) -> tuple[Any, int] | None:
    """A value inside a node, and the line on which its key stands."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == str(key):
                return value, name.start_mark.line
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key].start_mark.line
    return None
