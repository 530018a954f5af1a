"""Facts outside the register's ranges are refused: the proof against overflow holds for facts inside them only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.facts import find_fact, row_limits
from tirek.rulebook.engine.lowering import Nullable

TABLES = {
    "family": "families",
    "person": "persons",
    "dwelling": "dwellings",
    "vehicle": "vehicles",
    "claim": "claims",
    "employer": "employers",
}
"""Table of a snapshot that holds the rows of an entity."""


@dataclass(frozen=True)
class Extremes:
    """What a column holds: smallest and largest value (None where there is none), and how many nulls.

    ``type`` is one of ``integer``, ``boolean`` or, for anything else, the name the engine gives it.
    """

    type: str
    low: int | bool | None
    high: int | bool | None
    nulls: int


def check_fact(entity: str, name: str, value: object, where: str, *, nullable: bool) -> None:
    """Check one stored fact.

    Raises
    ------
    FactError
        If it is of the wrong type, outside its range, or unknown where it may not be.
    """
    fact = find_fact(entity, name)
    if value is None:
        if nullable:
            return
        raise FactError(where, "not_known")
    if fact.type == "boolean":
        if not isinstance(value, bool):
            raise FactError(where, "not_boolean", value=value)
    elif isinstance(value, bool) or not isinstance(value, int):
        raise FactError(where, "not_number", value=value)
    elif not fact.low <= value <= fact.high:
        raise FactError(where, "out_of_range", value=value, low=fact.low, high=fact.high)


def check_row_count(entity: str, count: int) -> None:
    """Check how many rows one family has.

    Raises
    ------
    FactError
        If they are more than the proof against overflow allows.
    """
    limit = row_limits()[entity]
    if count > limit:
        raise FactError(TABLES[entity], "too_many_rows", count=count, limit=limit)


def column_problems(
    facts: Mapping[str, Iterable[str]], found: Mapping[tuple[str, str], Extremes], nullable: Nullable = frozenset()
) -> list[str]:
    """What is wrong with the columns of a snapshot, one sentence each, as a single family's facts would be refused.

    Parameters
    ----------
    facts : mapping of entity to fact names
        Facts the law reads.
    found : mapping of (entity, fact) to Extremes
        What the columns hold.
    nullable : frozenset of (entity, fact)
        Facts that may be unknown.
    """
    problems = []
    for entity, names in facts.items():
        for name in names:
            where = f"{TABLES[entity]}.{name}"
            try:
                _check_column(entity, name, found.get((entity, name)), where, (entity, name) in nullable)
            except FactError as error:
                problems.append(str(error))
    return problems


def _check_column(entity: str, name: str, found: Extremes | None, where: str, nullable: bool) -> None:
    if found is None:
        raise FactError(where, "unknown_fact", allowed=f"{TABLES[entity]}.{name}")
    boolean = find_fact(entity, name).type == "boolean"
    if found.type != ("boolean" if boolean else "integer"):
        raise FactError(where, "not_boolean" if boolean else "not_number", value=found.type)
    if found.nulls and not nullable:
        check_fact(entity, name, None, where, nullable=False)
    for value in (found.low, found.high):
        check_fact(entity, name, value, where, nullable=True)
