"""What a life event does to what people receive: data, read from ``reactions.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from tirek.department.flows.enums import Reaction
from tirek.department.registry.enums import IncomeKind, LifeEventKind
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.calendar import shift_months
from tirek.rulebook.engine.documents import read_document
from tirek.rulebook.engine.needs import facts_needed

FILE = Path(__file__).with_name("reactions.yaml")
ANY, FAMILY = "any", "family"


@dataclass(frozen=True)
class Rule:
    """One line of the file. ``reads`` is ``any``, ``family``, or names of facts."""

    does: Reaction
    holds: bool
    reads: str | tuple[str, ...]

    def reaches(self, programme: str) -> bool:
        """Whether what a programme gives may differ after such an event."""
        if self.reads == ANY:
            return True
        if self.reads == FAMILY:
            return find_benefit(programme).entity == "family" or not _facts(programme).isdisjoint(IncomeKind.values)
        return not _facts(programme).isdisjoint(self.reads)


@cache
def rules() -> Mapping[LifeEventKind, Rule]:
    """The rule of each kind of event."""
    document = read_document(FILE) or {}
    return {
        LifeEventKind(kind): Rule(
            Reaction(told["does"]),
            bool(told["holds"]),
            told["reads"] if isinstance(told["reads"], str) else tuple(told["reads"]),
        )
        for kind, told in document["events"].items()
    }


def acts_from(happened_on: date) -> date:
    """The first day on which an event counts: that of the month after it."""
    return shift_months(happened_on.replace(day=1), 1)


@cache
def entities_read(programme: str) -> frozenset[str]:
    """Whose facts a programme reads: family, person, dwelling, vehicle, claim."""
    return frozenset(fact.entity for fact in facts_needed(find_benefit(programme)))


@cache
def _facts(programme: str) -> frozenset[str]:
    return frozenset(fact.name for fact in facts_needed(find_benefit(programme)))
