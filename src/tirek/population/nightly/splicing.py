"""An engine that decides the families that changed, and takes the others' answers from the last run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from tirek.population.engines.polars_engine import PolarsEngine
from tirek.population.questions import Questions
from tirek.population.run import nullable_facts, with_people
from tirek.population.run_folder import RunFolder, RunFolderError
from tirek.population.snapshot.reading import Manifest
from tirek.population.snapshot.schema import FAMILY_ID

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

WAS = "was_family_id"

FAMILIES_AT_ONCE = 50_000
"""Changed families that are decided together at least; bounds memory."""


class SplicedEngine:
    """Answers of the last run, with those of the changed families decided anew.

    Parameters
    ----------
    was : array of int
        Number of each family in the last run, -1 where it is new.
    changed : array of int
        Numbers of the families to decide, sorted; all new ones among them.
    """

    def __init__(
        self,
        snapshot: Path,
        manifest: Manifest,
        questions: Questions,
        before: RunFolder,
        was: Numbers,
        changed: Numbers,
    ) -> None:
        self._engine = PolarsEngine(snapshot, with_people(questions), nullable_facts(snapshot), manifest.max_rows)
        self._before, self.was, self.changed = before, was, changed
        self._decided = 0
        self._ready: list[pl.DataFrame] = []
        self.decided: list[tuple[pl.DataFrame, pl.DataFrame]] = []
        """Of each range: the changed families in the last run, by the numbers they had there, and now."""

    def answer(self, first: int, last: int) -> pl.DataFrame:
        """Outputs of the families ``first`` to ``last``, by id."""
        begin, end = np.searchsorted(self.changed, [first, last + 1])
        anew = self.changed[begin:end]
        made = self._decide(int(end), anew.size)
        was = self.was[first : last + 1]
        known = was[was >= 0]
        lowest, highest = (int(known.min()), int(known.max())) if known.size else (0, -1)
        old = pl.scan_parquet(self._before.families).filter(pl.col(FAMILY_ID).is_between(lowest, highest)).collect()
        again = was[anew - first]
        self.decided.append((old[again[again >= 0] - lowest].rename({FAMILY_ID: WAS}), made))
        # A row of the last run for each family that is kept, of this one for each that is decided: taken once, in order.
        places = was - lowest
        kept = np.delete(places, anew - first)
        places[anew - first] = old.height + np.arange(anew.size)
        together = pl.concat([self._fitted(old, kept, made.schema), made])[places]
        return together.with_columns(pl.Series(FAMILY_ID, np.arange(first, last + 1), dtype=pl.Int32))

    def _decide(self, end: int, size: int) -> pl.DataFrame:
        """The next changed families, ``size`` of them, up to place ``end``; ranges are asked in order.

        They are few in each range, and a plan costs the same for few: so many ranges are decided together.
        """
        if self._decided < end or not self._ready:
            last = max(end, self._decided + FAMILIES_AT_ONCE)
            batch = pl.Series(FAMILY_ID, self.changed[self._decided : last], dtype=pl.Int32)
            self._ready.append(self._engine.answer_only(batch))
            self._decided = last
        ready = pl.concat(self._ready)
        self._ready = [ready.slice(size)]
        return ready.head(size)

    def _fitted(self, old: pl.DataFrame, kept: Numbers, schema: pl.Schema) -> pl.DataFrame:
        """The same outputs in the columns of now: two bounds where something is unknown for somebody, otherwise one number."""
        columns = []
        for name, kind in schema.items():
            stem = name.removesuffix(".low").removesuffix(".high")
            if name in old.columns:
                column = pl.col(name)
            elif stem != name and stem in old.columns:
                column = pl.col(stem)
            elif f"{name}.low" in old.columns and old[f"{name}.low"][kept].equals(old[f"{name}.high"][kept]):
                column = pl.col(f"{name}.low")
            else:
                raise RunFolderError(self._before.folder, "other_answers")
            columns.append(column.cast(kind).alias(name))
        return old.select(columns)

    def gone(self) -> pl.DataFrame:
        """Rows of the last run of families that are no more."""
        here = pl.Series(self.was[self.was >= 0], dtype=pl.Int32)
        table = pl.scan_parquet(self._before.families).filter(~pl.col(FAMILY_ID).is_in(here.implode()))
        return table.collect().rename({FAMILY_ID: WAS})

    def close(self) -> None:
        """Nothing is held outside of memory."""
        self._engine.close()
