"""The table of districts: how many families and how many tenge, by payment, kind and level, in Polars and in SQL."""

from __future__ import annotations

import polars as pl

from benchmarks.common_work.columns import PAID

KINDS = {"unconditional": 1, "conditional": 2}
LEVELS = range(1, 7)
READ = ("district", "assistance_kind", "assistance", "level", *PAID)


def district_plan(families: pl.LazyFrame) -> pl.LazyFrame:
    """One row a district."""
    made = [pl.len().alias("families")]
    for kind, code in KINDS.items():
        of_kind = pl.col("assistance_kind") == code
        made.append(of_kind.sum().alias(f"assistance_{kind}_families"))
        made.append(pl.col("assistance").filter(of_kind).sum().alias(f"assistance_{kind}_tenge"))
    for name in PAID:
        made.append((pl.col(name) > 0).sum().alias(f"{name}_families"))
        made.append(pl.col(name).sum().alias(f"{name}_tenge"))
    made += [(pl.col("level") == level).sum().alias(f"level_{level}_families") for level in LEVELS]
    return families.select(READ).group_by("district").agg(*made)


def district_sql(families: str) -> str:
    """The same in SQL."""
    made = ["district", "count(*) AS families"]
    for kind, code in KINDS.items():
        made.append(f"count(*) FILTER (assistance_kind = {code}) AS assistance_{kind}_families")
        made.append(f"coalesce(sum(assistance) FILTER (assistance_kind = {code}), 0) AS assistance_{kind}_tenge")
    for name in PAID:
        made += [f"count(*) FILTER ({name} > 0) AS {name}_families", f"sum({name}) AS {name}_tenge"]
    made += [f"count(*) FILTER (level = {level}) AS level_{level}_families" for level in LEVELS]
    return f"SELECT {', '.join(made)} FROM {families} GROUP BY district"
