"""Where each fact of the law's register stands in the registry: one SQL expression a fact, in the stored form of the law.

The same text answers for one family (the card, later a case) and for everybody (the snapshot), so the two cannot differ.

A fact without an expression of its own is a `Circumstance` under its own name. A fact for which nothing is recorded is
"none" (no, zero, never) where its source was asked (`Person.checked`) or is the department itself, and unknown otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from tirek.department.registry.enums import IncomeKind
from tirek.rulebook.engine.facts import Fact, fact_register

STATUSES = Path(__file__).parents[1] / "statuses.yaml"
OWN_SOURCES = frozenset({"department", "career_centre", "commission"})
"""What these would know, the department itself has recorded: nothing recorded means none."""
CONFIDENTIAL_FACTS: Mapping[str, str] = {
    "hiv_registered": "hiv",
    "tuberculosis_outpatient": "tuberculosis",
    "life_situation": "violence",
}
"""Facts that only a viewer of that confidential programme may know; for everybody else they are unknown, not false."""

DATE_AS_INTEGER = "(extract(year FROM {0}) * 10000 + extract(month FROM {0}) * 100 + extract(day FROM {0}))::int"


@cache
def status_kinds() -> dict[str, dict[str, object]]:
    """The kinds of status of ``statuses.yaml``, in its order."""
    document: dict[str, dict[str, dict[str, object]]] = yaml.safe_load(STATUSES.read_text(encoding="utf-8"))
    return document["statuses"]


@cache
def status_facts() -> dict[str, str]:
    """Yes-no facts that a status answers: fact -> kind of status."""
    return {str(entry["fact"]): kind for kind, entry in status_kinds().items() if "fact" in entry}


def code_of(fact: Fact, column: str) -> str:
    """The place of a word in the fact's list; NULL for a word that is not in it."""
    words = ", ".join(f"'{word}'" for word in fact.values)
    return f"array_position(ARRAY[{words}], ({column})::text) - 1"


def person_expression(fact: Fact) -> str:
    """The expression of a person's fact over the aliases of ``queries.PERSONS``."""
    direct = {
        "birth_date": DATE_AS_INTEGER.format("p.birth_on"),
        "sex": code_of(fact, "p.sex"),
        "residence": code_of(fact, "p.residence"),
        "registered_at_address": "registered.address_id = coalesce(members.address_id, registered.address_id)",
        "disability": code_of(fact, 'disability."group"'),
        "disability_cause": code_of(fact, "disability.cause"),
    }
    if fact.name in direct:
        return direct[fact.name]
    if fact.name in IncomeKind.values:
        return f"income.{fact.name}"
    if fact.name in status_facts():
        return f"(status.{fact.name})"
    return circumstance_expression(fact, "tail")


def circumstance_expression(fact: Fact, alias: str) -> str:
    """The recorded circumstance as the law stores it."""
    column = f"{alias}.{fact.name}"
    return f"({column} <> 0)" if fact.type == "boolean" else column


def pivot_columns(facts: list[Fact]) -> str:
    """Rows of circumstances as one column a fact."""
    columns = []
    for fact in facts:
        value = code_of(fact, "c.choice") if fact.type == "enum" else "c.value"
        columns.append(f"max({value}) FILTER (WHERE c.fact = '{fact.name}') AS {fact.name}")
    return ",\n    ".join(columns) or "NULL AS nothing"


def names_of(facts: list[Fact]) -> str:
    """The names of facts as an array: the pivot passes over what it has no column for."""
    return "ARRAY[" + ", ".join(f"'{fact.name}'" for fact in facts) + "]"


def with_default(fact: Fact, expression: str, checked: str = "checked") -> str:
    """What is recorded; else "none" where the source has answered; else NULL, which the law reads as unknown."""
    none = default_of(fact)
    if none is not None:
        asked = "TRUE" if fact.source in OWN_SOURCES else f"{checked}.{_flag_of(fact)}"
        expression = f"coalesce({expression}, CASE WHEN {asked} THEN {none} END)"
    if fact.name in CONFIDENTIAL_FACTS:
        kind = CONFIDENTIAL_FACTS[fact.name]
        expression = f"CASE WHEN '{kind}' = ANY (confidential.kinds) THEN {expression} END"
    return expression


def is_of_quarter(fact: Fact) -> bool:
    """Whether the fact is a sum of the quarter before: an answer given before that quarter ended says nothing of it."""
    return fact.name in IncomeKind.values


def _flag_of(fact: Fact) -> str:
    return f"{fact.source}_quarter" if is_of_quarter(fact) else fact.source


def checked_flags(entity: str) -> str:
    """One flag a source: whether it has answered; and of the sources of income, whether after the quarter that counts."""
    flags = [f"p.checked ? '{source}' AS {source}" for source in sources_of(entity)]
    quarterly = sorted({fact.source for fact in facts_of(entity) if is_of_quarter(fact)})
    flags += [
        f"coalesce(p.checked->>'{source}' >= %(quarter_to)s::date::text, FALSE) AS {source}_quarter"
        for source in quarterly
    ]
    return ", ".join(flags) or "TRUE AS nothing"


def default_of(fact: Fact) -> str | None:
    """How "none" is stored for a fact, or None where the fact has no such value (a birth date, a tenure)."""
    if fact.type == "boolean":
        return "FALSE"
    if fact.type == "enum":
        return "0" if fact.values[0] == "none" else None
    if fact.type == "date":
        return "0" if fact.never else None
    return "0" if fact.low <= 0 else None


def facts_of(entity: str) -> list[Fact]:
    """The facts of an entity, in the order of the register."""
    return list(fact_register()[entity].values())


def sources_of(entity: str) -> list[str]:
    """The sources that must have answered before nothing means none."""
    return sorted({fact.source for fact in facts_of(entity) if default_of(fact) is not None} - OWN_SOURCES)
