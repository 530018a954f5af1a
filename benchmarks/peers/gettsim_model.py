"""The common work for the engine of GETTSIM (ttsim): columns by name, functions of columns, sums by family.

It works on persons: a family's answer is repeated for each of its members. Our own text; ttsim (AGPL) is only called. Its proof
of units is left out: it knows no unit such as a count of persons times tenge.
"""
# No `from __future__ import annotations` here: the engine reads the types.

from collections.abc import Callable
from typing import Any

import numpy as np
from ttsim.tt import (
    AggType,
    Currency,
    TTSIMUnit,
    UnitSystem,
    agg_by_group_function,
    policy_function,
    policy_input,
    register_unit_builder_levels,
)

from benchmarks.common_work import columns as names

register_unit_builder_levels(["fam"])
UNITS = UnitSystem(currencies={"KZT": Currency(statutory_from="1993-11-15")})
PLAIN = TTSIMUnit.DIMENSIONLESS
MINIMUM = names.SUBSISTENCE_MINIMUM[f"{names.MONTH}-01"]
INDEX = names.INDEX[f"{names.MONTH}-01"]

Formula = Callable[..., Any]

FLAGS: dict[str, tuple[str, Formula]] = {
    "workers": (
        "age disability student",
        lambda age, disability, student: (
            (age >= names.ADULT) & (age < names.RETIRED) & (disability != 1) & (disability != 2) & ~student
        ),
    ),
    "children": ("age", lambda age: age < names.ADULT),
    "toddlers": ("age", lambda age: age < names.TODDLER),
    "group_1": ("disability", lambda disability: disability == 1),
    "group_2": ("disability", lambda disability: disability == 2),
    "group_3": ("disability", lambda disability: disability == 3),
    "disabled_children": ("age disability", lambda age, disability: (age < names.ADULT) & (disability != 0)),
    "students": ("student", lambda student: student),
    "orphans": ("orphan", lambda orphan: orphan),
    "veterans": ("veteran", lambda veteran: veteran),
    "pensioners": ("age", lambda age: age >= names.RETIRED),
}
"""Columns that a condition of a person reads, and the condition; families are counted by it."""


def _level(gap: Any, income: Any, minimum: Any, roomy: Any, *rest: Any) -> Any:
    dwellings, vehicles, entity, overdue = rest
    base = 1 + (gap <= 0).astype(np.int64) + sum((income >= times * minimum).astype(np.int64) for times in (1, 2, 3, 4))
    up = (roomy & (dwellings >= 2)).astype(np.int64) + (vehicles >= 2) + entity
    down = (~roomy).astype(np.int64) + overdue
    return np.clip(base + np.minimum(up, 2) - np.minimum(down, 1), 1, 6)


def _payment(aid: names.Aid) -> Formula:
    rate = aid.tenths_of_index * INDEX // 10
    return lambda income, minimum, count: np.where(income < aid.minima * minimum, count * rate, 0)


FAMILY: dict[str, tuple[str, Formula]] = {
    "minimum_fam": ("members_fam", lambda members: MINIMUM * members),
    "gap_fam": ("minimum_fam income_fam", lambda minimum, income: 7 * minimum - 10 * income),
    "per_capita_income_fam": ("income_fam members_fam", lambda income, members: income // members),
    "assistance_fam": ("gap_fam", lambda gap: np.where(gap > 0, gap // 10, 0)),
    "assistance_kind_fam": (
        "gap_fam workers_fam",
        lambda gap, workers: np.where(gap > 0, np.where(workers > 0, 2, 1), 0),
    ),
    "housing_fam": (
        "income_fam members_fam utilities",
        lambda income, members, utilities: np.maximum(
            (20 * np.minimum(utilities, names.HOUSING_FIXED + names.HOUSING_A_PERSON * members) - income) // 20, 0
        ),
    ),
    "roomy_fam": ("area members_fam", lambda area, members: area >= names.AREA_A_PERSON * members),
    "large_family_fam": ("children_fam", lambda children: (children >= names.MANY_CHILDREN).astype(np.int64)),
    "level_fam": ("gap_fam income_fam minimum_fam roomy_fam dwellings vehicles entity overdue", _level),
    **{f"{aid.name}_fam": (f"income_fam minimum_fam {aid.category}_fam", _payment(aid)) for aid in names.AIDS},
}
"""Columns that a family's value reads, and its formula."""


def _typed(name: str, reads: str, formula: Formula, result: type = int) -> Formula:
    """The formula under its name, with the names and types of what it reads: by them the engine joins functions."""
    own = reads.split()
    made: Formula = eval(f"lambda {', '.join(own)}: formula({', '.join(own)})", {"formula": formula})
    made.__name__ = name
    columns = {int: "IntColumn", bool: "BoolColumn"}
    made.__annotations__ = {**{each: columns[_type_of(each)] for each in own}, "return": columns[result]}
    return made


def _type_of(name: str) -> type:
    return bool if name in (*names.PERSON_BOOLEANS, *names.FAMILY_BOOLEANS, "roomy_fam") else int


def _aggregate(name: str, source: str, kind: AggType) -> Any:
    return agg_by_group_function(agg_type=kind, unit=PLAIN, verify_units=False)(_stub(name, source))


def _stub(name: str, source: str) -> Formula:
    arguments = f"{source}, fam_id" if source != "fam_id" else source
    made: Formula = eval(f"lambda {arguments}: None")
    made.__name__ = name
    made.__annotations__ = {**dict.fromkeys(arguments.split(", "), int), "return": int}
    return made


def environment() -> dict[str, Any]:
    """All columns and functions by name."""
    made: dict[str, Any] = {}
    for name in ("p_id", "fam_id", *names.PERSON, *names.FAMILY):
        stub: Formula = eval("lambda: None")
        stub.__name__, stub.__annotations__ = name, {"return": _type_of(name)}
        made[name] = policy_input(unit=PLAIN)(stub)
    functions = {name: (reads, formula) for name, (reads, formula) in FAMILY.items()}
    functions["personal_income"] = ("wage pension benefits other", lambda *incomes: sum(incomes))
    for name, (reads, flag) in FLAGS.items():
        functions[name] = (reads, _as_number(flag))
    for name, (reads, formula) in functions.items():
        kind = bool if name == "roomy_fam" else int
        decorate = policy_function(vectorization_strategy="not_required", unit=PLAIN, verify_units=False)
        made[name] = decorate(_typed(name, reads, formula, kind))
    made["members_fam"] = _aggregate("members_fam", "fam_id", AggType.COUNT)
    made["income_fam"] = _aggregate("income_fam", "personal_income", AggType.SUM)
    for name in FLAGS:
        made[f"{name}_fam"] = _aggregate(f"{name}_fam", name, AggType.SUM)
    return made


def _as_number(flag: Formula) -> Formula:
    return lambda *values: flag(*values).astype(np.int64)
