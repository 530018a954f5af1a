"""Snapshots written by hand, family by family, so that what a reform does to them can be worked out on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from tirek.population.snapshot import load_schema, write_snapshot
from tirek.population.snapshot.schema import FAMILY_ID
from tirek.rulebook.engine.assumptions import find_assumption
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.reforms import find_reform

ON = date(2026, 1, 15)
TODAY = Moment(on=ON, assumption=find_assumption("almaty-demo"))
REPUBLICAN = Moment(on=ON, assumption=find_assumption("almaty-demo"), reform=find_reform("republican_minimum"))
"""The income limit of local aid falls from 3 x 62,058 = 186,174 to 3 x 50,851 = 152,553 a head."""

HALF_YEARLY = 2 * 7 * 4_325
"""Half-yearly aid, tenge a year: twice 7 MCI of 2026."""

ALMALY, ALATAU = 751110000, 751210000

Person = Mapping[str, int | bool | None]
Family = tuple[int, Sequence[Person]]


def pensioner(pension_month: int | None, **facts: int | bool) -> Person:
    """A man of 76 with an age pension."""
    schema = load_schema()
    quarter = None if pension_month is None else 3 * pension_month
    kind = schema.code("person", "pension_kind", "age_pension")
    return {"birth_date": 19500101, "registered_at_address": True, "pension_kind": kind, "pension": quarter, **facts}


def worker(**facts: int | bool) -> Person:
    """A man of 36 who earns five million a month."""
    return {"birth_date": 19900101, "registered_at_address": True, "wage": 15_000_000, **facts}


def child(year: int = 2019) -> Person:
    """A boy."""
    return {"birth_date": year * 10_000 + 101, "registered_at_address": True}


def settle(folder: Path, families: Sequence[Family], **facts: int | bool) -> Path:
    """A snapshot of these families, with facts that all of them share; a fact that is not given is nothing."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in load_schema().entities}
    for number, (district, people) in enumerate(families):
        rows["family"].append({FAMILY_ID: number, "territory": district, **facts})
        rows["person"] += [{FAMILY_ID: number, **person} for person in people]
    entities = {}
    for name, entity in load_schema().entities.items():
        columns: dict[str, Any] = {FAMILY_ID: pa.array([row[FAMILY_ID] for row in rows[name]], pa.int32())}
        for fact in entity.facts.values():
            nothing = False if fact.kind == "boolean" else 0
            columns[fact.name] = pa.array([row.get(fact.name, nothing) for row in rows[name]], fact.column_type)
        entities[name] = columns
    write_snapshot(folder, entities, as_of=20260101)
    return folder


VILLAGE: Sequence[Family] = (
    (ALMALY, [pensioner(100_000)]),  # below both limits
    (ALMALY, [pensioner(160_000)]),  # between them: loses
    (ALATAU, [pensioner(190_000, disability=3)]),  # above both
    (ALATAU, [pensioner(160_000), pensioner(160_000)]),  # between: both lose
    (ALATAU, [worker()]),
    # 170,000 a head, between; at half the rent 135,000, below; at twice the rent 240,000, above.
    (ALATAU, [pensioner(100_000, rent_income=210_000)]),
)
