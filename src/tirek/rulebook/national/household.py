"""The family, as the rules of targeted and local assistance count it: members, ages and income.

Law: law 246 of 17.07.2001 and order 237 of 28.07.2009 until 30.06.2023; then Social Code of 20.04.2023, articles 120-129, and
order 181 of 26.05.2023 (total income). The composition of a family and the kinds of income are from general knowledge of the
orders: unverified.
"""

from __future__ import annotations

from tirek.rulebook.engine import (
    Boolean,
    Number,
    age,
    count,
    greater,
    in_unit,
    monthly,
    on,
    parameter,
    person,
    quantity,
    rule,
    total,
    when,
    years,
)
from tirek.rulebook.national.continuity import continued

LAW = "law_246_2001"
LAW_INCOME_RULES = "order_237_2009"
CODE = "social_code"
CODE_INCOME_RULES = "order_181_2023"


@continued(act=CODE, article="120")
@rule(act=LAW, article="2")
def resident() -> Boolean:
    """Whether the person belongs to those whom the law assists (citizen, kandas, refugee, permanent resident)."""
    return person.residence.is_in("citizen", "kandas", "refugee", "permanent_resident")


@continued(act="social_code", article="207")
@rule(act="pension_law_2013", article="11 (1)")
def reached_pension_age() -> Boolean:
    """Whether the person has reached the general pension age (early pensions do not count)."""
    # The age has half-years. Years completed today and years completed six months ago make, with one more, the half-years
    # completed today: 59 and 59 at 59.5, 59 and 58 a day before it.
    half_years = age(person.birth_date) + age(person.birth_date, on(-6)) + years(1)
    limit = when(person.sex == "male", parameter("pension_age_men"), parameter("pension_age_women"))
    return in_unit(half_years * 6, "months") >= limit


@continued(act=CODE_INCOME_RULES)
@rule(act=LAW_INCOME_RULES)
def minor() -> Boolean:
    """Whether the person is a child under the age of majority."""
    return age(person.birth_date) < parameter("minor_age")


@continued(act=CODE_INCOME_RULES)
@rule(act=LAW_INCOME_RULES)
def studying_child() -> Boolean:
    """Full-time students count in the family even where they live elsewhere, until the birthday of the age limit."""
    return person.full_time_student & (age(person.birth_date) < parameter("full_time_student_age_limit"))


@continued(act=CODE_INCOME_RULES)
@rule(act=LAW_INCOME_RULES)
def counted() -> Boolean:
    """Whether the person counts as a member of the family."""
    return (person.absence == "none") & resident() & (person.registered_at_address | studying_child())


@continued(act=CODE, article="127")
@rule(act=LAW, article="6")
def members() -> Number:
    """Members who share the family's income; a family without a counted member is counted as one."""
    return greater(count(person, counted()), quantity(1, "person"))


@continued(act=CODE_INCOME_RULES)
@rule(act=LAW_INCOME_RULES)
def personal_income() -> Number:
    """Income of one member in the quarter before the quarter of application."""
    return (
        person.wage
        + person.pension
        + person.state_benefits
        + person.scholarship
        + person.alimony
        + person.business_income
        + person.rent_income
        + person.farm_income
        + person.other_income
    )


@continued(act=CODE, article="127")
@rule(act=LAW, article="6")
def family_income() -> Number:
    """Total income of the quarter, of the counted members."""
    return total(personal_income(), counted())


@continued(act=CODE, article="127")
@rule(act=LAW, article="6")
def per_capita_income() -> Number:
    """Income a member a month: the quarter's total / members / 3."""
    return monthly(family_income()) / members()
