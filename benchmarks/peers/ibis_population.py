"""Ibis over the same files, on DuckDB or Polars. ``python -m benchmarks.peers.ibis_population <engine> <folder> <order> <out>``

The common work as expressions that name no back end; each engine then runs what Ibis makes of them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import ibis

from benchmarks.clock import Clock, report
from benchmarks.common_work import columns as names
from benchmarks.fingerprint import fingerprint

MINIMUM = names.SUBSISTENCE_MINIMUM[f"{names.MONTH}-01"]
INDEX = names.INDEX[f"{names.MONTH}-01"]


def counts_of(person: Any) -> dict[str, Any]:
    """Head-counts of a family."""
    adult = (person.age >= names.ADULT) & (person.age < names.RETIRED)
    conditions = {
        "workers": adult & (person.disability != 1) & (person.disability != 2) & ~person.student,
        "children": person.age < names.ADULT,
        "toddlers": person.age < names.TODDLER,
        "group_1": person.disability == 1,
        "group_2": person.disability == 2,
        "group_3": person.disability == 3,
        "disabled_children": (person.age < names.ADULT) & (person.disability != 0),
        "students": person.student,
        "orphans": person.orphan,
        "veterans": person.veteran,
        "pensioners": person.age >= names.RETIRED,
    }
    return {name: wide(condition).sum() for name, condition in conditions.items()}


def wide(value: Any) -> Any:
    """In 64 bits: a sum of narrow integers wraps in some engines."""
    return value.cast("int64")


def count_of(*conditions: Any) -> Any:
    """How many of the conditions hold."""
    made = wide(conditions[0])
    for condition in conditions[1:]:
        made = made + wide(condition)
    return made


def families_of(person: Any, family: Any) -> Any:
    """The outputs of every family."""
    income = wide(person.wage + person.pension + person.benefits + person.other).sum()
    rows = person.group_by("family_id").aggregate(members=person.count(), income=income, **counts_of(person))
    joined = family.join(rows, "family_id")
    minimum = MINIMUM * joined.members
    joined = joined.mutate(
        minimum=minimum,
        gap=7 * minimum - 10 * joined.income,
        large_family=wide(joined.children >= names.MANY_CHILDREN),
        roomy=joined.area >= names.AREA_A_PERSON * joined.members,
    )
    poor = joined.gap > 0
    return joined.select(
        "family_id",
        "district",
        "members",
        "income",
        per_capita_income=joined.income // joined.members,
        assistance_kind=ibis.cases((poor, ibis.cases((joined.workers > 0, 2), else_=1)), else_=0),
        assistance=wide(ibis.cases((poor, joined.gap // 10), else_=0)),
        housing=housing_of(joined),
        level=level_of(joined),
        **{aid.name: payment_of(joined, aid) for aid in names.AIDS},
    )


def housing_of(family: Any) -> Any:
    """Housing assistance."""
    norm = names.HOUSING_FIXED + names.HOUSING_A_PERSON * family.members
    above = (20 * ibis.least(wide(family.utilities), norm) - family.income) // 20
    return ibis.greatest(above, ibis.literal(0, "int64"))


def level_of(family: Any) -> Any:
    """The level from 1 to 6."""
    one, two, six = (ibis.literal(value, "int64") for value in (1, 2, 6))
    base = 1 + count_of(family.gap <= 0, *(family.income >= times * family.minimum for times in (1, 2, 3, 4)))
    up = count_of(family.roomy & (family.dwellings >= 2), family.vehicles >= 2, family.entity)
    down = count_of(~family.roomy, family.overdue)
    return ibis.greatest(one, ibis.least(six, base + ibis.least(up, two) - ibis.least(down, one)))


def payment_of(family: Any, aid: names.Aid) -> Any:
    """One of the ten payments."""
    rate = aid.tenths_of_index * INDEX // 10
    return ibis.cases((family.income < aid.minima * family.minimum, family[aid.category] * rate), else_=0)


def districts_of(families: Any) -> Any:
    """The table of districts."""
    made: dict[str, Any] = {"families": families.count()}
    for kind, code in (("unconditional", 1), ("conditional", 2)):
        of_kind = families.assistance_kind == code
        made[f"assistance_{kind}_families"] = wide(of_kind).sum()
        made[f"assistance_{kind}_tenge"] = ibis.cases((of_kind, families.assistance), else_=0).sum()
    for name in names.PAID:
        made[f"{name}_families"] = wide(families[name] > 0).sum()
        made[f"{name}_tenge"] = families[name].sum()
    for level in range(1, 7):
        made[f"level_{level}_families"] = wide(families.level == level).sum()
    return families.group_by("district").aggregate(**made).order_by("district")


def connect(engine: str) -> Any:
    """The back end."""
    if engine == "ibis-polars":
        return ibis.polars.connect()
    made = ibis.duckdb.connect()
    made.raw_sql("SET preserve_insertion_order = false")
    return made


def measure(engine: str, folder: Path, order: str, out: Path) -> dict[str, Any]:
    """One run: what it took and what it computed."""
    back_end = connect(engine)
    clock = Clock()
    person = back_end.read_parquet(folder / f"persons_{order}.parquet")
    family = back_end.read_parquet(folder / "families.parquet")
    families_of(person, family).to_parquet(out, compression="snappy")
    clock.lap("families")
    table = districts_of(back_end.read_parquet(out)).to_pyarrow()
    clock.lap("districts")
    return {**clock.stop(), **fingerprint(out, {name: table[name].to_pylist() for name in names.DISTRICT})}


if __name__ == "__main__":
    name, folder, order, out = sys.argv[1:]
    report(measure(name, Path(folder), order, Path(out)))
