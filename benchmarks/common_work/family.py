"""The one family whose answer is timed: two adults, one of them without income, two children. Not a real one."""

from __future__ import annotations

FAMILY_FACTS: dict[str, int | bool] = {
    "district": 1,
    "dwellings": 1,
    "area": 48,
    "vehicles": 1,
    "utilities": 31_000,
    "overdue": True,
    "entity": False,
}


def _person(age: int, **known: int) -> dict[str, int | bool]:
    nothing: dict[str, int | bool] = dict.fromkeys(("wage", "pension", "benefits", "other", "disability"), 0)
    return {"age": age, **nothing, "student": False, "orphan": False, "veteran": False, **known}


PERSONS = [_person(35, wage=120_000), _person(33, benefits=20_000), _person(8), _person(3)]
