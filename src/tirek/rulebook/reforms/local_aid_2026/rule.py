"""New texts of the reform of local social aid proposed for 2026.

Law: reform slides of the Almaty department, 2026, table "As it is, as it is proposed", rows 1 to 4; the act that adopts it was
not found.
"""

from __future__ import annotations

from tirek.rulebook.engine import Boolean, Number, parameter, person, rule
from tirek.rulebook.welfare.six_levels.rule import level

SLIDES = "almaty_reform_2026"


@rule(act=SLIDES, article="1")
def welfare_level_admitted() -> Boolean:
    """The family's level of welfare is among those that receive local aid."""
    return level() <= parameter("local_aid_2026.highest_level_admitted")


@rule(act=SLIDES, article="2")
def memorial_floor() -> Number:
    """So many MCI, below which no payment for a memorial date falls."""
    return parameter("mci") * parameter("local_aid_2026.memorial_floor_mci")


@rule(act=SLIDES, article="3")
def six_hardship_grounds() -> Boolean:
    """One of the six grounds that stay: release from prison and probation are no ground any more."""
    return person.hardship_ground.is_in(
        "fire",
        "natural_disaster",
        "significant_disease",
        "orphanhood",
        "low_income",
        "incapable_elderly",
    )


@rule(act=SLIDES, article="4")
def republican_minimum() -> Number:
    """The subsistence minimum of the republic on the day of application, one for all regions."""
    return parameter("subsistence_minimum", at="application")
