"""Referral for a microcredit: the unemployed and self-employed, since 2023 youth; lent by an agent, nothing is paid here.

Law: programme of 2017-2021 (resolution 746); national project of 2021 (resolution 728); from 01.07.2023 order 272 of 30.06.2023.
That a certificate of the course is asked for was seen for 2017-2021 (damu.kz); later it is unverified.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, age, person
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.employment import (
    ENTERPRISE_RULES,
    PROGRAMME,
    PROJECT,
    PROJECT_BEGAN,
    self_employed,
    unemployed,
)
from tirek.rulebook.national.household import minor

benefit = Benefit.beside(__file__)

FOR_YOUTH = "2023-01-01"


@continued(act=ENTERPRISE_RULES)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("not_requested", act=PROGRAMME)
def requested() -> Boolean:
    """Asks for a microcredit for a business project."""
    return person.microcredit_requested


@continued(act=PROJECT, since=PROJECT_BEGAN, until=FOR_YOUTH)
@benefit.condition("not_in_group", act=PROGRAMME)
def in_group() -> Boolean:
    """Until 2022: the unemployed and the self-employed."""
    return unemployed() | self_employed()


@continued(act=ENTERPRISE_RULES)
@in_group.version(act=PROJECT, since=FOR_YOUTH)
def in_group_of_youth() -> Boolean:
    """Since 2023: of age, and not older than the limit."""
    return ~minor() & (age(person.birth_date) <= benefit.parameter("youth_age"))


@continued(act=ENTERPRISE_RULES)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("no_certificate", act=PROGRAMME)
def certified() -> Boolean:
    """Took the course in the basics of enterprise."""
    return person.bastau_certificate
