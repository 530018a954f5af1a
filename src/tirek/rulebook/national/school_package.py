"""The school part of the guaranteed social package: whose meals, clothes and travel the education authority provides.

Law: law 246 of 17.07.2001 as amended for 2020 (the report of 2020 names the three kinds); from 01.07.2023 Social Code,
article 125. Ages and the list agreed with the education authority are from general knowledge: unverified.
"""

from __future__ import annotations

from tirek.rulebook.engine import Boolean, age, parameter, person, rule
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.household import CODE, LAW


@continued(act=CODE, article="125")
@rule(act=LAW)
def of_school_age() -> Boolean:
    """A child from the first age of the school part to the day before the last."""
    years_old = age(person.birth_date)
    return (years_old >= parameter("school_package_age_from")) & (years_old < parameter("school_package_age_until"))
