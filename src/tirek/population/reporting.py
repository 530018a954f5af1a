"""What a run says to a reader: programmes beside published figures, levels, the poverty line, one page in two languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from tirek.population.questions import BELOW_LINE
from tirek.population.run import RunResult
from tirek.population.totals import ALL, DISTRICT
from tirek.rulebook.catalogue import find_benefit

TARGETED = "targeted_assistance"
"""Both kinds of targeted assistance together, as reports since 2023 publish them."""

DOUBTFUL_TAKE_UP = Fraction(30, 100)


@dataclass(frozen=True)
class Published:
    """A figure the department published."""

    programme: str
    year: int
    persons: int | None
    families: int | None
    tenge: int | None
    source: str


@dataclass(frozen=True)
class ProgrammeRow:
    """One programme of a run beside what was published."""

    programme: str
    kind: str
    families: int
    holders: int
    persons: int
    tenge_month: int
    tenge_year: int
    undetermined: int
    published: Published | None

    @property
    def take_up(self) -> Fraction | None:
        """Published recipients as a share of those entitled, counted as the publication counts them."""
        if self.published is None:
            return None
        counted = self.published.persons is not None
        ours = self.persons if counted else self.families
        theirs = self.published.persons if counted else self.published.families
        return Fraction(theirs, ours) if theirs and ours else None


@lru_cache(maxsize=1)
def published_figures() -> dict[str, Published]:
    """Published recipients by programme."""
    path = Path(__file__).parent / "published" / "almaty.yaml"
    entries: list[dict[str, Any]] = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return {entry["programme"]: _published(entry) for entry in entries}


def _published(entry: dict[str, Any]) -> Published:
    optional = {key: entry.get(key) for key in ("persons", "families", "tenge")}
    return Published(programme=entry["programme"], year=entry["year"], source=entry["source"], **optional)


def programme_rows(result: RunResult) -> list[ProgrammeRow]:
    """Programmes of the whole territory, the largest first; both targeted kinds also together."""
    members = _members_of_targeted(result)
    rows = [
        _row(row, members.get(row["programme"], row["holders"]))
        for row in result.programmes.filter(pl.col(DISTRICT) == ALL).iter_rows(named=True)
    ]
    return sorted([*rows, *_targeted(rows)], key=lambda row: (-row.tenge_year, row.programme))


def _row(row: dict[str, Any], persons: int) -> ProgrammeRow:
    return ProgrammeRow(
        programme=row["programme"],
        kind=row["kind"],
        families=row["families"],
        holders=row["holders"],
        persons=persons,
        tenge_month=row["tenge_month"],
        tenge_year=row["tenge_year"],
        undetermined=row["undetermined"],
        published=published_figures().get(row["programme"]),
    )


def _targeted(rows: list[ProgrammeRow]) -> Iterator[ProgrammeRow]:
    parts = [row for row in rows if row.programme.startswith(TARGETED + "_")]
    if len(parts) > 1:
        yield ProgrammeRow(
            programme=TARGETED,
            kind="fixed",
            families=sum(part.families for part in parts),
            holders=sum(part.holders for part in parts),
            persons=sum(part.persons for part in parts),
            tenge_month=sum(part.tenge_month for part in parts),
            tenge_year=sum(part.tenge_year for part in parts),
            undetermined=sum(part.undetermined for part in parts),
            published=published_figures().get(TARGETED),
        )


def _members_of_targeted(result: RunResult) -> dict[str, int]:
    """People in the families that hold a family's benefit: reports count members, a run counts families."""
    names = [b.id for b in result.questions.programmes if b.entity == "family"]
    path = result.folder / "families.parquet"
    columns = set(pl.read_parquet_schema(path))
    held = {name: f"{name}.holders" if f"{name}.holders" in columns else f"{name}.holders.low" for name in names}
    table = pl.scan_parquet(path).select(
        [pl.col("people").filter(pl.col(column) > 0).sum().cast(pl.Int64).alias(name) for name, column in held.items()]
    )
    return dict(table.collect().row(0, named=True)) if held else {}


@dataclass(frozen=True)
class Poverty:
    """People in families whose per-capita income lies below the poverty line."""

    people: int
    of: int

    @property
    def percent(self) -> Fraction:
        """Share of all people, per cent."""
        return Fraction(100 * self.people, self.of)


def poverty(result: RunResult) -> Poverty:
    """How many people live below the line: a result of the income model, not a target of it."""
    table = pl.scan_parquet(result.folder / "families.parquet")
    known = BELOW_LINE in table.collect_schema()
    below = pl.col(BELOW_LINE if known else f"{BELOW_LINE}.low")
    people = table.select(pl.col("people").filter(below).sum().cast(pl.Int64)).collect().item()
    return Poverty(people, result.people)


@cache
def level_names(language: str) -> dict[int, str]:
    """Names of the six welfare levels, with their numbers."""
    path = find_benefit("six_levels").folder / "letter.yaml"
    levels = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)["levels"]
    return {int(level): f"{level} — {text['name'][language]}" for level, text in levels.items()}
