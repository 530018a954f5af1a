"""The exchange form of the registry: a folder of Parquet files, one a table (docs/reference/registry_exchange.md).

Keys (``person``, ``family``, ``address``) are numbers of the file; the load gives new ones. A range of days is two columns,
the first day and the day after the last; a null end is "until further notice".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import polars as pl

from tirek.department.accounts.enums import Confidential
from tirek.department.registry.enums import (
    AddressKind,
    DisabilityCause,
    DisabilityGroup,
    DwellingKind,
    FamilyRole,
    IncomeKind,
    Residence,
    Sex,
    Tenure,
    VehicleKind,
)
from tirek.rulebook.engine.documents import read_document

Kind = Literal["number", "decimal", "text", "date", "flag", "iin", "phone", "iban", "kato"]
TYPES: dict[Kind, pl.DataType] = {
    "number": pl.Int64(),
    "decimal": pl.Float64(),
    "date": pl.Date(),
    "flag": pl.Boolean(),
    **dict.fromkeys(("text", "iin", "phone", "iban", "kato"), pl.String()),
}
STATUSES = Path(__file__).parents[1] / "statuses.yaml"


@dataclass(frozen=True)
class Column:
    """A column of the form.

    ``length`` is the most characters of a text; ``words`` the only ones it may have; ``low`` and ``high`` bound a number;
    ``refers`` names the table whose key it holds.
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    length: int | None = None
    words: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    refers: str = ""

    @property
    def type(self) -> pl.DataType:
        """How a frame holds it."""
        return TYPES[self.kind]


