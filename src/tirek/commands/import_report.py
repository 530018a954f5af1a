"""What an import says: which column became which fact, what is unknown or left over, the first rows, problems by kind."""

from __future__ import annotations

import json
from typing import Any

from tirek.commands.options import chosen
from tirek.commands.tables import simple_table
from tirek.commands.usage import message
from tirek.population.importing import Imported, RowProblem
from tirek.population.snapshot.schema import Fact, load_schema
from tirek.rulebook.engine.facts import find_fact
from tirek.rulebook.engine.wording import number_text

SHOWN_ROWS, SHOWN_PROBLEMS = 5, 20


def import_as_json(imported: Imported, lang: str, *, preview: bool) -> dict[str, Any]:
    """Counts, the mapping as it was read, problems by place and kind; with a preview the first rows as they would be stored."""
    found: dict[str, Any] = {
        "families": imported.families_read,
        "left_out": imported.families_left_out,
        "written": not preview,
        "rows": {entity: table.height for entity, table in imported.tables.items()},
        "columns": {entity: dict(_headings(imported, entity)) for entity in imported.mapping.tables},
        "problems": len(imported.problems),
        "counts": dict(imported.counts),
        "first": [each.message(lang) for each in imported.problems[:SHOWN_PROBLEMS]],
        "unknown_facts": {entity: list(names) for entity, names in imported.unmapped.items() if names},
        "unused_columns": {file: list(names) for file, names in imported.unused.items()},
    }
    if preview:
        found["first_rows"] = {entity: _first_rows(imported, entity) for entity in imported.mapping.tables}
    return found


def import_as_text(imported: Imported, lang: str, *, preview: bool, out: str) -> str:
    """The same for a reader."""

    def say(key: str, **details: object) -> str:
        shown = {name: number_text(v, lang) if isinstance(v, int) else str(v) for name, v in details.items()}
        return message(key, lang, **shown)

    lines = [say("import_read", families=imported.families_read, left_out=imported.families_left_out)]
    for entity, table in imported.tables.items():
        lines.append(say("import_rows", table=message(f"table_{entity}", lang), rows=table.height))
        if entity not in imported.mapping.tables:
            continue
        if preview:
            lines.append(_mapped_table(imported, entity, lang))
        if unknown := imported.unmapped[entity]:
            titles = ", ".join(find_fact(entity, name).title[lang] for name in unknown)
            lines.append("  " + say("import_unknown", count=len(unknown), facts=titles))
        if preview and table.height:
            lines.append("  " + say("import_first"))
            lines += ["    " + json.dumps(row, ensure_ascii=False) for row in _first_rows(imported, entity)]
    for file, names in imported.unused.items():
        lines.append(say("import_unused", file=file, columns=", ".join(names)))
    if imported.problems:
        lines.append(say("import_problems", count=len(imported.problems)))
        lines += [f"  {number_text(count, lang)} × {first.message(lang)}" for first, count in _by_kind(imported)]
    lines.append(say("import_preview") if preview else say("import_written", folder=out))
    return "\n".join(lines)


def _by_kind(imported: Imported) -> list[tuple[RowProblem, int]]:
    """The first problem of each file, column and kind, and how many there are; the most frequent first."""
    counts: dict[tuple[str, str, str], int] = {}
    first: dict[tuple[str, str, str], RowProblem] = {}
    for each in imported.problems:
        place = (each.file, each.column, each.kind)
        first.setdefault(place, each)
        counts[place] = counts.get(place, 0) + 1
    ordered = sorted(counts, key=lambda place: -counts[place])
    return [(first[place], counts[place]) for place in ordered[:SHOWN_PROBLEMS]]


def _headings(imported: Imported, entity: str) -> list[tuple[str, str]]:
    """Facts that are given, and the heading or the one value they come from."""
    columns = imported.mapping.tables[entity].columns
    return [(column.fact.name, column.heading or f"= {column.value}") for column in columns]


def _mapped_table(imported: Imported, entity: str, lang: str) -> str:
    table = imported.mapping.tables[entity]
    rows = [[heading, name, find_fact(entity, name).title[lang]] for name, heading in _headings(imported, entity)]
    headings = [message(f"import_{name}", lang) for name in ("heading", "fact", "title")]
    return simple_table(f"{table.file} ({table.key})", headings, rows)


def _first_rows(imported: Imported, entity: str) -> list[dict[str, Any]]:
    """The first rows as they would be stored, only the facts that a column gives."""
    facts = load_schema().entities[entity].facts
    given = [column.fact.name for column in imported.mapping.tables[entity].columns]
    rows = imported.tables[entity].head(SHOWN_ROWS).iter_rows(named=True)
    return [{name: _shown(facts[name], row[name]) for name in given} for row in rows]


def _shown(fact: Fact, value: Any) -> Any:
    if value is None or fact.kind != "enum":
        return value
    return find_fact(fact.entity, fact.name).label(value, chosen["language"])
