"""A first mapping, by what the columns are called: their headings beside the titles of the facts in three languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

import yaml

from tirek.population.importing.sources import ROW, read_table
from tirek.population.snapshot.schema import FILES, load_schema
from tirek.rulebook.engine.facts import find_fact

CLOSE = 0.72
"""How alike a heading and a title must be, from 0 to 1, to be proposed."""

_KEYS = ("family", "семья", "семьи", "отбасы", "отбасының", "household", "family_id")


@dataclass(frozen=True)
class Suggestion:
    """Columns of a file that look like facts of an entity; ``key`` is the column that looks like the family's name."""

    entity: str
    file: str
    key: str
    columns: dict[str, str]


def suggest_mapping(files: Sequence[Path], as_of: date) -> str:
    """A mapping as YAML text, to be read and corrected: each file goes to the entity whose facts most headings name.

    Raises
    ------
    ImportProblem
        If a file cannot be read.
    """
    found: dict[str, Suggestion] = {}
    for path in files:
        best = _suggest(path)
        if best.entity not in found or len(best.columns) > len(found[best.entity].columns):
            found[best.entity] = best
    tables: dict[str, object] = {}
    for entity in FILES:
        own = found.get(entity)
        if own is None:
            tables[entity] = {"file": "?", "key": "?"} if entity in ("family", "person") else "none"
        else:
            tables[entity] = {"file": own.file, "key": own.key, "columns": own.columns}
    return yaml.safe_dump({"as_of": as_of, "tables": tables}, allow_unicode=True, sort_keys=False, width=200)


def _suggest(path: Path) -> Suggestion:
    headings = [name for name in read_table(path).columns if name != ROW]
    key = max(headings, key=_looks_like_key, default="?")
    rest = [heading for heading in headings if heading != key or _looks_like_key(key) == 0]
    options = [Suggestion(entity, path.name, key, _match(entity, rest)) for entity in FILES]
    return max(options, key=lambda option: len(option.columns))


def _looks_like_key(heading: str) -> int:
    return sum(word in _KEYS for word in re.split(r"[^\w]+", heading.casefold()))


def _match(entity: str, headings: Sequence[str]) -> dict[str, str]:
    """Facts and the heading most like each; a heading is taken once."""
    pairs = []
    for name in load_schema().entities[entity].facts:
        titles = [name.replace("_", " "), *find_fact(entity, name).title.values()]
        for heading in headings:
            alike = max(_alike(title, heading) for title in titles)
            if alike >= CLOSE:
                pairs.append((alike, name, heading))
    columns: dict[str, str] = {}
    for _, name, heading in sorted(pairs, reverse=True):
        if name not in columns and heading not in columns.values():
            columns[name] = heading
    order = list(load_schema().entities[entity].facts)
    return dict(sorted(columns.items(), key=lambda item: order.index(item[0])))


def _alike(title: str, heading: str) -> float:
    """From 0 to 1. A heading all of whose words stand in the title is close to it, however long the title is."""
    named, asked = title.casefold(), heading.casefold().replace("_", " ")
    words = set(re.findall(r"\w{3,}", asked))
    inside = CLOSE if words and words <= set(re.findall(r"\w{3,}", named)) else 0.0
    return max(inside, SequenceMatcher(None, named, asked).ratio())
