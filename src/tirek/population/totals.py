"""Totals of a run: who receives what, by district and programme; levels by district."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from tirek.population.entitlement import ends_of
from tirek.population.questions import PERIODS_A_YEAR, Questions

ALL = 0
"""District code of the whole territory in a table of totals."""

DISTRICT = "territory"

EXACT, AT_LEAST, AT_MOST, PARTIAL = "exact", "at_least", "at_most", "partial"
"""What a sum of tenge is: the sum; a lower bound (some answers are unknown); a ceiling; ceilings of those known so far."""

_MONEY = ("tenge_period", "tenge_month", "tenge_year", "bound")
_WHO = (DISTRICT, "programme", "kind", "payer")
_COLUMNS = (*_WHO, "families", "persons", "holders", "quantity", "unit", *_MONEY, "undetermined", "conflicts")

_COUNTS = ("families", "persons", "holders", "quantity", "tenge_period", "undetermined", "conflicts")
_PROGRAMMES = {DISTRICT: pl.Int32, **dict.fromkeys(_COUNTS, pl.Int64), "programme": pl.String}
_LEVELS = {DISTRICT: pl.Int32, "level": pl.Int64, "families": pl.Int64, "people": pl.Int64, "method": pl.String}
"""Tables of a moment at which nothing is in force."""


def programme_totals(questions: Questions, answers: pl.DataFrame) -> pl.DataFrame:
    """One row a district and programme of a chunk of families.

    Returns
    -------
    DataFrame
        territory, programme, families, persons (holders, or the members of the families that hold), holders, quantity (of what
        is given in kind or as a right, in the programme's own unit; never tenge), tenge_period,
        undetermined (families whose answer needs an unknown value; they count with their lower bound),
        conflicts (families for whom two norms fix the amount).
    """
    benefits = questions.programmes
    if not benefits:
        return pl.DataFrame(schema=_PROGRAMMES)
    # One grouping for all of them: with fifty programmes the groupings themselves would cost more than the sums.
    sums = [expression for benefit in benefits for expression in _sums(answers.columns, benefit.id, benefit.entity)]
    grouped = answers.group_by(DISTRICT).agg(sums)
    return pl.concat(
        grouped.select(
            DISTRICT,
            *(pl.col(f"{benefit.id}.{name}").alias(name) for name in _COUNTS),
            programme=pl.lit(benefit.id),
        )
        for benefit in benefits
    )


def _sums(columns: Collection[str], name: str, entity: str) -> list[pl.Expr]:
    """Sums of a programme over a group of families, each under the programme's name and its own."""
    holders, unsure = bounds_of(columns, f"{name}.holders")
    tenge, unsure_tenge = bounds_of(columns, f"{name}.total")
    given, unsure_given = bounds_of(columns, f"{name}.quantity")
    clash, _ = bounds_of(columns, f"{name}.conflict")
    summed = {
        "families": holders > 0,
        "persons": holders if entity == "person" else pl.when(holders > 0).then(pl.col("people")).otherwise(0),
        "holders": holders,
        "quantity": given,
        "tenge_period": tenge,
        "undetermined": unsure | unsure_tenge | unsure_given,
        "conflicts": clash,
    }
    return [each.cast(pl.Int64).sum().alias(f"{name}.{key}") for key, each in summed.items()]


def bounds_of(columns: Collection[str], name: str) -> tuple[pl.Expr, pl.Expr]:
    """Lower bound of an output, and whether it is undetermined; a zero where the output does not exist."""
    low, high = ends_of(columns, name)
    return low, low != high if f"{name}.low" in columns else pl.lit(value=False)


def level_totals(questions: Questions, answers: pl.DataFrame) -> pl.DataFrame:
    """One row a district, method and level of a chunk: families and people; level 0 is undetermined."""
    frames = []
    for method in questions.methods:
        level, unsure = bounds_of(answers.columns, f"{method.id}.total")
        grouped = answers.group_by(DISTRICT, level=pl.when(unsure).then(0).otherwise(level).cast(pl.Int64)).agg(
            families=pl.len().cast(pl.Int64), people=pl.col("people").sum().cast(pl.Int64)
        )
        frames.append(grouped.with_columns(method=pl.lit(method.id)))
    return pl.concat(frames) if frames else pl.DataFrame(schema=_LEVELS)


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
    """Programme totals with tenge a month and a year, and what these sums are.

    What is paid once or by event counts once a year; a month is a twelfth of the year, rounded down to whole tenge in each
    row. The sum of a ceiling is what a commission may grant at most, and is never money due.
    """
    yearly = pl.col("tenge_period") * pl.col("times_a_year")
    unsure, ceiling = pl.col("undetermined") > 0, pl.col("kind") == "ceiling"
    bound = (
        pl.when(ceiling & unsure)
        .then(pl.lit(PARTIAL))
        .when(ceiling)
        .then(pl.lit(AT_MOST))
        .when(unsure)
        .then(pl.lit(AT_LEAST))
        .otherwise(pl.lit(EXACT))
    )
    return (
        totals.join(_kinds(questions), on="programme", how="left", maintain_order="left")
        .with_columns(tenge_year=yearly, tenge_month=yearly // 12, bound=bound)
        .select(*_COLUMNS)
    )


def _kinds(questions: Questions) -> pl.DataFrame:
    """Outcome kind and payer of each programme, the unit of what it gives, and how often a year it is paid."""
    rows = [
        (b.id, b.outcome, b.payer, b.quantity_unit, PERIODS_A_YEAR[str(b.document["period"])])
        for b in questions.programmes
    ]
    texts = dict.fromkeys(("programme", "kind", "payer", "unit"), pl.String)
    return pl.DataFrame(rows, schema={**texts, "times_a_year": pl.Int64}, orient="row")
