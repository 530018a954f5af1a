"""Who studies what, where and how well."""

from __future__ import annotations

import numpy as np

from tirek.population.city.draft import Draft
from tirek.population.city.draws import by_key, choose, whole
from tirek.population.city.tunables import tunables


def make_studies(draft: Draft) -> None:
    """Set `study`, `full_time_student`, `excellent_student`, `scholarship`."""
    rng = draft.stream("studies")
    numbers = tunables("studies")
    codes = draft.enum("study")
    luck = rng.random(draft.persons)
    study = np.zeros(draft.persons, dtype=np.int8)
    threshold = np.zeros(draft.persons)
    for stage in ("school", "college", "university"):
        before = threshold.copy()
        threshold += by_key(numbers.table(stage), draft.age)
        study[(luck >= before) & (luck < threshold)] = codes[stage]
    # Whoever is away from the family in the army or in prison does not study.
    study[draft.person["absence"] > draft.enum("absence")["full_state_support"]] = codes["none"]
    higher = study >= codes["college"]
    part_time = higher & (rng.random(draft.persons) < numbers.number("part_time"))
    full_time = (study != codes["none"]) & ~part_time
    draft.person["study"] = study
    draft.person["full_time_student"] = full_time
    students = (study == codes["university"]) & full_time
    excellent = choose(rng, students, round(students.sum() * numbers.number("excellent_students")))
    draft.person["excellent_student"] = draft.flags(excellent)
    _make_scholarships(draft, full_time)


def _make_scholarships(draft: Draft, full_time: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> None:
    rng = draft.stream("scholarships")
    numbers = tunables("studies")
    codes = draft.enum("study")
    month = np.zeros(draft.persons)
    for stage, share in numbers.table("scholarship_share").items():
        rows = full_time & (draft.person["study"] == codes[stage]) & (rng.random(draft.persons) < share)
        month[rows | ((draft.person["study"] == codes[stage]) & draft.person["excellent_student"])] = numbers.table(
            "scholarship_month"
        )[stage]
    draft.person["scholarship"] = 3 * whole(month)
