"""Facts that an evaluation keeps: the same bytes for the same facts, for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tirek.department.applications.models import Case
from tirek.department.journal.canonical import canonical_json
from tirek.department.verification.facts import facts_of
from tirek.rulebook.engine.case import Case as Facts


@dataclass(frozen=True)
class FrozenFacts:
    """The law's case of a family, and whose its rows of persons are, in their order."""

    facts: Facts
    order: tuple[int, ...]

    def as_json(self) -> dict[str, Any]:
        """As it is kept: ``{family, rows, persons}``; rows that nobody knows are null."""
        rows = {
            entity: None if listed is None else [dict(row) for row in listed]
            for entity, listed in self.facts.rows.items()
        }
        return {"family": dict(self.facts.family), "rows": rows, "persons": list(self.order)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> FrozenFacts:
        """Facts as they were kept."""
        rows = {entity: None if listed is None else tuple(listed) for entity, listed in kept["rows"].items()}
        return cls(Facts(kept["family"], rows), tuple(kept["persons"]))

    @property
    def digest(self) -> str:
        """SHA-256, hexadecimal, over the canonical JSON."""
        return hashlib.sha256(canonical_json(self.as_json())).hexdigest()


def facts_of_case(case: Case, on: date, *, applied_on: date | None = None) -> FrozenFacts:
    """The facts of a case on a day, ready to be kept. Five queries, and those of who knows what the family receives.

    Parameters
    ----------
    on
        The day on which memberships, statuses and circumstances hold.
    applied_on
        The day whose quarter tells which quarter's incomes count; that of the application by default.
    """
    known = facts_of(case, on, applied_on=applied_on)
    return FrozenFacts(known.facts, known.order)
