"""The exchange form of a synthetic city: its snapshot as named people with numbers, addresses, memberships and documents.

Nobody in it is real. Identification numbers are of the kind that is never issued (``core.identifiers.iin``), phones begin
with +7 799 and bank codes are 999; neither is given to anybody, as far as the makers remember. What the snapshot does not
say (names, who is whose child, streets) is drawn from a seed: the same seed gives the same files. What it does say comes
back unchanged when the registry is read as facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from tirek.department.registry.importing.city_addresses import place_families
from tirek.department.registry.importing.city_facts import (
    make_circumstances,
    make_disabilities,
    make_dwellings,
    make_incomes,
    make_statuses,
    make_vehicles,
)
from tirek.department.registry.importing.city_numbers import ibans, number_people
from tirek.department.registry.importing.city_people import give_roles, name_people
from tirek.department.registry.importing.exchange import TABLES
from tirek.population.snapshot import read_manifest
from tirek.population.snapshot.schema import FILES, load_schema

PHONES = "+7799"
"""First digits of invented phones; no operator has them (from memory)."""


@dataclass(frozen=True)
class Part:
    """Some families of a snapshot, with what was drawn for the whole city.

    ``people`` has the columns of the snapshot's persons, words instead of codes, and ``person``, ``territory``, ``birth_on``,
    ``iin``, ``role``, ``address``, ``formed_on``; ``families`` those of its families, ``address`` and ``head``.
    """

    on: date
    people: pl.DataFrame
    families: pl.DataFrame
    dwellings: pl.DataFrame
    vehicles: pl.DataFrame
    random: np.random.Generator


def make_exchange(snapshot: Path, out: Path, seed: int = 0, on: date | None = None) -> dict[str, int]:
    """Write the exchange form of a city; rows by table.

    Parameters
    ----------
    snapshot
        Folder of a snapshot of format 1.
    out
        Folder of the form; it must not hold files of it yet.
    seed
        Of names, addresses and roles.
    on
        The day on which the registers are said to have answered, with the incomes of the quarter before it; the day of the
        snapshot where none is given.

    Raises
    ------
    FileExistsError
        If the folder holds files of the form already.
    """
    manifest = read_manifest(snapshot)
    out.mkdir(parents=True, exist_ok=True)
    if any((out / table.file).exists() for table in TABLES.values()):
        raise FileExistsError(out)
    on = on or _day(manifest.as_of)
    people = pl.read_parquet(snapshot / FILES["person"], columns=["family_id", "birth_date", "sex"])
    numbers = number_people(people["birth_date"].to_numpy(), people["sex"].to_numpy())
    places = place_families(
        pl.read_parquet(snapshot / FILES["family"], columns=["family_id", "territory"]),
        pl.read_parquet(snapshot / FILES["dwelling"], columns=["family_id", "kind", "residence"]),
        seed,
    )
    rows = dict.fromkeys(TABLES, 0)
    with ExitStack() as opened:
        writers = {
            name: opened.enter_context(
                pq.ParquetWriter(
                    out / table.file, pl.DataFrame(schema=table.schema).to_arrow().schema, compression="zstd"
                )
            )
            for name, table in TABLES.items()
        }
        first = 0
        for place, (low, high) in enumerate(manifest.chunks):
            part = _read_part(snapshot, low, high, on, np.random.default_rng([seed, place]))
            size = part.people.height
            for name, frame in _tables_of(part, places, numbers[first : first + size], first):
                fitted = frame.select(pl.col(column).cast(kind) for column, kind in TABLES[name].schema.items())
                writers[name].write_table(fitted.to_arrow().cast(writers[name].schema))
                rows[name] += fitted.height
            first += size
    return rows


def _day(number: int) -> date:
    return date(number // 10000, number // 100 % 100, number % 100)


def _read_part(snapshot: Path, low: int, high: int, on: date, random: np.random.Generator) -> Part:
    frames = {entity: _read(snapshot, entity, low, high) for entity in ("person", "family", "dwelling", "vehicle")}
    return Part(on, frames["person"], frames["family"], frames["dwelling"], frames["vehicle"], random)


def _read(snapshot: Path, entity: str, low: int, high: int) -> pl.DataFrame:
    """Rows of some families, enumerations as words."""
    words = [
        pl.lit(pl.Series(list(fact.values))).gather(pl.col(fact.name).cast(pl.UInt32)).alias(fact.name)
        for fact in load_schema().entities[entity].facts.values()
        if fact.kind == "enum"
    ]
    scanned = pl.scan_parquet(snapshot / FILES[entity])
    return scanned.filter(pl.col("family_id").is_between(low, high)).collect().with_columns(words)


def _tables_of(part: Part, places: pl.DataFrame, numbers: pl.Series, first: int) -> Iterator[tuple[str, pl.DataFrame]]:
    """Every table of some families."""
    number = pl.col("birth_date")
    people = part.people.with_columns(
        pl.int_range(first, first + part.people.height, dtype=pl.Int64).alias("person"),
        pl.date(number // 10000, number // 100 % 100, number % 100).alias("birth_on"),
        numbers.alias("iin"),
    ).join(places.select("family_id", "territory", "address"), on="family_id", how="left", maintain_order="left")
    people = name_people(give_roles(people, part.on), part.random)
    heads = people.filter(pl.col("role") == "head").select("family_id", head="person", formed_on="formed_on")
    families = part.families.drop("territory").join(places, on="family_id", how="left").join(heads, on="family_id")
    own = families["family_id"]
    yield "addresses", places.filter(pl.col("family_id").is_between(own[0], own[-1]))
    yield "persons", _persons(people, part.on, part.random)
    yield "families", families.with_columns(family=pl.col("family_id"), source=pl.lit("import"))
    yield "memberships", people.with_columns(family="family_id", valid_from="since", **_OPEN, source=pl.lit("import"))
    registered = people.filter(pl.col("registered_at_address"))
    for kind, who in (("registered", registered), ("actual", people.filter(~pl.col("registered_at_address")))):
        yield (
            "person_addresses",
            who.with_columns(kind=pl.lit(kind), valid_from="since", **_OPEN, source=pl.lit("population_register")),
        )
    yield "incomes", make_incomes(people, part.on)
    yield "dwellings", make_dwellings(part.dwellings, families)
    yield "vehicles", make_vehicles(part.vehicles, families, part.random)
    yield "disabilities", make_disabilities(people, part.on, part.random)
    yield "statuses", make_statuses(people, part.on)
    yield "accounts", _accounts(people)
    yield "circumstances", make_circumstances(people, families, part.on)


_OPEN = {"valid_to": pl.lit(None, pl.Date)}


def _persons(people: pl.DataFrame, on: date, random: np.random.Generator) -> pl.DataFrame:
    adult = pl.col("age") >= 16
    phone = pl.concat_str(pl.lit(PHONES), (pl.col("person") % 10**7).cast(pl.String).str.zfill(7))
    foreign = pl.lit(pl.Series(["UZB", "RUS", "KGZ", "CHN", "MNG", "TJK"]))
    came = pl.Series("came", random.integers(0, 6, people.height)).cast(pl.UInt32)
    # Half of those who stay here by another right have no number yet.
    unnumbered = (pl.col("residence") == "other") & (pl.col("person") % 2 == 0)
    return people.with_columns(came).with_columns(
        iin=pl.when(~unnumbered).then("iin"),
        phone=pl.when(adult).then(phone),
        citizenship=pl.when(pl.col("residence") == "citizen")
        .then(pl.lit("KAZ"))
        .otherwise(foreign.gather(pl.col("came"))),
        kandas_since=pl.when(pl.col("residence") == "kandas").then(
            pl.max_horizontal("birth_on", pl.lit(date(on.year - 3, 1, 1)))
        ),
        died_on=pl.lit(None, pl.Date),
        email=pl.lit(None, pl.String),
        checked_on=pl.lit(on),
        source=pl.lit("import"),
    )


def _accounts(people: pl.DataFrame) -> pl.DataFrame:
    """One account of every adult."""
    adults = people.filter(pl.col("age") >= 18)
    return adults.select(
        "person",
        ibans(adults["person"].to_numpy()).alias("iban"),
        preferred=pl.lit(value=True),
        valid_from=pl.col("birth_on").dt.offset_by("18y"),
        **_OPEN,
        source=pl.lit("import"),
    )
