"""Finding a rule by its full name, ``folder.step``, in the folders of the law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from tirek.rulebook.engine.documents import ROOT
from tirek.rulebook.engine.rules import Rule

NATIONAL = "national"
KINDS = ("law", "welfare", "reforms")


@cache
def rules_in(folder: str) -> Mapping[str, Rule[Any]]:
    """Rules written in a folder of the law, by the name of their function; empty where there is no such folder."""
    found: dict[str, Rule[Any]] = {}
    for path in _sources(folder):
        module = import_module(".".join(("tirek.rulebook", *path.relative_to(ROOT).with_suffix("").parts)))
        found |= {
            value.name: value for value in vars(module).values() if isinstance(value, Rule) and value.path == path
        }
    return found


def find_rule(full_name: str) -> Rule[Any] | None:
    """The rule ``folder.step``, or None where there is none."""
    folder, _, name = full_name.partition(".")
    return rules_in(folder).get(name)


def _sources(folder: str) -> Iterator[Path]:
    if folder == NATIONAL:
        yield from sorted(path for path in (ROOT / NATIONAL).glob("*.py") if path.stem != "__init__")
    elif folder.isidentifier():
        paths = (ROOT / kind / folder / "rule.py" for kind in KINDS)
        yield from (path for path in paths if path.exists())
