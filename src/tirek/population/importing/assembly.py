"""Tables put together: families numbered, rows of each beside each other, every problem with its row; then a snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa

from tirek.population.importing.conversion import convert_column
from tirek.population.importing.mapping import ImportMapping, TableMapping
from tirek.population.importing.problems import ImportProblem, RowProblem, listed
from tirek.population.importing.sources import BEYOND, ROW, headings_of, read_table
from tirek.population.snapshot.reading import Manifest
from tirek.population.snapshot.schema import FAMILY_ID, Entity, load_schema
from tirek.population.snapshot.writing import write_snapshot

KEY = "\x00key"
"""Column of the family's own name in the tables; it never enters a snapshot."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Imported:
    """Tables read and put together, before anything is written.

    Attributes
    ----------
    tables : mapping of entity to DataFrame
        ``family_id`` and every fact, nulls where unknown; without the families that have a problem.
    keys : DataFrame
        ``family_id`` and the family's own name in the tables. It may name people: keep it apart from the snapshot.
    problems : tuple of RowProblem
    counts : Counter
        Problems by kind.
    unmapped : mapping of entity to tuple of str
        Facts that no column gives: unknown for everybody.
    unused : mapping of file to tuple of str
        Headings that no fact takes.
    families_read, families_left_out : int
    """

    mapping: ImportMapping
    tables: Mapping[str, pl.DataFrame]
    keys: pl.DataFrame
    problems: tuple[RowProblem, ...]
    counts: Counter[str]
    unmapped: Mapping[str, tuple[str, ...]]
    unused: Mapping[str, tuple[str, ...]]
    families_read: int
    families_left_out: int

    def refuse_problems(self) -> None:
        """Stop where any row is wrong.

        Raises
        ------
        ImportProblem
            With the count and the first of them.
        """
        if self.problems:
            raise ImportProblem("bad_rows", count=f"{len(self.problems):,}".replace(",", " "), first=self.problems[0])

    def write(self, folder: Path) -> Manifest:
        """Write what is left as a snapshot.

        Raises
        ------
        ImportProblem
            If no family is left.
        SnapshotError
            If the folder is in use.
        """
        if not self.tables["family"].height:
            raise ImportProblem("nothing_left")
        columns: dict[str, dict[str, pa.ChunkedArray]] = {}
        for entity, table in self.tables.items():
            arrow = table.to_arrow()
            columns[entity] = {name: arrow[name] for name in arrow.column_names}
        return write_snapshot(folder, columns, as_of=self.mapping.day, made_by={"program": "population import"})


@dataclass(frozen=True)
class _Read:
    """One entity's rows: ``KEY``, ``ROW`` and its facts; the families of which a row has a problem."""

    table: TableMapping
    rows: pl.DataFrame
    problems: tuple[RowProblem, ...]
    unused: tuple[str, ...]
    bad: frozenset[str]


def import_tables(files: Sequence[Path], mapping: ImportMapping, progress: Progress = lambda *_: None) -> Imported:
    """Read and put together all tables of a mapping.

    Raises
    ------
    ImportProblem
        If a file or column that the mapping names is not there. Wrong rows are no error here: they are listed.
    """
    read = {}
    for done, (entity, table) in enumerate(mapping.tables.items()):
        progress("tables", done, len(mapping.tables))
        read[entity] = _read_entity(_find_file(files, table), table, mapping.day)
    progress("tables", len(mapping.tables), len(mapping.tables))
    problems = [problem for each in read.values() for problem in each.problems]
    families = read["family"]
    places = families.rows.select(KEY).unique(maintain_order=True).filter(pl.col(KEY).is_not_null())
    bad = {key for each in read.values() for key in each.bad}
    for entity, each in read.items():
        if entity != "family":
            own, wrong = _misplaced(each, places, load_schema().entities[entity].rows)
            problems += own
            bad |= wrong
    own, wrong = _without_members(families, read["person"])
    good = places.filter(~pl.col(KEY).is_in(list(bad | wrong))).with_row_index(FAMILY_ID)
    problems += own
    schema = load_schema().entities
    return Imported(
        mapping=mapping,
        tables={entity: _numbered(schema[entity], read.get(entity), good) for entity in schema},
        keys=good.select(pl.col(FAMILY_ID).cast(pl.Int32), key=pl.col(KEY)),
        problems=tuple(problems),
        counts=Counter(problem.kind for problem in problems),
        unmapped={entity: _unmapped(schema[entity], mapping.tables.get(entity)) for entity in schema},
        unused={each.table.file: each.unused for each in read.values() if each.unused},
        families_read=places.height,
        families_left_out=places.height - good.height,
    )


