"""A list of who receives what: one row a family, or person of it, and programme."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tirek.population.importing.conversion import convert_column
from tirek.population.importing.keys import KEY, read_keys
from tirek.population.importing.mapping import ColumnMapping
from tirek.population.importing.problems import ImportProblem, RowProblem, listed
from tirek.population.importing.sources import BEYOND, ROW, headings_of, read_table
from tirek.population.run_folder import RunFolder
from tirek.population.snapshot.schema import FAMILY_ID, Fact
from tirek.rulebook.catalogue import family_benefit_ids, find_benefit
from tirek.rulebook.engine.acts import LANGUAGES
from tirek.rulebook.engine.benefit import PAID

HEADINGS = {
    "family": ("family_id", "family", "отбасы", "семья"),
    "programme": ("programme", "бағдарлама", "программа"),
    "tenge": ("tenge", "теңге", "тенге"),
}
"""How the columns may be headed, in any case."""

_TENGE = Fact("family", "tenge", "integer", low=0, high=10**12)


@dataclass(frozen=True)
class Received:
    """The rows that were understood, and what is wrong with the others.

    Attributes
    ----------
    rows : DataFrame
        family_id, programme, tenge a period (null where the list has none); a family may have several rows.
    has_tenge : bool
        Whether the list has a column of tenge.
    problems : tuple of RowProblem
    read : int
        Rows of the list.
    """

    rows: pl.DataFrame
    has_tenge: bool
    problems: tuple[RowProblem, ...]
    read: int

    @property
    def left_out(self) -> int:
        """Rows with a problem."""
        return len({problem.row for problem in self.problems})

    def refuse_problems(self) -> None:
        """Stop where any row is wrong.

        Raises
        ------
        ImportProblem
            With the count and the first of them.
        """
        if self.problems:
            raise ImportProblem("bad_rows", count=f"{len(self.problems):,}".replace(",", " "), first=self.problems[0])


def programmes_of(run: RunFolder) -> list[str]:
    """Programmes that a run answered, in the order of the catalogue."""
    columns = set(run.columns)
    return [name for name in family_benefit_ids() if not columns.isdisjoint((f"{name}.holders", f"{name}.holders.low"))]


def read_received(path: Path, run: RunFolder, keys: Path | None = None) -> Received:
    """Read a list of who receives what.

    Parameters
    ----------
    path : Path
        CSV, XLSX or Parquet with columns headed as ``HEADINGS`` says.
    run : RunFolder
    keys : Path, optional
        The families' own keys, of the import; then these stand in the column of the family, otherwise numbers.

    Raises
    ------
    ImportProblem
        If the file cannot be read, a column is not there, or the keys are not those of the run's families.
    """
    frame = read_table(path)
    columns = {name: _heading(name, frame, path) for name in HEADINGS}
    family, programme, tenge = (columns[name] for name in HEADINGS)
    table = frame.select(ROW, BEYOND, family=pl.col(family), programme=pl.col(programme))
    problems = [RowProblem("beyond", path.name, row) for row in table.filter(BEYOND)[ROW]]
    table = table.with_columns(_families(table, run, keys), _programmes(table))
    if tenge:
        read = convert_column(frame, ColumnMapping(_TENGE, tenge), path.name, 0)
        problems += read.problems
        table = table.with_columns(read.values)
    else:
        table = table.with_columns(tenge=pl.lit(None, pl.Int64))
    known, paid = programmes_of(run), [name for name in family_benefit_ids() if find_benefit(name).outcome in PAID]
    unread = {problem.row for problem in problems}
    for kind, heading, wrong in (
        ("no_family_key", family, pl.col("family").is_null()),
        ("family_not_in_run", family, pl.col("family").is_not_null() & pl.col(FAMILY_ID).is_null()),
        ("no_programme", programme, pl.col("programme").is_null()),
        ("unknown_programme", programme, pl.col("programme").is_not_null() & pl.col("id").is_null()),
        ("programme_not_in_run", programme, ~pl.col("id").is_in(known)),
        ("no_tenge", tenge, pl.col("tenge").is_null() & pl.col("id").is_in(paid) & pl.lit(bool(tenge))),
    ):
        found = table.filter(wrong)[ROW]
        # A sum that could not be read is told once.
        kept = [row for row in found if kind != "no_tenge" or row not in unread]
        problems += [RowProblem(kind, path.name, row, heading) for row in kept]
    bad = pl.Series(sorted({problem.row for problem in problems}), dtype=pl.Int64)
    rows = table.filter(~pl.col(ROW).is_in(bad.implode())).select(FAMILY_ID, pl.col("id").alias("programme"), "tenge")
    return Received(rows, bool(tenge), tuple(sorted(problems, key=lambda each: each.row)), table.height)


def _heading(name: str, frame: pl.DataFrame, path: Path) -> str:
    """The heading of a column; tenge may be missing."""
    found = {heading.casefold(): heading for heading in headings_of(frame)}
    for wanted in HEADINGS[name]:
        if wanted in found:
            return found[wanted]
    if name == "tenge":
        return ""
    raise ImportProblem("no_heading", path.name, value=HEADINGS[name][0], allowed=listed(headings_of(frame)))


def _families(table: pl.DataFrame, run: RunFolder, keys: Path | None) -> pl.Series:
    """The number of each row's family, null where it is not one of the run."""
    families = int(run.about["families"])
    if keys is None:
        number = table["family"].cast(pl.Int64, strict=False)
        inside = number.is_between(0, families - 1)
        return pl.select(pl.when(inside).then(number).cast(pl.Int32).alias(FAMILY_ID)).to_series()
    own = read_keys(keys, families).select(pl.col(FAMILY_ID).cast(pl.Int32), pl.col(KEY).str.strip_chars())
    return table.join(own, left_on="family", right_on=KEY, how="left", maintain_order="left")[FAMILY_ID]


def _programmes(table: pl.DataFrame) -> pl.Series:
    folded = table["programme"].str.to_lowercase().str.replace_all(r"\s+", " ")
    return folded.replace_strict(programme_words(), default=None, return_dtype=pl.String).alias("id")


def programme_words() -> dict[str, str]:
    """What a programme may be called in a list: its id, its title and its short title; a title of two means neither."""
    said = []
    for name in family_benefit_ids():
        document = find_benefit(name).document
        titles = [document["title"], document.get("short_title") or {}]
        texts = {name, *(str(title[language]) for title in titles for language in LANGUAGES if language in title)}
        said += [(" ".join(text.lower().split()), name) for text in {" ".join(text.lower().split()) for text in texts}]
    times = Counter(text for text, _ in said)
    return {text: name for text, name in said if times[text] == 1}
