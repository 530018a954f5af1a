"""Totals of a comparison: chunks of families become counts and tenge by every division."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from tirek.population.comparison.changes import (
    BAND,
    ENDS,
    GAIN,
    HELD,
    LOSE,
    OUTCOME,
    OUTCOMES,
    PAID,
    STARTS,
    UNSURE,
    Bounds,
    Effect,
    effects,
    fund_bounds,
    outcome_of,
)
from tirek.population.comparison.pairing import PEOPLE, SIDES, Pair
from tirek.population.totals import DISTRICT
from tirek.rulebook.engine.benefit import FUNDS

WHOLE, LEVELS, TYPES, DISABILITIES = "whole", "level", "family_type", "disability"
DISTRICTS, PROGRAMMES, FUND, BANDS = "district", "programme", "fund", "band"
DIVISIONS: Mapping[str, str] = {
    DISTRICTS: DISTRICT,
    LEVELS: "level_code",
    TYPES: "family_type_code",
    DISABILITIES: "disability_code",
}
"""Tables that divide the families, and the column of a family's key."""

TABLES = (WHOLE, PROGRAMMES, FUND, *DIVISIONS, BANDS)

ALL = "all"
MARKS = (*HELD.values(), STARTS, ENDS)
FAMILY_COUNTS = (ALL, *OUTCOMES, *MARKS)
"""Counts of a division, each of ``.families`` and of ``.persons`` in them."""

PROGRAMME_COUNTS = (*MARKS, GAIN, LOSE, UNSURE)
FUND_COUNTS = (GAIN, LOSE, UNSURE)
FLOWS = (*SIDES, "change")
"""Sums of tenge a year, each ``_low`` and ``_high``."""

Tables = dict[str, pl.DataFrame]
"""By name of ``TABLES``, one row a ``key``: ``<count>.families`` and ``.persons``; tenge a year, ``<flow>_low`` and ``_high``."""

_CUBE = "cube"


def tally_chunk(pair: Pair, families: pl.DataFrame) -> Tables:
    """Sums of one chunk (``changes.family_frame``), to be joined by ``join_chunks``."""
    found = effects(pair, families.columns)
    return {
        _CUBE: _cube(families),
        PROGRAMMES: pl.concat([_programme(families, effect) for effect in found]) if found else _no_programme(),
        FUND: pl.concat([_fund(families, fund_bounds(found, pair, fund), fund) for fund in FUNDS]),
        BANDS: families.group_by(key=pl.col(BAND)).agg(**_heads(ALL)),
    }


def _heads(name: str) -> dict[str, pl.Expr]:
    return {f"{name}.families": pl.len().cast(pl.Int64), f"{name}.persons": pl.col(PEOPLE).sum().cast(pl.Int64)}


def _counted(name: str, condition: pl.Expr) -> dict[str, pl.Expr]:
    """Families that fulfil a condition, and the people in them."""
    persons = pl.when(condition).then(pl.col(PEOPLE)).otherwise(0)
    return {f"{name}.families": condition.sum().cast(pl.Int64), f"{name}.persons": persons.sum().cast(pl.Int64)}


def _summed(name: str, bounds: Bounds) -> dict[str, pl.Expr]:
    return {f"{name}_{end}": getattr(bounds, end).sum().cast(pl.Int64) for end in ("low", "high")}


def _cube(families: pl.DataFrame) -> pl.DataFrame:
    """Sums by all divisions at once, and by what happens to the family: every table of families is a sum of this one."""
    counts = _heads(ALL)
    for mark in (*MARKS, *PAID.values()):
        counts |= _counted(mark, pl.col(mark))
    flows = {f"{flow}_{end}": pl.col(f"{flow}_{end}").sum() for flow in FLOWS for end in ("low", "high")}
    return families.group_by(*DIVISIONS.values(), OUTCOME).agg(**counts, **flows)


def _programme(families: pl.DataFrame, effect: Effect) -> pl.DataFrame:
    """One row; only the families whom the programme can concern are read."""
    concerned = families.filter(pl.any_horizontal(effect.holders[side].high > 0 for side in SIDES))
    made: dict[str, pl.Expr] = {}
    for side in SIDES:
        made |= _counted(HELD[side], effect.holders[side].low > 0)
        if effect.benefit.entity == "person":
            made[f"{HELD[side]}.persons"] = effect.holders[side].low.sum().cast(pl.Int64)
        made |= _summed(side, effect.tenge[side])
        made[f"conflicts_{side}"] = effect.conflicts[side].sum()
    made |= _counted(STARTS, effect.starts) | _counted(ENDS, effect.ends)
    made |= _outcomes(effect.change) | _summed("change", effect.change)
    return concerned.select(pl.lit(effect.benefit.id).alias("key"), **made)


def _no_programme() -> pl.DataFrame:
    columns = [f"{count}.{unit}" for count in PROGRAMME_COUNTS for unit in ("families", "persons")]
    columns += [f"{flow}_{end}" for flow in FLOWS for end in ("low", "high")]
    columns += [f"conflicts_{side}" for side in SIDES]
    return pl.DataFrame(schema={"key": pl.String, **dict.fromkeys(columns, pl.Int64)})


def _fund(families: pl.DataFrame, paid: Mapping[str, Bounds], fund: str) -> pl.DataFrame:
    made = _outcomes(paid["change"])
    for side in SIDES:
        made |= _counted(PAID[side], paid[side].high > 0)
    for flow in FLOWS:
        made |= _summed(flow, paid[flow])
    return families.select(pl.lit(fund).alias("key"), **made)


def _outcomes(change: Bounds) -> dict[str, pl.Expr]:
    outcome = outcome_of(change)
    return {key: made for name in FUND_COUNTS for key, made in _counted(name, outcome == name).items()}


def join_chunks(parts: Iterable[Tables]) -> Tables:
    """Totals of chunks as the tables of all."""
    chunks = list(parts)
    cube = pl.concat([chunk[_CUBE] for chunk in chunks])
    made = {WHOLE: _divided(cube, pl.lit(ALL))}
    for name in (PROGRAMMES, FUND, BANDS):
        table = pl.concat([chunk[name] for chunk in chunks])
        made[name] = table.group_by("key", maintain_order=True).agg(pl.exclude("key").sum())
    for name, column in DIVISIONS.items():
        made[name] = _divided(cube, pl.col(column)).sort("key", nulls_last=True)
    made[BANDS] = made[BANDS].sort("key")
    return {name: made[name].with_columns(pl.col("key").cast(pl.String)) for name in TABLES}


def _divided(cube: pl.DataFrame, key: pl.Expr) -> pl.DataFrame:
    made: dict[str, pl.Expr] = {}
    for outcome in OUTCOMES:
        happens = pl.col(OUTCOME) == outcome
        made |= {f"{outcome}.{unit}": pl.col(f"{ALL}.{unit}").filter(happens).sum() for unit in ("families", "persons")}
        if outcome in (GAIN, LOSE):
            ends = {f"{outcome}_{end}": pl.col(f"change_{end}") for end in ("low", "high")}
            made |= {name: column.filter(happens).sum() for name, column in ends.items()}
    kept = [name for name in cube.columns if name not in (*DIVISIONS.values(), OUTCOME)]
    return cube.group_by(key=key).agg(pl.col(kept).sum(), **made)
