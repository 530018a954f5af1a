"""Families entitled beside families that receive, by programme and district; exact, nothing hidden yet."""

from __future__ import annotations

import polars as pl

from tirek.population.entitlement import ENTITLED, NOT_ENTITLED, UNDETERMINED, ends_of, state_of
from tirek.population.questions import PERIODS_A_YEAR
from tirek.population.run_folder import RunFolder
from tirek.population.snapshot.schema import FAMILY_ID
from tirek.population.takeup.received import Received, programmes_of
from tirek.population.totals import DISTRICT, merge
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.benefit import PAID

COUNTS = (
    "entitled",
    "receiving",
    "both",
    "not_taken_up",
    "leakage",
    "undetermined",
    "undetermined_receiving",
    "undetermined_not_receiving",
)
"""Families. ``entitled`` are those for certain; whom an unknown value decides is ``undetermined``, and never leakage."""

NOT_TAKEN_UP_TENGE = ("not_taken_up_tenge_low", "not_taken_up_tenge_high")
LEAKAGE_TENGE = "leakage_tenge"
MONEY = (*NOT_TAKEN_UP_TENGE, LEAKAGE_TENGE)
"""Tenge a year. What is not taken up has two bounds; leakage is what the list says is paid."""

TOLD_BY = {**dict.fromkeys(NOT_TAKEN_UP_TENGE, "not_taken_up"), LEAKAGE_TENGE: "leakage"}
"""The count whose families the tenge is of."""


def tally_takeup(run: RunFolder, received: Received) -> pl.DataFrame:
    """Counts of every programme that stands in the list.

    Returns
    -------
    DataFrame
        programme, kind, territory (0 is the whole, null unknown), ``COUNTS``, ``MONEY`` (null where the programme pays no
        money, or the list has no tenge), by programme in the order of the catalogue.
    """
    listed = set(received.rows["programme"])
    names = [name for name in programmes_of(run) if name in listed]
    if not names:
        kinds = {"programme": pl.String, "kind": pl.String, **dict.fromkeys((DISTRICT, *COUNTS, *MONEY), pl.Int64)}
        return pl.DataFrame(schema=kinds)
    return pl.concat(_programme(run, received, name) for name in names)


def _programme(run: RunFolder, received: Received, name: str) -> pl.DataFrame:
    benefit = find_benefit(name)
    holders, amount = ends_of(run.columns, f"{name}.holders"), ends_of(run.columns, f"{name}.total")
    own = received.rows.filter(programme=name)
    # Several rows of one family are several persons of it: the family is counted once, and their tenge together.
    paid = own.group_by(FAMILY_ID).agg(pl.col("tenge").sum(), receiving=pl.lit(value=True))
    families = (
        pl.scan_parquet(run.families)
        .select(FAMILY_ID, DISTRICT, state=state_of(*holders), low=amount[0], high=amount[1])
        .collect()
        .join(paid, on=FAMILY_ID, how="left")
    )
    receives = pl.col("receiving").fill_null(value=False)
    state = {kind: pl.col("state") == kind for kind in (ENTITLED, NOT_ENTITLED, UNDETERMINED)}
    flags = {
        "entitled": state[ENTITLED],
        "receiving": receives,
        "both": state[ENTITLED] & receives,
        "not_taken_up": state[ENTITLED] & ~receives,
        "leakage": state[NOT_ENTITLED] & receives,
        "undetermined": state[UNDETERMINED],
        "undetermined_receiving": state[UNDETERMINED] & receives,
        "undetermined_not_receiving": state[UNDETERMINED] & ~receives,
    }
    times = PERIODS_A_YEAR[str(benefit.document["period"])]
    ends = zip(NOT_TAKEN_UP_TENGE, ("low", "high"), strict=True)
    sums = {key: pl.col(end).filter(flags["not_taken_up"]).sum() * times for key, end in ends}
    sums[LEAKAGE_TENGE] = pl.col("tenge").filter(flags["leakage"]).sum() * times
    counted = families.group_by(DISTRICT).agg(
        *(flag.sum().cast(pl.Int64).alias(key) for key, flag in flags.items()),
        *(total.cast(pl.Int64).alias(key) for key, total in sums.items()),
    )
    made = merge([counted.with_columns(programme=pl.lit(name))], [DISTRICT, "programme"])
    money = benefit.outcome in PAID
    untold = [key for key in MONEY if not money or (key == LEAKAGE_TENGE and not received.has_tenge)]
    made = made.with_columns(pl.lit(None, pl.Int64).alias(key) for key in untold)
    return made.select("programme", pl.lit(benefit.outcome).alias("kind"), DISTRICT, *COUNTS, *MONEY)
