"""What is said of each fact of a case, and whether it agrees.

Nothing is tolerated: a yes-no and a word of a list agree or do not, a sum agrees to the tenge, a size to the unit in which
the law counts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from tirek.department.applications.models import Case, DeclaredFact
from tirek.department.parameters.overlays import current_overlay
from tirek.department.registry.models import RegisterAnswer
from tirek.department.verification.actions.findings import Finding, findings_for
from tirek.department.verification.enums import CheckSource, CheckState
from tirek.department.verification.facts import (
    ROWS,
    Key,
    KnownFacts,
    Said,
    key_of,
    lay_over,
    newest,
    only_applicant_knows,
    registry_facts,
    rows_declared,
)
from tirek.department.verification.models import FactCheck
from tirek.department.verification.provenance import Origins, Provenance
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.decisions import decide_family
from tirek.rulebook.engine.facts import RECEIVES, find_fact, row_limits
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.needs import facts_needed

SETTLED = (CheckState.RESOLVED, CheckState.UNKNOWN)
PARAMETER = "parameter."


@dataclass(frozen=True)
class About:
    """What a check is about; ``person_id`` only of a person's fact."""

    entity: str
    row: int
    person_id: int | None
    fact: str


@dataclass(frozen=True)
class Sayings:
    """What is said of one fact; None is "not told". A finding outweighs what the registry only takes for none."""

    about: About
    declared: int | None
    registry: int | None
    origin: Provenance | None
    visit: int | None
    visit_id: int | None
    visited_at: datetime | None

    @property
    def is_hearsay(self) -> bool:
        """Whether the registry's word is itself an earlier declaration."""
        return self.origin is not None and self.origin.source == CheckSource.DECLARED

    @property
    def recorded(self) -> int | None:
        """The registry's word, where it is one: not an absence that a visit filled, not what the applicant now tells anew."""
        if self.origin is None or (self.visit is not None and not self.origin.recorded):
            return None
        return None if self.is_hearsay and only_applicant_knows(self.about) else self.registry

    @property
    def found(self) -> int | None:
        """What somebody else than the applicant says: the visit before the registry."""
        return self.recorded if self.visit is None else self.visit

    @property
    def state(self) -> CheckState:
        """How the fact stands, as long as no officer has settled it."""
        said = {value for value in (self.declared, self.recorded, self.visit) if value is not None}
        if len(said) > 1:
            return CheckState.DISCREPANT
        found = self.found is not None and not (self.is_hearsay and self.visit is None)
        own = self.declared is not None and only_applicant_knows(self.about)
        return CheckState.CONFIRMED if found or own else CheckState.OPEN

    def fields(self) -> dict[str, Any]:
        """What a check keeps of it, by field."""
        origin = self.origin if self.visit is None and self.recorded is not None else None
        told: dict[str, Any] = {
            "declared_value": self.declared,
            "found_value": self.found,
            "found_source": "",
            "found_at": self.visited_at,
            "evidence_id": None,
            "visit_id": self.visit_id,
        }
        if self.visit is not None:
            told["found_source"] = CheckSource.VISIT
        elif origin is not None:
            told |= {"found_source": origin.source, "found_at": origin.at}
            told["evidence_id"] = origin.answer.pk if origin.answer else None
        return told


