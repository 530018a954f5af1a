"""What the columns of a run say of a family and a programme: entitled, not entitled, or undetermined."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

ENTITLED, UNDETERMINED, NOT_ENTITLED = "entitled", "undetermined", "not_entitled"


def ends_of(columns: Collection[str], name: str) -> tuple[pl.Expr, pl.Expr]:
    """Lower and upper bound of an output of a run; a zero where the output does not exist."""
    if name in columns:
        return pl.col(name), pl.col(name)
    if f"{name}.low" in columns:
        return pl.col(f"{name}.low"), pl.col(f"{name}.high")
    return pl.lit(0, dtype=pl.Int64), pl.lit(0, dtype=pl.Int64)


def state_of(low: pl.Expr, high: pl.Expr) -> pl.Expr:
    """Whether a family is entitled, by the bounds of its holders."""
    unsure = pl.when(high > 0).then(pl.lit(UNDETERMINED)).otherwise(pl.lit(NOT_ENTITLED))
    return pl.when(low > 0).then(pl.lit(ENTITLED)).otherwise(unsure)
