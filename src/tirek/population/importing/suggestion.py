"""A first mapping, by what the columns are called: their headings beside the titles of the facts in three languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

import yaml

from tirek.population.importing.problems import texts
from tirek.population.importing.sources import headings_of, read_table
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
    others: tuple[str, ...]


def suggest_mapping(files: Sequence[Path], as_of: date, language: str = "ru") -> str:
    """A mapping as YAML text, to be read and corrected: each file goes to the entity whose facts most headings name.

    Headings and files that are left over stand in comments at the end, in a language.

    Raises
    ------
    ImportProblem
        If a file cannot be read.
    """
    found: dict[str, Suggestion] = {}
    suggested = sorted((_suggest(path) for path in files), key=lambda each: len(each.columns), reverse=True)
    for each in suggested:
        found.setdefault(each.entity, each)
    tables: dict[str, object] = {}
    for entity in FILES:
        own = found.get(entity)
        if own is None:
            tables[entity] = {"file": "?", "key": "?"} if entity in ("family", "person") else "none"
        else:
            tables[entity] = {"file": own.file, "key": own.key, "columns": own.columns}
    text: str = yaml.safe_dump({"as_of": as_of, "tables": tables}, allow_unicode=True, sort_keys=False, width=200)
    left = [each for each in suggested if each.others or found[each.entity] is not each]
    said = texts()["left_over"][language]
    return text + "".join(
        f"# {each.file}: {said}{', '.join(each.others) if found[each.entity] is each else '*'}\n" for each in left
    )


def _suggest(path: Path) -> Suggestion:
    headings = headings_of(read_table(path, most=1))
    key = max(headings, key=_looks_like_key, default="?")
    rest = [heading for heading in headings if heading != key or _looks_like_key(key) == 0]
    matches = {entity: _match(entity, rest) for entity in FILES}
    entity = max(matches, key=lambda name: len(matches[name]))
    taken = {key, *matches[entity].values()}
    others = tuple(heading for heading in headings if heading not in taken)
    return Suggestion(entity, path.name, key, matches[entity], others)


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