class CaseFacts:
    """Everything that is known of the facts of one case on a day: read once, in seven queries and those of the visit."""

    def __init__(self, case: Case, on: date) -> None:
        self.case, self.on = case, on
        self.registry: KnownFacts = registry_facts(case.family_id, on, applied_on=case.applied_on)
        self.declared: Sequence[DeclaredFact] = newest(
            DeclaredFact.objects.filter(application=case.application_id).order_by("pk")
        )
        self.checks: list[FactCheck] = list(FactCheck.objects.filter(case=case.pk).order_by("pk"))
        self.origins = Origins(self.registry, on, case.applied_on)
        self.findings: Mapping[Key, Finding] = {key_of(each): each for each in findings_for(case)}
        self._declared_by_key = {key_of(said): said for said in self.declared}

    @cached_property
    def needed(self) -> frozenset[str]:
        """Facts that the programme reads and a check can settle, as ``person.wage``."""
        facts = facts_needed(find_benefit(self.case.programme))
        return frozenset(
            fact.key for fact in facts if not fact.name.startswith(RECEIVES) and fact.key != "family.territory"
        )

    def wanted(self) -> Iterator[About]:
        """Facts that are compared: those that were declared, that a visit found, or that have a check already."""
        seen: set[Key] = set()
        everybody: list[Said] = [*self.checks, *self.declared, *self.findings.values()]
        for said in everybody:
            key = key_of(said)
            about = About(*key)
            of_family = self.registry.place_of(about) is not None
            if key not in seen and of_family and self.is_needed(about):
                seen.add(key)
                yield about
        for entity in ("dwelling", "vehicle"):
            about = About(entity, 0, None, ROWS)
            if key_of(about) not in seen and self.is_needed(about) and self._rows_declared(entity) is not None:
                yield about

    def is_needed(self, about: About) -> bool:
        """Whether the programme reads the fact, or counts the rows."""
        if about.fact == ROWS:
            return any(key.startswith(f"{about.entity}.") for key in self.needed)
        return f"{about.entity}.{about.fact}" in self.needed

    def said_of(self, about: About) -> Sayings:
        """What everybody says of a fact."""
        finding = self.findings.get(key_of(about))
        registry = self._in_registry(about)
        return Sayings(
            about=about,
            declared=self._declared(about),
            registry=registry,
            origin=None if registry is None else self.origins.of(about),
            visit=None if finding is None else finding.value,
            visit_id=None if finding is None else finding.visit_id,
            visited_at=None if finding is None else finding.found_at,
        )

    def known(self) -> KnownFacts:
        """The facts of the case with its checks as they stand in ``checks`` now."""
        return lay_over(self.registry, self.case, self.declared, self.checks, self.on)

    def missing(self) -> list[About]:
        """Facts that are not established and could still change what comes out. One query.

        A parameter that nobody has published is not among them: no check brings it.
        """
        moment = Moment(
            on=self.on, territory=self.case.territory, applied_on=self.case.applied_on, local=current_overlay()
        )
        answer = decide_family(self.case.programme, moment, self.known().established)
        found: list[About] = []
        for missing in answer.outcome.missing:
            if not missing.key.startswith(PARAMETER):
                found += self._places(missing.key, missing.rows)
        settled = {key_of(check) for check in self.checks if check.state == CheckState.UNKNOWN}
        return [about for about in found if key_of(about) not in settled and self.is_needed(about)]

    def waiting(self) -> list[RegisterAnswer]:
        """Questions to registers about facts of the programme that have not been answered."""
        return self.origins.open_questions(self.needed)

    def _places(self, key: str, rows: Iterable[int]) -> Iterator[About]:
        if "." not in key:
            yield About(key.removesuffix("s"), 0, None, ROWS)
            return
        entity, fact = key.split(".", 1)
        if entity == "family":
            yield About(entity, 0, None, fact)
        for row in rows:
            person = self.registry.order[row] if entity == "person" else None
            yield About(entity, 0 if person else row, person, fact)

    def _declared(self, about: About) -> int | None:
        if about.fact == ROWS:
            return self._rows_declared(about.entity)
        said = self._declared_by_key.get(key_of(about))
        return None if said is None else said.value

    def _rows_declared(self, entity: str) -> int | None:
        return rows_declared(said for said in self.declared if said.entity == entity)

    def _in_registry(self, about: About) -> int | None:
        facts = self.registry.registry
        if about.fact == ROWS:
            rows = facts.rows.get(about.entity)
            return None if rows is None else len(rows)
        if about.entity == "family":
            value = facts.family.get(about.fact)
        else:
            place, rows = self.registry.place_of(about), facts.rows.get(about.entity) or ()
            value = rows[place].get(about.fact) if place is not None and place < len(rows) else None
        return None if value is None else int(value)


def is_possible(about: About, value: int) -> bool:
    """Whether the law can read a value of a fact."""
    if about.fact == ROWS:
        return 0 <= value <= row_limits()[about.entity]
    fact = find_fact(about.entity, about.fact)
    return fact.low <= value <= fact.high
