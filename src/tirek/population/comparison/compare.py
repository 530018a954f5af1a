"""A comparison: the law before and after a reform on every family of a snapshot, for each model of income."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tirek.population.comparison.changes import family_frame
from tirek.population.comparison.exporting import Exported, export_tables
from tirek.population.comparison.incomes import IncomeModel
from tirek.population.comparison.pairing import Pair, pair_moments
from tirek.population.comparison.tallies import Tables, join_chunks, tally_chunk
from tirek.population.engines import ENGINES, open_engine
from tirek.population.run import family_chunks, nullable_facts, refuse_broken
from tirek.population.snapshot.reading import Manifest, read_manifest
from tirek.population.snapshot.schema import FAMILY_ID, FILES
from tirek.population.totals import DISTRICT
from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.moment import Moment

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Comparison:
    """What a comparison found.

    Attributes
    ----------
    pair : Pair
    models : sequence of IncomeModel
    exported : Exported
        Tables with small cells hidden: all that leaves the house.
    k : int
        Counts from 1 to one less are hidden.
    """

    pair: Pair
    models: Sequence[IncomeModel]
    exported: Exported
    snapshot: Path
    manifest: Manifest
    engine: str
    k: int


def compare_population(
    snapshot: Path,
    before: Moment,
    after: Moment,
    models: Sequence[IncomeModel],
    *,
    k: int,
    engine: str = "polars",
    progress: Progress = lambda *_: None,
    checked: bool = False,
) -> Comparison:
    """Compare two moments of the law on a snapshot.

    Parameters
    ----------
    before, after : Moment
        The law compared against, and the reform.
    models : sequence of IncomeModel
    k : int
        Counts from 1 to one less are hidden; at 1 nothing is.
    engine : str
        One of ``ENGINES``.
    progress : callable
        Called as ``progress(model, done, total)``, in families.
    checked : bool
        The snapshot has just passed ``check_snapshot``.

    Raises
    ------
    FactError
        If the engine is unknown.
    SnapshotError
        If the snapshot cannot be read, or the validator finds something wrong with it.
    """
    if engine not in ENGINES:
        raise FactError("--engine", "unknown_choice", value=engine, allowed=", ".join(ENGINES))
    manifest = read_manifest(snapshot)
    if not checked:
        refuse_broken(snapshot)
    pair = pair_moments(before, after)
    found = tally_models(snapshot, manifest, pair, models, engine, progress)
    return Comparison(pair, models, export_tables(pair, found, k), snapshot, manifest, engine, k)


def tally_models(
    snapshot: Path,
    manifest: Manifest,
    pair: Pair,
    models: Sequence[IncomeModel],
    engine: str,
    progress: Progress = lambda *_: None,
) -> dict[str, Tables]:
    """Totals of a pair under each model of income, by its name, nothing hidden; a chunk of families at a time."""
    nullable = nullable_facts(snapshot)
    found: dict[str, Tables] = {}
    for model in models:
        opened = open_engine(engine, snapshot, pair.under(model), nullable, manifest.max_rows)
        parts = []
        for first, last in family_chunks(manifest):
            progress(model.name, first, manifest.families)
            families = family_frame(pair, opened.answer(first, last), _districts(snapshot, first, last))
            parts.append(tally_chunk(pair, families))
        progress(model.name, manifest.families, manifest.families)
        found[model.name] = join_chunks(parts)
    return found


def _districts(snapshot: Path, first: int, last: int) -> pl.DataFrame:
    inside = pl.col(FAMILY_ID).is_between(first, last)
    return pl.scan_parquet(snapshot / FILES["family"]).filter(inside).select(FAMILY_ID, DISTRICT).collect()
