"""``tirek population import`` and ``map``: tables of other systems become a snapshot."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from tirek.commands.options import Format, Language, chosen, print_json, print_text, read_day
from tirek.commands.progress import bars
from tirek.commands.usage import message
from tirek.population.importing import Imported, ImportProblem, import_tables, read_mapping, suggest_mapping
from tirek.population.snapshot.schema import load_schema
from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.facts import find_fact

SHOWN_ROWS, SHOWN_PROBLEMS = 5, 20

Files = Annotated[list[Path], typer.Argument(help="CSV, XLSX or Parquet files", metavar="FILE...")]


def import_population(
    files: Files,
    mapping: Annotated[Path, typer.Option("--map", help="YAML: which column is which fact", metavar="FILE")],
    out: Annotated[str, typer.Option("--out", help="folder to write; must be new or empty", metavar="DIR")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="show what would be taken, and write nothing")] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="leave out families with a problem")] = False,
    errors: Annotated[str, typer.Option("--errors", help="CSV of every problem", metavar="FILE")] = "",
    keys: Annotated[
        str, typer.Option("--keys", help="Parquet of family numbers and your own; may name people", metavar="FILE")
    ] = "",
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Read tables by a mapping, show every row that is wrong, and write a snapshot."""
    for path in files:
        if not path.is_file():
            raise FactError(str(path), "no_file")
    if not preview and not out:
        raise ImportProblem("no_out")
    with bars(format == "text") as progress:
        imported = import_tables(files, read_mapping(mapping), progress)
    if errors:
        _write_problems(imported, Path(errors), lang)
    if not preview:
        if not skip_bad:
            imported.refuse_problems()
        imported.write(Path(out))
        if keys:
            imported.keys.write_parquet(keys)
    if format == "json":
        print_json(_as_json(imported, lang))
    else:
        print_text(_as_text(imported, lang, preview=preview, out=out))


def map_population(
    files: Files,
    as_of: Annotated[str, typer.Option("--as-of", help="day of the facts", metavar="YYYY-MM-DD")],
    lang: Language = "ru",
) -> None:
    """Propose a mapping by what the columns are called; read and correct it before the import."""
    for path in files:
        if not path.is_file():
            raise FactError(str(path), "no_file")
    print_text(suggest_mapping(files, read_day(as_of, "--as-of")))


def _write_problems(imported: Imported, path: Path, lang: str) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["file", "row", "column", "kind", "message"])
        for each in imported.problems:
            writer.writerow([each.file, each.row, each.column, each.kind, each.message(lang)])


def _as_json(imported: Imported, lang: str) -> dict[str, Any]:
    return {
        "families": imported.families_read,
        "left_out": imported.families_left_out,
        "rows": {entity: table.height for entity, table in imported.tables.items()},
        "problems": len(imported.problems),
        "counts": dict(imported.counts),
        "first": [each.message(lang) for each in imported.problems[:SHOWN_PROBLEMS]],
        "unknown_facts": {entity: list(names) for entity, names in imported.unmapped.items() if names},
        "unused_columns": {file: list(names) for file, names in imported.unused.items()},
    }


def _as_text(imported: Imported, lang: str, *, preview: bool, out: str) -> str:
    def say(key: str, **details: object) -> str:
        return message(key, lang, **{name: str(value) for name, value in details.items()})

    lines = [say("import_read", families=imported.families_read, left_out=imported.families_left_out)]
    for entity, table in imported.tables.items():
        lines.append(say("import_rows", table=message(f"table_{entity}", lang), rows=table.height))
        unknown = imported.unmapped[entity]
        if unknown and entity in imported.mapping.tables:
            titles = ", ".join(find_fact(entity, name).title[lang] for name in unknown)
            lines.append("  " + say("import_unknown", count=len(unknown), facts=titles))
        if preview and table.height:
            lines += _first_rows(imported, entity, lang)
    for file, names in imported.unused.items():
        lines.append(say("import_unused", file=file, columns=", ".join(names)))
    if imported.problems:
        lines.append(say("import_problems", count=len(imported.problems)))
        lines += ["  " + each.message(lang) for each in imported.problems[:SHOWN_PROBLEMS]]
    lines.append(say("import_preview") if preview else say("import_written", folder=out))
    return "\n".join(lines)


def _first_rows(imported: Imported, entity: str, lang: str) -> list[str]:
    """The first rows as they would be stored, only the facts that a column gives."""
    facts = load_schema().entities[entity].facts
    given = [column.fact.name for column in imported.mapping.tables[entity].columns]
    lines = []
    for row in imported.tables[entity].head(SHOWN_ROWS).iter_rows(named=True):
        shown = {name: _shown(facts[name], row[name]) for name in given}
        lines.append("  " + json.dumps(shown, ensure_ascii=False))
    return lines


def _shown(fact: Any, value: Any) -> Any:
    if value is None or fact.kind != "enum":
        return value
    return find_fact(fact.entity, fact.name).label(value, chosen["language"])
