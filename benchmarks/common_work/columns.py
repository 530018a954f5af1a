"""Names and constants of the common work. Read by Tirek and by the peers, so it imports nothing.

The index values are those of 2026. The other numbers are placeholders, the same for every engine; they are no law.
"""

from __future__ import annotations

from typing import NamedTuple

MONTH = "2026-01"
SUBSISTENCE_MINIMUM = {"2025-01-01": 46228, "2026-01-01": 50851}
INDEX = {"2025-01-01": 3932, "2026-01-01": 4325}

PERSON_INTEGERS = ("age", "wage", "pension", "benefits", "other", "disability")
PERSON_BOOLEANS = ("student", "orphan", "veteran")
FAMILY_INTEGERS = ("district", "dwellings", "area", "vehicles", "utilities")
FAMILY_BOOLEANS = ("overdue", "entity")
PERSON = (*PERSON_INTEGERS, *PERSON_BOOLEANS)
FAMILY = (*FAMILY_INTEGERS, *FAMILY_BOOLEANS)

ADULT, RETIRED, TODDLER = 18, 63, 7
MANY_CHILDREN = 4
HOUSING_FIXED, HOUSING_A_PERSON = 15_000, 7_000
AREA_A_PERSON = 18


class Aid(NamedTuple):
    """One of the ten: paid for each member of a category whose family's income is below some subsistence minima a head."""

    name: str
    category: str
    minima: int
    tenths_of_index: int


AIDS = (
    Aid("aid_group_1", "group_1", 3, 25),
    Aid("aid_group_2", "group_2", 3, 20),
    Aid("aid_group_3", "group_3", 2, 12),
    Aid("aid_disabled_child", "disabled_children", 3, 30),
    Aid("aid_student", "students", 1, 15),
    Aid("aid_orphan", "orphans", 3, 45),
    Aid("aid_veteran", "veterans", 2, 80),
    Aid("aid_toddler", "toddlers", 1, 14),
    Aid("aid_large_family", "large_family", 2, 100),
    Aid("aid_pensioner", "pensioners", 1, 10),
)

PAID = ("housing", *(aid.name for aid in AIDS))
"""Amounts that the district table counts and sums, beside targeted assistance by kind."""

OUTPUTS = (
    *("members", "income", "per_capita_income", "assistance_kind", "assistance", "housing", "level"),
    *(aid.name for aid in AIDS),
)
RESULT = ("family_id", "district", *OUTPUTS)
DISTRICT = (
    "district",
    "families",
    *(f"assistance_{kind}_{what}" for kind in ("unconditional", "conditional") for what in ("families", "tenge")),
    *(f"{name}_{what}" for name in PAID for what in ("families", "tenge")),
    *(f"level_{level}_families" for level in range(1, 7)),
)
