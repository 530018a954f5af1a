"""A table of people as officers bring it: its columns, and the same rules as for the exchange form."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from tirek.department.registry.enums import FamilyRole
from tirek.department.registry.importing.cells import born_by_iin, sex_by_iin
from tirek.department.registry.importing.checking import check_rows, check_table, check_territories
from tirek.department.registry.importing.exchange import TABLES, Column, Table
from tirek.department.registry.importing.problems import found, joined
from tirek.department.registry.importing.tables_of_text import fitted, suggest_headings
from tirek.rulebook.engine.documents import read_document

FORM = Path(__file__).with_name("people.yaml")
DEFAULTS = {"citizenship": "KAZ", "residence": "citizen", "language": "kk"}
"""Of cells that are left empty. Sex is told by the number where the cell is empty."""
_PERSON = [column for column in TABLES["persons"].columns if column.name not in ("person", "source", "checked_on")]
_OPTIONAL = {*DEFAULTS, "sex", "territory"}
PEOPLE = Table(
    "people",
    "registry_person",
    (
        Column("household", length=40),
        Column("role", words=tuple(FamilyRole.values)),
        *(replace(column, required=False) if column.name in _OPTIONAL else column for column in _PERSON),
        *(
            Column(name, length=most)
            for name, most in (("locality", 120), ("street", 160), ("house", 20), ("flat", 20))
        ),
    ),
    once=(("iin",),),
)


@lru_cache(maxsize=1)
def form() -> dict[str, dict[str, Any]]:
    """Headings and words of ``people.yaml``."""
    document: dict[str, dict[str, Any]] = read_document(FORM)
    return document


def known_headings() -> dict[str, list[str]]:
    """All ways a column may be headed."""
    return {
        name: [heading for headings in entry["headings"].values() for heading in headings]
        for name, entry in form()["columns"].items()
    }


def suggest_mapping(headings: list[str]) -> dict[str, str]:
    """Which heading of a file is which column: column -> heading."""
    return suggest_headings(headings, known_headings())


def check_people(
    frame: pl.DataFrame,
    mapping: Mapping[str, str],
    *,
    today: date,
    with_synthetic: bool,
    home: str,
    territories: tuple[Collection[str], Collection[str]],
    known_iins: pl.Series | None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that may be taken over, and the problems of the others.

    Parameters
    ----------
    frame
        Of ``read_file``.
    mapping
        Column -> heading.
    home
        Territory of rows that name none.
    territories
        Codes that are known, and those that are the viewer's.
    known_iins
        Numbers of the registry that must not come again; None where known people are to be updated or passed over.
    """
    rows, beyond = fitted(frame, mapping, PEOPLE)
    clean, wrong = check_rows(rows, PEOPLE, today, with_synthetic=with_synthetic, words=form()["words"])
    bad = wrong.select("row", "column").with_columns(is_wrong=pl.lit(value=True))
    filled = _filled(clean, home)
    parts = [beyond, wrong, check_table(filled, PEOPLE, {}), check_territories(filled, PEOPLE, *territories)]
    sexless = filled.join(bad.filter(pl.col("column") == "sex").select("row"), on="row", how="anti")
    parts.append(_named(found(sexless, pl.col("sex").is_null(), "missing", "sex")))
    parts.append(_named(_households(filled)))
    if known_iins is not None:
        parts.append(_named(found(filled, pl.col("iin").is_in(known_iins.implode()), "known_iin", "iin")))
    problems = joined(parts)
    return filled.join(problems.select("row").unique(), on="row", how="anti", maintain_order="left"), problems


def _named(problems: pl.DataFrame) -> pl.DataFrame:
    return problems.with_columns(table=pl.lit(PEOPLE.name))


def _filled(clean: pl.DataFrame, home: str) -> pl.DataFrame:
    return clean.with_columns(
        *(pl.col(name).fill_null(value) for name, value in DEFAULTS.items()),
        territory=pl.col("territory").fill_null(home),
        sex=pl.coalesce("sex", sex_by_iin()),
        birth_on=pl.coalesce("birth_on", born_by_iin()),
    )


def _households(rows: pl.DataFrame) -> pl.DataFrame:
    """Households without a head or with two, at each of their rows; a role needs a household."""
    is_head = (pl.col("role") == "head").fill_null(value=False)
    told = rows.filter(pl.col("household").is_not_null()).with_columns(heads=is_head.sum().over("household"))
    return joined(
        [
            found(told, pl.col("heads") == 0, "no_head", "role"),
            found(told, pl.col("heads") > 1, "two_heads", "role"),
            found(told, pl.col("role").is_null(), "missing", "role"),
        ]
    )
