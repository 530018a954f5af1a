"""Two welfare methods on one population: who is where under each."""

from __future__ import annotations

import polars as pl

from tirek.population.run import RunResult

FIRST, SECOND = "six_levels", "points"


def compare_methods(result: RunResult) -> pl.DataFrame:
    """People by their level under each of two methods.

    Returns
    -------
    DataFrame
        six_levels, points (levels; 0 where undetermined), families, people: one row a pair of levels that occurs.
    """
    table = pl.scan_parquet(result.folder / "families.parquet")
    columns = table.collect_schema().names()
    pairs = [_level(name, columns).alias(name) for name in (FIRST, SECOND)]
    grouped = table.select(*pairs, "people").group_by(FIRST, SECOND)
    counted = grouped.agg(families=pl.len().cast(pl.Int64), people=pl.col("people").sum().cast(pl.Int64))
    return counted.sort(FIRST, SECOND).collect()


def _level(method: str, columns: list[str]) -> pl.Expr:
    if f"{method}.total" in columns:
        return pl.col(f"{method}.total")
    if f"{method}.total.low" not in columns:
        return pl.lit(0, dtype=pl.Int64)
    low, high = pl.col(f"{method}.total.low"), pl.col(f"{method}.total.high")
    return pl.when(low == high).then(low).otherwise(0)
