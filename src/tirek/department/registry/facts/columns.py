"""Where each fact of the law's register stands in the registry, and what it means that nothing is recorded.

A fact without a table of its own is a `Circumstance` under its own name. A fact for which nothing is recorded is "none"
(no, zero, never) where its source was asked (`Person.checked`) or is the department itself, and unknown otherwise.
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
INCOMES: tuple[str, ...] = tuple(IncomeKind.values)
"""Facts of a person that are sums of the quarter before."""
OF_PERSON = ("birth_date", "sex", "residence", "registered_at_address", "disability", "disability_cause")
"""Facts of a person that stand in columns of the person, of the disability and of the registered address."""


@cache
def status_kinds() -> dict[str, dict[str, object]]:
    """The kinds of status of ``statuses.yaml``, in its order."""
    document: dict[str, dict[str, dict[str, object]]] = yaml.safe_load(STATUSES.read_text(encoding="utf-8"))
    return document["statuses"]


@cache
def status_facts() -> dict[str, str]:
    """Yes-no facts that a status answers: fact -> kind of status."""
    return {str(entry["fact"]): kind for kind, entry in status_kinds().items() if "fact" in entry}


@cache
def circumstances_of(entity: str) -> list[Fact]:
    """The facts of an entity that have no table of their own."""
    elsewhere = {"territory", *OF_PERSON, *INCOMES, *status_facts()}
    return [fact for fact in facts_of(entity) if fact.name not in elsewhere]


def is_of_quarter(fact: Fact) -> bool:
    """Whether the fact is a sum of the quarter before: an answer given before that quarter ended says nothing of it."""
    return fact.name in INCOMES


def default_of(fact: Fact) -> int | None:
    """How "none" is stored for a fact, or None where the fact has no such value (a birth date, a tenure)."""
    if fact.type == "boolean":
        return 0
    if fact.type == "enum":
        return 0 if fact.values[0] == "none" else None
    if fact.type == "date":
        return 0 if fact.never else None
    return 0 if fact.low <= 0 else None


def facts_of(entity: str) -> list[Fact]:
    """The facts of an entity, in the order of the register."""
    return list(fact_register()[entity].values())


def sources_of(entity: str) -> list[str]:
    """The sources that must have answered before nothing means none."""
    return sorted({fact.source for fact in facts_of(entity) if default_of(fact) is not None} - OWN_SOURCES)


@cache
def asked_bits() -> dict[tuple[str, bool], int]:
    """The place of each source in the number ``asked`` of a person: whether it answered, and whether after the quarter."""
    facts = [fact for entity in ("family", "person") for fact in facts_of(entity) if default_of(fact) is not None]
    pairs = {(fact.source, is_of_quarter(fact)) for fact in facts if fact.source not in OWN_SOURCES}
    return {pair: place for place, pair in enumerate(sorted(pairs))}