def _find_file(files: Sequence[Path], table: TableMapping) -> Path:
    found = [path for path in files if path.name == Path(table.file).name]
    if not found:
        names = listed([path.name for path in files])
        raise ImportProblem("no_file", table.entity, value=table.file, allowed=names)
    if len(found) > 1:
        raise ImportProblem("same_file", found[0].name)
    return found[0]


def _read_entity(path: Path, table: TableMapping, as_of: int) -> _Read:
    frame = read_table(path, table.sheet, table.heading_row)
    headings = headings_of(frame)
    named = [table.key, *(column.heading for column in table.columns if column.heading)]
    for heading in named:
        if heading not in headings:
            raise ImportProblem("no_heading", path.name, value=heading, allowed=listed(headings))
    converted = [convert_column(frame, column, path.name, as_of) for column in table.columns]
    rows = frame.select(ROW, pl.col(table.key).alias(KEY)).with_columns(each.values for each in converted)
    problems = [problem for each in converted for problem in each.problems]
    problems += [RowProblem("beyond", path.name, row) for row in frame.filter(BEYOND)[ROW]]
    nameless = rows.filter(pl.col(KEY).is_null())[ROW]
    problems += [RowProblem("no_family_key", path.name, row, table.key) for row in nameless]
    rows = rows.filter(pl.col(KEY).is_not_null())
    kept = rows
    if table.entity == "family":
        kept, own = _one_row_a_family(rows, table, path.name)
        problems += own
    unused = tuple(name for name in headings if name not in named)
    return _Read(table, kept, tuple(problems), unused, frozenset(_families_at(rows, problems)))


def _one_row_a_family(rows: pl.DataFrame, table: TableMapping, file: str) -> tuple[pl.DataFrame, list[RowProblem]]:
    """Families once each; a repeated one is a problem, or (``distinct``) must say the same every time."""
    if not table.distinct:
        again = rows.filter(~pl.col(KEY).is_first_distinct())
        return rows, [RowProblem("same_family", file, row, table.key) for row in again[ROW]]
    problems = []
    for column in table.columns:
        name = column.fact.name
        first = pl.col(name).first().over(KEY)
        differing = rows.filter(~pl.col(name).eq_missing(first))
        problems += [RowProblem("differs", file, row, column.heading) for row in differing[ROW]]
    return rows.unique(KEY, keep="first", maintain_order=True), problems


def _families_at(rows: pl.DataFrame, problems: Sequence[RowProblem]) -> set[str]:
    """Families that have a row with a problem."""
    wrong = {problem.row for problem in problems}
    return set(rows.filter(pl.col(ROW).is_in(list(wrong)))[KEY]) if wrong else set()


def _misplaced(each: _Read, places: pl.DataFrame, most: int) -> tuple[list[RowProblem], set[str]]:
    """Rows of families that are not in the table of families, and families with too many rows."""
    file = Path(each.table.file).name
    lost = each.rows.join(places, on=KEY, how="anti", maintain_order="left")
    problems = [RowProblem("unknown_family", file, row, each.table.key) for row in lost[ROW]]
    crowded = each.rows.filter(pl.len().over(KEY) > most).unique(KEY, keep="first", maintain_order=True)
    problems += [RowProblem("too_many", file, row, expected=str(most)) for row in crowded[ROW]]
    return problems, set(crowded[KEY])


def _without_members(families: _Read, persons: _Read) -> tuple[list[RowProblem], set[str]]:
    empty = families.rows.join(persons.rows, on=KEY, how="anti", maintain_order="left")
    file = Path(families.table.file).name
    return [RowProblem("no_members", file, row) for row in empty[ROW]], set(empty[KEY])


def _numbered(entity: Entity, read: _Read | None, good: pl.DataFrame) -> pl.DataFrame:
    """Every fact of the families that are left, by their numbers; what no column gives is null."""
    empty = pl.from_arrow(entity.arrow_schema.empty_table())
    assert isinstance(empty, pl.DataFrame)
    schema = {name: empty.schema[name] for name in entity.facts}
    if read is None:
        return pl.DataFrame(schema={FAMILY_ID: pl.Int32, **schema})
    joined = read.rows.join(good, on=KEY, how="inner", maintain_order="left").sort(FAMILY_ID, maintain_order=True)
    columns = [
        (pl.col(name) if name in joined.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in schema.items()
    ]
    return joined.select(pl.col(FAMILY_ID).cast(pl.Int32), *columns)


def _unmapped(entity: Entity, table: TableMapping | None) -> tuple[str, ...]:
    if table is None:
        return ()
    given = {column.fact.name for column in table.columns}
    return tuple(name for name in entity.facts if name not in given)