@dataclass(frozen=True)
class Table:
    """A file of the form and where its rows go.

    ``key`` is the column of its own number, where others refer to it. ``once`` are columns that no two rows share;
    ``apart`` those of whose rows no two may hold on the same day.
    """

    name: str
    target: str
    columns: tuple[Column, ...]
    key: str = ""
    once: tuple[tuple[str, ...], ...] = ()
    apart: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """Name of the file in the folder."""
        return f"{self.name}.parquet"

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Types of its columns, in order."""
        return {column.name: column.type for column in self.columns}

    def column(self, name: str) -> Column:
        """One of its columns."""
        return next(column for column in self.columns if column.name == name)


def _names() -> tuple[Column, ...]:
    return tuple(
        Column(f"{part}_{language}", length=80)
        for language in ("kk", "ru")
        for part in ("surname", "given_name", "patronymic")
    )


def _valid(*, required: bool = True) -> tuple[Column, ...]:
    return Column("valid_from", "date", required=required), Column("valid_to", "date")


PERSON = Column("person", "number", required=True, refers="persons")
SOURCE = Column("source", required=True, length=30)
TERRITORY = Column("territory", "kato", required=True)


@lru_cache(maxsize=1)
def status_kinds() -> dict[str, dict[str, Any]]:
    """The kinds of status and what ``statuses.yaml`` says of them."""
    kinds: dict[str, dict[str, Any]] = read_document(STATUSES)["statuses"]
    return kinds


CONFIDENTIAL = Column("confidential", words=tuple(Confidential.values))
_MADE = (
    Table(
        "addresses",
        "registry_address",
        (
            Column("address", "number", required=True),
            TERRITORY,
            Column("locality", length=120),
            Column("street", required=True, length=160),
            Column("house", required=True, length=20),
            Column("flat", length=20),
            Column("cadastral_number", length=30),
            Column("latitude", "decimal", low=40, high=56),
            Column("longitude", "decimal", low=46, high=88),
        ),
        key="address",
        once=(("territory", "locality", "street", "house", "flat"),),
    ),
    Table(
        "persons",
        "registry_person",
        (
            Column("person", "number", required=True),
            TERRITORY,
            Column("iin", "iin"),
            *_names(),
            Column("birth_on", "date"),
            Column("sex", required=True, words=tuple(Sex.values)),
            Column("citizenship", required=True, length=3),
            Column("residence", required=True, words=tuple(Residence.values)),
            Column("kandas_since", "date"),
            Column("died_on", "date"),
            Column("phone", "phone"),
            Column("email", length=254),
            Column("language", required=True, words=("kk", "ru", "en")),
            Column("checked_on", "date"),
            SOURCE,
        ),
        key="person",
        once=(("iin",),),
    ),
    Table(
        "families",
        "registry_family",
        (
            Column("family", "number", required=True),
            TERRITORY,
            Column("address", "number", refers="addresses"),
            Column("formed_on", "date"),
            SOURCE,
        ),
        key="family",
    ),
    Table(
        "memberships",
        "registry_membership",
        (
            PERSON,
            Column("family", "number", required=True, refers="families"),
            Column("role", required=True, words=tuple(FamilyRole.values)),
            *_valid(),
            SOURCE,
        ),
        apart=("person",),
    ),
    Table(
        "person_addresses",
        "registry_personaddress",
        (
            PERSON,
            Column("address", "number", required=True, refers="addresses"),
            Column("kind", required=True, words=tuple(AddressKind.values)),
            *_valid(),
            SOURCE,
        ),
        apart=("person", "kind"),
    ),
    Table(
        "incomes",
        "registry_income",
        (
            PERSON,
            Column("kind", required=True, words=tuple(IncomeKind.values)),
            Column("month", "date", required=True),
            Column("amount_tenge", "number", required=True, low=0, high=10**11),
            Column("payer_bin", length=12),
            SOURCE,
        ),
        once=(("person", "month", "kind", "source", "payer_bin"),),
    ),
    Table(
        "dwellings",
        "registry_dwelling",
        (
            PERSON,
            Column("address", "number", refers="addresses"),
            Column("cadastral_number", length=30),
            Column("kind", required=True, words=tuple(DwellingKind.values)),
            Column("tenure", required=True, words=tuple(Tenure.values)),
            Column("area_m2_hundredths", "number", low=0, high=200_000),
            Column("rooms", "number", low=1, high=100),
            Column("share_numerator", "number", required=True, low=1, high=10**6),
            Column("share_denominator", "number", required=True, low=1, high=10**6),
            Column("residence", "flag", required=True),
            *_valid(),
            SOURCE,
        ),
    ),
    Table(
        "vehicles",
        "registry_vehicle",
        (
            PERSON,
            Column("kind", required=True, words=tuple(VehicleKind.values)),
            Column("make", length=60),
            Column("made_in_year", "number", low=1900, high=2100),
            Column("plate", length=12),
            *_valid(),
            SOURCE,
        ),
    ),
    Table(
        "disabilities",
        "registry_disability",
        (
            PERSON,
            Column("group", required=True, words=tuple(DisabilityGroup.values)),
            Column("cause", required=True, words=tuple(DisabilityCause.values)),
            Column("document", length=60),
            *_valid(),
            SOURCE,
        ),
        apart=("person",),
    ),
    Table(
        "statuses",
        "registry_status",
        (
            PERSON,
            Column("kind", required=True, words=tuple(status_kinds())),
            CONFIDENTIAL,
            *_valid(),
            Column("document", length=80),
            Column("document_on", "date"),
            Column("issuer", length=160),
            SOURCE,
        ),
        apart=("person", "kind"),
    ),
    Table(
        "accounts",
        "registry_bankaccount",
        (PERSON, Column("iban", "iban", required=True), Column("preferred", "flag", required=True), *_valid(), SOURCE),
        once=(("person", "iban"),),
    ),
    Table(
        "circumstances",
        "registry_circumstance",
        (
            PERSON,
            Column("fact", required=True, length=40),
            Column("value", "number"),
            Column("choice", length=40),
            CONFIDENTIAL,
            *_valid(),
            SOURCE,
        ),
        apart=("person", "fact"),
    ),
)
TABLES: dict[str, Table] = {table.name: table for table in _MADE}
"""The tables of the form, in the order in which they are loaded."""
