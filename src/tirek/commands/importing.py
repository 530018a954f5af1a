"""``tirek population import`` and ``map``: tables of other systems become a snapshot."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from tirek.commands.import_report import import_as_json, import_as_text
from tirek.commands.options import Format, Language, print_json, print_text, read_day
from tirek.commands.progress import bars
from tirek.population.folders import refuse_used_folder
from tirek.population.importing import Imported, ImportProblem, RowProblem, import_tables, read_mapping, suggest_mapping
from tirek.rulebook.engine.errors import FactError

Files = Annotated[list[Path], typer.Argument(help="CSV, XLSX or Parquet files", metavar="FILE...")]


def import_population(
    files: Files,
    mapping: Annotated[Path, typer.Option("--map", help="YAML: which column is which fact", metavar="FILE")],
    out: Annotated[str, typer.Option("--out", help="folder to write; must be new or empty", metavar="DIR")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="show what would be taken, and write no snapshot")] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="leave out families with a problem")] = False,
    errors: Annotated[str, typer.Option("--errors", help="CSV of every problem", metavar="FILE")] = "",
    keys: Annotated[
        str, typer.Option("--keys", help="Parquet of family numbers and your own; may name people", metavar="FILE")
    ] = "",
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Read tables by a mapping, show every row that is wrong, and write a snapshot."""
    _refuse_missing(files)
    if not preview:
        if not out:
            raise ImportProblem("no_out")
        refuse_used_folder(Path(out))
        if keys and Path(keys).exists():
            raise ImportProblem("file_exists", keys)
    with bars(format == "text") as progress:
        imported = import_tables(files, read_mapping(mapping), progress)
    if errors:
        write_problems(imported.problems, Path(errors), lang)
    if not preview:
        if not skip_bad:
            imported.refuse_problems()
        _write(imported, Path(out), keys)
    if format == "json":
        print_json(import_as_json(imported, lang, preview=preview))
    else:
        print_text(import_as_text(imported, lang, preview=preview, out=out))


def map_population(
    files: Files,
    as_of: Annotated[str, typer.Option("--as-of", help="day of the facts", metavar="YYYY-MM-DD")],
    lang: Language = "ru",
) -> None:
    """Propose a mapping by what the columns are called; read and correct it before the import."""
    _refuse_missing(files)
    print_text(suggest_mapping(files, read_day(as_of, "--as-of"), lang).removesuffix("\n"))


def _refuse_missing(files: list[Path]) -> None:
    for path in files:
        if not path.is_file():
            raise FactError(str(path), "no_file")


def _write(imported: Imported, out: Path, keys: str) -> None:
    """The snapshot and the families' own numbers: both or neither."""
    if not keys:
        imported.write(out)
        return
    path = Path(keys)
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as stream:
            imported.keys.write_parquet(stream)
        imported.write(out)
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)


def write_problems(problems: Sequence[RowProblem], path: Path, lang: str) -> None:
    """A CSV of problems, whole or not at all; it holds no value of a person."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["file", "row", "column", "kind", "message"])
            for each in problems:
                writer.writerow([each.file, each.row, each.column, each.kind, each.message(lang)])
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
