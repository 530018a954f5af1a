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

from tirek.population.charts.specifications import say
from tirek.population.city.targets import CITY_PEOPLE
from tirek.population.questions import BELOW_LINE
from tirek.population.run import RunResult
from tirek.population.totals import ALL, AT_LEAST, DISTRICT, EXACT, bounds_of
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.benefit import DEPARTMENT

TARGETED = "targeted_assistance"
"""Both kinds of targeted assistance together, as reports since 2023 publish them."""

DOUBTFUL_TAKE_UP = Fraction(30, 100)

CITY_CODE = "75"
"""What the KATO codes of Almaty begin with: the published figures are the city's."""


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
    """One programme of a run beside what was published.

    Attributes
    ----------
    bound : str
        What the sums of tenge are: exact, at_least, at_most, partial (``tirek.population.totals``).
    undetermined : int
        Families whose answer needs a value that nobody knows.
    conflicts : int
        Families for whom two norms fix the amount: the law does not say which prevails.
    payer : str
        Who pays or provides it; what the department does not pay stands after what it does.
    quantity, unit : int, str or None
        What is given in kind or as a right, in its own unit (``units.yaml``); None where nothing is counted.
    scale : Fraction
        People of the run as a share of those of the published figure's city.
    """

    programme: str
    kind: str
    families: int
    holders: int
    persons: int
    tenge_month: int
    tenge_year: int
    bound: str
    undetermined: int
    conflicts: int
    published: Published | None
    scale: Fraction
    payer: str = DEPARTMENT
    quantity: int = 0
    unit: str | None = None

    @property
    def take_up(self) -> Fraction | None:
        """Published recipients as a share of those entitled, counted as the publication counts them.

        The figure is that of the whole city: a smaller one is compared with its share of it. Above one, the city has fewer
        who are entitled than the department pays. Where some answers are unknown it is at most this.
        """
        if self.published is None:
            return None
        counted = self.published.persons is not None
        ours = self.persons if counted else self.families
        theirs = self.published.persons if counted else self.published.families
        return theirs * self.scale / ours if theirs and ours else None

    @property
    def doubtful(self) -> bool:
        """Whether so few take it up that the income model is in doubt."""
        return self.take_up is not None and self.take_up < DOUBTFUL_TAKE_UP


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
    """Programmes of the whole territory: the department's, then the others', the largest first; targeted kinds also together."""
    whole = result.programmes.filter(pl.col(DISTRICT) == ALL)
    rows = [_row(row, result) for row in whole.iter_rows(named=True)]
    return sorted(
        [*rows, *_targeted(rows, result)], key=lambda row: (row.payer != DEPARTMENT, -row.tenge_year, row.programme)
    )


_NAMED = ("programme", "kind", "payer", "unit", "bound", "undetermined")
_COUNTED = ("families", "holders", "persons", "tenge_month", "tenge_year", "conflicts")


def _row(row: dict[str, Any], result: RunResult) -> ProgrammeRow:
    return ProgrammeRow(
        **{name: row[name] for name in (*_NAMED, "quantity", *_COUNTED)},
        published=_published_for(row["programme"], result),
        scale=Fraction(result.people, CITY_PEOPLE),
    )


def _published_for(programme: str, result: RunResult) -> Published | None:
    """The department's figure; a run of another territory has none to stand beside it."""
    in_city = result.questions.program.moment.territory.startswith(CITY_CODE)
    return published_figures().get(programme) if in_city else None


def _targeted(rows: list[ProgrammeRow], result: RunResult) -> Iterator[ProgrammeRow]:
    parts = [row for row in rows if row.programme.startswith(TARGETED + "_")]
    if len(parts) > 1:
        yield ProgrammeRow(
            programme=TARGETED,
            kind="fixed",
            **{name: sum(getattr(part, name) for part in parts) for name in _COUNTED},
            bound=EXACT if all(part.bound == EXACT for part in parts) else AT_LEAST,
            undetermined=_unsure_of_any([part.programme for part in parts], result),
            published=_published_for(TARGETED, result),
            scale=Fraction(result.people, CITY_PEOPLE),
        )


def _unsure_of_any(names: list[str], result: RunResult) -> int:
    """Families for whom at least one of the programmes is undetermined."""
    table = pl.scan_parquet(result.folder / "families.parquet")
    columns = table.collect_schema().names()
    unsure = [bounds_of(columns, f"{name}.{output}")[1] for name in names for output in ("holders", "total")]
    return int(table.select(pl.any_horizontal(unsure).sum()).collect().item())


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
    below, _ = bounds_of(table.collect_schema().names(), BELOW_LINE)
    people = table.select(pl.col("people").filter(below).sum().cast(pl.Int64)).collect().item()
    return Poverty(people, result.people)


@cache
def level_names(language: str) -> dict[int, str]:
    """Names of the six welfare levels, with their numbers."""
    path = find_benefit("six_levels").folder / "letter.yaml"
    levels = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)["levels"]
    return {int(level): f"{level} — {text['name'][language]}" for level, text in levels.items()}


def absent_note(result: RunResult, language: str) -> list[str]:
    """The programmes and methods that were asked and answer nothing at this moment, as a sentence, where there are any."""
    names = [str(find_benefit(name).document["title"][language]) for name in result.questions.program.absent]
    return [say("absent", language).format(names="; ".join(names))] if names else []
