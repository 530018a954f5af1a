"""Totals of a run: who receives what, by district and programme; levels by district."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tirek.population.questions import PERIODS_A_YEAR, Questions

ALL = 0
"""District code of the whole territory in a table of totals."""

DISTRICT = "territory"


def programme_totals(questions: Questions, answers: pl.DataFrame) -> pl.DataFrame:
    """One row a district and programme of a chunk of families.

    Returns
    -------
    DataFrame
        territory, programme, families, holders, tenge_period, undetermined (families whose answer needs an unknown
        value; they count with their lower bound), conflicts (families for whom two norms fix the amount).
    """
    frames = [_programme(questions, answers, benefit.id) for benefit in questions.programmes]
    return pl.concat(frames) if frames else pl.DataFrame()


def _programme(questions: Questions, answers: pl.DataFrame, name: str) -> pl.DataFrame:
    holders, unsure = _bounds(answers, f"{name}.holders")
    tenge, unsure_tenge = _bounds(answers, f"{name}.total")
    clash, _ = _bounds(answers, f"{name}.conflict")
    return (
        answers.group_by(DISTRICT)
        .agg(
            families=(holders > 0).sum().cast(pl.Int64),
            holders=holders.sum().cast(pl.Int64),
            tenge_period=tenge.sum().cast(pl.Int64),
            undetermined=(unsure | unsure_tenge).sum().cast(pl.Int64),
            conflicts=clash.cast(pl.Int64).sum(),
        )
        .with_columns(programme=pl.lit(name))
    )


def _bounds(answers: pl.DataFrame, name: str) -> tuple[pl.Expr, pl.Expr]:
    """Lower bound of an output, and whether it is undetermined; a zero where the output does not exist."""
    if name in answers.columns:
        return pl.col(name), pl.lit(value=False)
    if f"{name}.low" in answers.columns:
        return pl.col(f"{name}.low"), pl.col(f"{name}.low") != pl.col(f"{name}.high")
    return pl.lit(0, dtype=pl.Int64), pl.lit(value=False)


def level_totals(questions: Questions, answers: pl.DataFrame) -> pl.DataFrame:
    """One row a district, method and level of a chunk: families and people; level 0 is undetermined."""
    frames = []
    for method in questions.methods:
        level, unsure = _bounds(answers, f"{method.id}.total")
        grouped = answers.group_by(DISTRICT, level=pl.when(unsure).then(0).otherwise(level).cast(pl.Int64)).agg(
            families=pl.len().cast(pl.Int64), people=pl.col("people").sum().cast(pl.Int64)
        )
        frames.append(grouped.with_columns(method=pl.lit(method.id)))
    return pl.concat(frames) if frames else pl.DataFrame()


def merge(parts: list[pl.DataFrame], keys: list[str]) -> pl.DataFrame:
    """Totals of chunks as totals of all, with a row of the whole territory (code 0) for each key."""
    together = pl.concat(parts)
    values = [name for name in together.columns if name not in keys]
    by_district = together.group_by(keys).agg(pl.col(values).sum())
    rest = [key for key in keys if key != DISTRICT]
    whole = by_district.group_by(rest).agg(pl.col(values).sum()).with_columns(pl.lit(ALL, pl.Int64).alias(DISTRICT))
    districts = by_district.with_columns(pl.col(DISTRICT).cast(pl.Int64))
    return pl.concat([districts, whole.select(districts.columns)]).sort(keys)


def with_months(questions: Questions, totals: pl.DataFrame) -> pl.DataFrame:
    """Programme totals with tenge a month and a year; what is paid once or by event counts once a year."""
    times = dict(_times(questions))
    kinds = {benefit.id: benefit.outcome for benefit in questions.programmes}
    yearly = pl.col("tenge_period") * pl.col("programme").replace_strict(times, return_dtype=pl.Int64)
    return totals.with_columns(
        kind=pl.col("programme").replace_strict(kinds, return_dtype=pl.String),
        tenge_year=yearly,
        tenge_month=yearly // 12,
    )


def _times(questions: Questions) -> Iterator[tuple[str, int]]:
    for benefit in questions.programmes:
        yield benefit.id, PERIODS_A_YEAR[str(benefit.document["period"])]
