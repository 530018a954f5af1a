"""Bastau Business: a free course in the basics of enterprise for the unemployed and the self-employed.

Law: programme of 2017-2021 (resolution 746); national project of 2021 (resolution 728); from 01.07.2023 order 272 of 30.06.2023.
Who may come is from general knowledge: unverified.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, person
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.employment import (
    ENTERPRISE_RULES,
    PROGRAMME,
    PROJECT,
    PROJECT_BEGAN,
    of_working_age,
    self_employed,
    unemployed,
)

benefit = Benefit.beside(__file__)


@continued(act=ENTERPRISE_RULES)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("not_of_age", act=PROGRAMME)
def of_age() -> Boolean:
    """From 16 to the pension age."""
    return of_working_age()


@continued(act=ENTERPRISE_RULES)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("has_other_work", act=PROGRAMME)
def may_start() -> Boolean:
    """Unemployed or self-employed."""
    return unemployed() | self_employed()


@continued(act=ENTERPRISE_RULES)
@continued(act=PROJECT, since=PROJECT_BEGAN)
@benefit.condition("taken_before", act=PROGRAMME)
def not_taken() -> Boolean:
    """Does not have the certificate yet."""
    return ~person.bastau_certificate
