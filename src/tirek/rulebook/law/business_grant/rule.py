"""Grant for a new business idea: up to 200 MCI, since 2022 up to 400, once, after the course and the commission's approval.

Law: programme of 2017-2021 (resolution 746); national project of 2021 (resolution 728); from 01.07.2023 order 272 of 30.06.2023.
Who gets it narrowed: the unemployed and self-employed until 2021, youth until 2022, vulnerable groups all the time.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, age, parameter, person, rule
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.employment import (
    ENTERPRISE_RULES,
    PROGRAMME,
    PROJECT,
    PROJECT_BEGAN,
    cares_for_disabled_child,
    of_family_helped_first,
    self_employed,
    unemployed,
    with_disability,
)

benefit = Benefit.beside(__file__)

WITHOUT_YOUTH = "2023-01-01"


# The list is that of 2022 (on7news.kz 13488) and 2023 (jjtv.kz 32229); migrants between regions, whom it also names, are in no
# register here. That it was the same before is unverified.
@continued(act=ENTERPRISE_RULES)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@rule(act=PROGRAMME)
def vulnerable_group() -> Boolean:
    """Disability, kandas, large family, targeted assistance, loss of the breadwinner, care of a child with a disability."""
    return (
        with_disability()
        | (person.residence == "kandas")
        | of_family_helped_first()
        | (person.pension_kind == "survivor_benefit")
        | cares_for_disabled_child()
    )


@continued(act=PROJECT, since=PROJECT_BEGAN, until=WITHOUT_YOUTH)
@rule(act=PROGRAMME)
def young_person() -> Boolean:
    """Not older than the limit: until the day before the next birthday."""
    return age(person.birth_date) <= benefit.parameter("youth_age")


@benefit.condition("not_in_category", act=PROGRAMME, until=PROJECT_BEGAN)
def in_category() -> Boolean:
    """Until 2021: the unemployed, the self-employed, youth, vulnerable groups."""
    return unemployed() | self_employed() | young_person() | vulnerable_group()


@in_category.version(act=PROJECT, since=PROJECT_BEGAN, until=WITHOUT_YOUTH)
def in_category_of_2022() -> Boolean:
    """In 2022: youth and vulnerable groups."""
    return young_person() | vulnerable_group()


@continued(act=ENTERPRISE_RULES)
@in_category.version(act=PROJECT, since=WITHOUT_YOUTH)
def in_category_without_youth() -> Boolean:
    """Since 2023: vulnerable groups; youth are sent to a microcredit instead."""
    return vulnerable_group()


@continued(act=ENTERPRISE_RULES)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("no_certificate", act=PROGRAMME)
def certified() -> Boolean:
    """Took the course in the basics of enterprise."""
    return person.bastau_certificate


@continued(act=ENTERPRISE_RULES)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("received_before", act=PROGRAMME)
def first_grant() -> Boolean:
    """The grant is given once."""
    return ~person.business_grant_received


@continued(act=ENTERPRISE_RULES)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("project_not_approved", act=PROGRAMME)
def project_approved() -> Boolean:
    """The commission approved the project in the competition."""
    return person.business_project_approved


@continued(act=ENTERPRISE_RULES)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.amount(act=PROGRAMME)
def amount() -> Number:
    """At most so many MCI."""
    return parameter("mci") * benefit.parameter("amount_mci")
