"""What became otherwise for the families that were decided anew: a row a family and programme, and totals of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from tirek.population.entitlement import ENTITLED, NOT_ENTITLED, ends_of, state_of
from tirek.population.questions import PERIODS_A_YEAR, Questions
from tirek.population.snapshot.schema import FAMILY_ID
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.benefit import PAID, Benefit

WAS = "was_family_id"
NO_FAMILY = "no_family"
"""State of a family that is new, before, or gone, after."""

SCHEMA = pl.Schema(
    {
        FAMILY_ID: pl.Int32,
        WAS: pl.Int32,
        "programme": pl.String,
        "before": pl.String,
        "after": pl.String,
        "before_low": pl.Int64,
        "before_high": pl.Int64,
        "after_low": pl.Int64,
        "after_high": pl.Int64,
    }
)
"""Numbers of the family (null where it is new or gone), its right before and after, and the amount a period: tenge, or what the
programme counts."""

_AMOUNTS = ("low", "high")


def changes_of(questions: Questions, before: pl.DataFrame, after: pl.DataFrame, was: pl.DataFrame) -> pl.DataFrame:
    """Programmes of which the answer is another than before.

    Parameters
    ----------
    before : DataFrame
        Rows of the last run by ``was_family_id``.
    after : DataFrame
        Rows of this run by ``family_id``.
    was : DataFrame
        ``family_id`` and ``was_family_id`` of the same families, either null where there is none.

    Returns
    -------
    DataFrame
        ``SCHEMA``, by programme and family.
    """
    parts = [pl.DataFrame(schema=SCHEMA)]
    for benefit in questions.programmes:
        sides = (_answers(benefit, before, WAS, "before"), _answers(benefit, after, FAMILY_ID, "after"))
        both = was.join(sides[0], on=WAS, how="left").join(sides[1], on=FAMILY_ID, how="left")
        both = both.with_columns(
            pl.col("before", "after").fill_null(NO_FAMILY),
            pl.col("^(before|after)_(low|high)$").fill_null(0),
            programme=pl.lit(benefit.id),
        )
        given = [pl.col(f"before{end}").ne_missing(pl.col(f"after{end}")) for end in ("_holders", "_low", "_high")]
        nothing = [pl.col(side).is_in([NO_FAMILY, NOT_ENTITLED]) for side in ("before", "after")]
        changed = pl.col("before").ne(pl.col("after")) | pl.any_horizontal(given)
        parts.append(both.filter(changed & ~pl.all_horizontal(nothing)).select(SCHEMA.names()).cast(SCHEMA))
    return pl.concat(parts).sort("programme", FAMILY_ID, WAS, nulls_last=True, maintain_order=True)


def _answers(benefit: Benefit, rows: pl.DataFrame, number: str, side: str) -> pl.DataFrame:
    """The state of each family, the holders' bounds as one text, the bounds of the amount."""
    low, high = ends_of(rows.columns, f"{benefit.id}.holders")
    least, most = ends_of(rows.columns, f"{benefit.id}.{benefit.measure}")
    return rows.select(
        number,
        state_of(low, high).alias(side),
        pl.format("{}-{}", low, high).alias(f"{side}_holders"),
        least.cast(pl.Int64).alias(f"{side}_low"),
        most.cast(pl.Int64).alias(f"{side}_high"),
    )


def totals_of(questions: Questions, changes: pl.DataFrame) -> list[dict[str, Any]]:
    """By programme with a change: families that gained and lost the entitlement or have another amount; tenge a year.

    The tenge is how the lower and the upper bound of the sum over all families move; null where the programme pays none.
    """
    made = []
    for benefit in questions.programmes:
        own = changes.filter(programme=benefit.id)
        if own.is_empty():
            continue
        times = PERIODS_A_YEAR[str(benefit.document["period"])]
        moved = {end: int((own[f"after_{end}"] - own[f"before_{end}"]).sum()) * times for end in _AMOUNTS}
        held = {side: own[side] == ENTITLED for side in ("before", "after")}
        made.append(
            {
                "programme": benefit.id,
                "kind": benefit.outcome,
                "families": own.height,
                "gained": int((held["after"] & ~held["before"]).sum()),
                "lost": int((held["before"] & ~held["after"]).sum()),
                "other_amount": int((held["before"] & held["after"]).sum()),
                **{f"tenge_year_{end}": moved[end] if benefit.outcome in PAID else None for end in _AMOUNTS},
            }
        )
    return made


def confidential_among(names: Iterable[str]) -> list[str]:
    """Programmes of which only named roles may see who receives them."""
    return [name for name in names if find_benefit(name).confidential]
