"""What the registry holds of a synthetic city's facts: incomes by month, property, disability, statuses, the long tail."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from tirek.department.registry.enums import IncomeKind
from tirek.department.registry.facts.columns import CONFIDENTIAL_FACTS, default_of, facts_of, status_facts, status_kinds
from tirek.rulebook.engine.facts import Fact

LARGE_FAMILY_CHILDREN = 4
MAKES = ("Toyota", "Hyundai", "Chevrolet", "Lada", "Kia", "Volkswagen", "Nissan", "Honda", "Chery", "Haval")
ROOM_M2_HUNDREDTHS = 1800
OPEN = {"valid_to": pl.lit(None, pl.Date)}
ELSEWHERE = {"territory", "birth_date", "sex", "residence", "registered_at_address", "disability", "disability_cause"}
"""Facts that stand in tables of their own; incomes and statuses besides."""


def make_incomes(people: pl.DataFrame, on: date) -> pl.DataFrame:
    """Incomes of the quarter before the day by month; the last month takes what thirds leave over.

    An adult without any income has a reported wage of 0.
    """
    months = _months_before(on)
    sources = {fact.name: fact.source for fact in facts_of("person")}
    parts = []
    nothing = pl.all_horizontal(pl.col(kind) == 0 for kind in IncomeKind.values) & (pl.col("age") >= 18)
    for kind in IncomeKind.values:
        told = (pl.col(kind) != 0) | (nothing if kind == "wage" else pl.lit(value=False))
        own = people.filter(told).select("person", quarter=pl.col(kind).cast(pl.Int64))
        for place, month in enumerate(months):
            third = pl.col("quarter") // 3
            amount = third if place < len(months) - 1 else pl.col("quarter") - third * 2
            parts.append(
                own.select(
                    "person",
                    kind=pl.lit(kind),
                    month=pl.lit(month),
                    amount_tenge=amount,
                    payer_bin=pl.lit(""),
                    source=pl.lit(sources[kind]),
                )
            )
    return pl.concat(parts)


def _months_before(on: date) -> list[date]:
    """First days of the three months of the quarter before the day's quarter."""
    first = date(on.year, (on.month - 1) // 3 * 3 + 1, 1)
    months: list[date] = []
    for _ in range(3):
        first = (first - timedelta(days=1)).replace(day=1)
        months.insert(0, first)
    return months


def make_dwellings(dwellings: pl.DataFrame, families: pl.DataFrame) -> pl.DataFrame:
    """Dwellings, recorded for the head of the family; the one they live in stands at the family's address."""
    owners = families.select("family_id", "head", "address", "formed_on")
    return dwellings.join(owners, on="family_id", how="left", maintain_order="left").select(
        "kind",
        "tenure",
        "residence",
        person="head",
        address=pl.when("residence").then("address"),
        cadastral_number=pl.lit(""),
        area_m2_hundredths=pl.col("area"),
        rooms=(pl.col("area") // ROOM_M2_HUNDREDTHS).clip(1, 6),
        share_numerator=1,
        share_denominator=1,
        valid_from="formed_on",
        **OPEN,
        source=pl.lit("real_estate"),
    )


def make_vehicles(vehicles: pl.DataFrame, families: pl.DataFrame, random: np.random.Generator) -> pl.DataFrame:
    """Vehicles, recorded for the head of the family. They have no number plate: every form of one may be in use."""
    owners = families.select("family_id", "head", "formed_on")
    made = vehicles.join(owners, on="family_id", how="left", maintain_order="left").with_columns(
        pl.Series("make", np.array(MAKES)[random.integers(0, len(MAKES), vehicles.height)]),
        pl.Series("made_in_year", random.integers(1998, 2024, vehicles.height)),
    )
    return made.select(
        "kind",
        "make",
        "made_in_year",
        person="head",
        plate=pl.lit(""),
        valid_from="formed_on",
        **OPEN,
        source=pl.lit("vehicles"),
    )


def make_disabilities(people: pl.DataFrame, on: date, random: np.random.Generator) -> pl.DataFrame:
    """Group and cause; for a child and for half of group III until a day to come, otherwise without a term."""
    own = people.filter(pl.col("disability") != "none")
    years = pl.Series("years", random.integers(1, 8, own.height))
    ends = (pl.col("disability") == "child_without_group") | (
        (pl.col("disability") == "group_3") & (pl.col("person") % 2 == 0)
    )
    since = pl.max_horizontal("birth_on", pl.lit(on).dt.offset_by(pl.format("-{}y", pl.col("years"))))
    return own.with_columns(years).select(
        "person",
        group="disability",
        cause="disability_cause",
        document=pl.lit(""),
        valid_from=since,
        valid_to=pl.when(ends).then(pl.lit(on).dt.offset_by(pl.format("{}y", pl.col("years")))),
        source=pl.lit("disability_database"),
    )


def make_statuses(people: pl.DataFrame, on: date) -> pl.DataFrame:
    """The nine groups of the social passport and those of confidential programmes."""
    minors = (pl.col("age") < 18).sum().over("family_id")
    sources = {fact.name: fact.source for fact in facts_of("person")}
    conditions = {
        "pensioner": (pl.col("pension_kind") == "age_pension", "pensions"),
        "person_with_disability": (pl.col("disability") != "none", "disability_database"),
        "large_family": (minors >= LARGE_FAMILY_CHILDREN, "population_register"),
        "kandas": (pl.col("residence") == "kandas", "population_register"),
        "violence_victim": (pl.col("life_situation") == "violence", "department"),
        **{kind: (pl.col(fact), sources[fact]) for fact, kind in status_facts().items()},
    }
    since = pl.max_horizontal("birth_on", pl.lit(date(on.year - 1, 1, 1)))
    return pl.concat(
        people.filter(condition).select(
            "person",
            kind=pl.lit(kind),
            confidential=pl.lit(str(status_kinds()[kind].get("confidential", ""))),
            valid_from=since,
            **OPEN,
            document=pl.lit(""),
            document_on=pl.lit(None, pl.Date),
            issuer=pl.lit(""),
            source=pl.lit(source),
        )
        for kind, (condition, source) in conditions.items()
    )


def make_circumstances(people: pl.DataFrame, families: pl.DataFrame, on: date) -> pl.DataFrame:
    """Every fact that stands nowhere else and is not its "none"; those of a family are recorded for its head."""
    special = ELSEWHERE | set(IncomeKind.values) | set(status_facts())
    heads = families.with_columns(person="head")
    parts = [
        _circumstance(frame, fact, on)
        for frame, entity in ((people, "person"), (heads, "family"))
        for fact in facts_of(entity)
        if fact.name not in special
    ]
    return pl.concat(parts)


def _circumstance(frame: pl.DataFrame, fact: Fact, on: date) -> pl.DataFrame:
    column = pl.col(fact.name)
    is_word = fact.type == "enum"
    none: object = fact.values[0] if is_word else 0
    given = (column if is_word else column.cast(pl.Int64)) != none
    own = frame if default_of(fact) is None else frame.filter(given)
    return own.select(
        "person",
        fact=pl.lit(fact.name),
        value=pl.lit(None, pl.Int64) if is_word else column.cast(pl.Int64),
        choice=column if is_word else pl.lit(""),
        confidential=pl.lit(CONFIDENTIAL_FACTS.get(fact.name, "")),
        valid_from=pl.lit(on),
        **OPEN,
        source=pl.lit(fact.source),
    )
