"""Where the families of a synthetic city live: a street, a house, a flat, a point on the map; no two share one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from tirek.rulebook.engine.documents import read_document

STREETS = Path(__file__).with_name("city_streets.yaml")
FLATS_A_HOUSE = 60
FIRST_PRIVATE_HOUSE = 301
"""Numbers of private houses begin where those of blocks of flats have ended."""
STREET_SPREAD, HOUSE_STEP = 0.02, 0.00004
"""Degrees: how far a street may lie from the middle of its district, and how far apart two houses are."""


def place_families(families: pl.DataFrame, dwellings: pl.DataFrame, seed: int) -> pl.DataFrame:
    """An address of each family: ``family_id``, ``address`` and the columns of the form's addresses.

    Parameters
    ----------
    families
        ``family_id`` and ``territory`` (a number).
    dwellings
        ``family_id``, ``kind`` (1: a house) and ``residence``.
    seed
        Of the points on the map.

    Raises
    ------
    KeyError
        If the file of streets has none for a district.
    """
    in_houses = dwellings.filter(pl.col("residence") & (pl.col("kind") == 1)).select("family_id").unique()
    parts = []
    for (number,), own in families.with_columns(
        private=pl.col("family_id").is_in(in_houses["family_id"].implode())
    ).group_by("territory", maintain_order=True):
        code = str(number)
        entry = read_document(STREETS)[code]
        # One numbering for flats and one for houses: the number says the street, then the house, then the flat.
        counted = own.with_columns(place=pl.int_range(pl.len(), dtype=pl.Int64).over("private"))
        parts.append(_placed(counted, code, entry, np.random.default_rng([seed, number])))
    everywhere = pl.concat(parts).sort("family_id")
    return everywhere.with_columns(address=pl.col("family_id").cast(pl.Int64))


def _placed(families: pl.DataFrame, code: str, entry: dict[str, Any], random: np.random.Generator) -> pl.DataFrame:
    streets = entry["streets"]
    points = pl.DataFrame(
        {
            "street_number": range(len(streets)),
            "street": streets,
            "north": entry["latitude"] + random.uniform(-STREET_SPREAD, STREET_SPREAD, len(streets)),
            "east": entry["longitude"] + random.uniform(-STREET_SPREAD, STREET_SPREAD, len(streets)),
        },
        schema_overrides={"street_number": pl.Int64},
    )
    along = pl.col("place") // len(streets)
    house = pl.when("private").then(along + FIRST_PRIVATE_HOUSE).otherwise(along // FLATS_A_HOUSE + 1)
    found = families.with_columns(
        street_number=pl.col("place") % len(streets),
        house_number=house,
        flat=pl.when("private").then(pl.lit("")).otherwise((along % FLATS_A_HOUSE + 1).cast(pl.String)),
    ).join(points, on="street_number", how="left", maintain_order="left")
    return found.select(
        "family_id",
        "street",
        "flat",
        pl.lit(code).alias("territory"),
        house=pl.col("house_number").cast(pl.String),
        locality=pl.lit(""),
        cadastral_number=pl.lit(""),
        latitude=(pl.col("north") + (pl.col("house_number") % 500) * HOUSE_STEP).round(6),
        longitude=(pl.col("east") + (pl.col("house_number") % 2) * HOUSE_STEP).round(6),
    )
