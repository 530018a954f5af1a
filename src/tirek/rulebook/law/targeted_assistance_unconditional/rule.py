"""Unconditional targeted assistance: the poverty line less per-capita income, for each member, to those who cannot work.

Law: law 246 of 17.07.2001, articles 2, 4, 6 and 7, until 30.06.2023; then Social Code, articles 120, 121 and 127-129. Where in
law 246 a ground stands was not seen, only the titles of its articles: unverified.
"""

from __future__ import annotations

from tirek.rulebook.engine import Benefit, Boolean, Number, any_of, family
from tirek.rulebook.national.continuity import continued
from tirek.rulebook.national.household import CODE, LAW, counted, members, per_capita_income
from tirek.rulebook.national.poverty_line import poverty_line
from tirek.rulebook.national.targeted_assistance import bar_is_over, unconditional_case

benefit = Benefit.beside(__file__)


@continued(act=CODE, article="120")
@benefit.condition("nobody_counted", act=LAW, article="2")
def somebody_counted() -> Boolean:
    """At least one member is of those whom the law assists, and lives with the family."""
    return any_of(counted())


@continued(act=CODE, article="121")
@benefit.condition("able_to_work", act=LAW, article="2")
def unable_to_work() -> Boolean:
    """The family is one that is assisted without conditions."""
    return unconditional_case()


# The line is inclusive: assistance is for income "not above" it, and a refusal for income that exceeds it. A family exactly on
# the line is assisted with 0 tenge, which still opens the aid for its children.
@continued(act=CODE, article="128")
@benefit.condition("income_above_line", act=LAW, article="4")
def income_within_line() -> Boolean:
    """Per-capita income does not exceed the poverty line."""
    return per_capita_income() <= poverty_line()


@continued(act=CODE, article="128")
@benefit.condition("survey_refused", act=LAW, article="4")
def survey_allowed() -> Boolean:
    """The family let the participating commission see how it lives."""
    return ~family.survey_refused


@continued(act=CODE, article="128")
@benefit.condition("no_need_found", act=LAW, article="4")
def need_found() -> Boolean:
    """The participating commission concluded that the family is in need."""
    return family.commission_found_need


@continued(act=CODE, article="128")
@benefit.condition("contract_broken", act=LAW, article="4")
def contract_kept() -> Boolean:
    """No social contract was broken by the family in the six months before the application."""
    return bar_is_over(family.contract_broken_on)


# Article 128 (6) names the ground; the six months are from general knowledge: unverified.
@continued(act=CODE, article="128")
@benefit.condition("false_data", act=LAW, article="4")
def data_true() -> Boolean:
    """No knowingly false data were found in the six months before the application."""
    return bar_is_over(family.false_data_on)


@continued(act=CODE, article="129")
@benefit.amount(act=LAW, article="7")
def amount() -> Number:
    """(line - per-capita income) x members, a month, for the family."""
    return (poverty_line() - per_capita_income()) * members()
