"""The facts of a case: what the registry knows, over it what was declared, over that what was settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from tirek.department.applications.models import Case, DeclaredFact
from tirek.department.registry.facts.columns import CONFIDENTIAL_FACTS, OWN_SOURCES
from tirek.department.registry.facts.reading import case_of_family
from tirek.department.registry.models import Membership, Person
from tirek.department.verification.enums import CheckSource, CheckState
from tirek.department.verification.models import FactCheck
from tirek.department.verification.receipts import receipts_of
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.case import Case as Facts
from tirek.rulebook.engine.facts import RECEIVES, find_fact, row_limits
from tirek.rulebook.engine.needs import facts_needed

ROWS = "rows"
"""Stands for a fact where a declaration or a check says how many rows of an entity there are: no vehicle, two dwellings."""
APPLICANT = "declared"
"""The source of facts that only the applicant can tell."""
SOURCE_OF_ROWS: Mapping[str, str] = {"dwelling": "real_estate", "vehicle": "vehicles"}
"""Who knows all rows of an entity; a claim is told by the applicant alone."""


class Said(Protocol):
    """One fact in the stored form of the law, wherever it was said."""

    @property
    def entity(self) -> str:
        """Part of the law's register: family, person, claim ..."""
        ...

    @property
    def row(self) -> int:
        """Place among the rows of the entity."""
        ...

    @property
    def person_id(self) -> int | None:
        """Whose fact, of a person's."""
        ...

    @property
    def fact(self) -> str:
        """Name of the fact."""
        ...


Key = tuple[str, int, int | None, str]
"""Entity, place of the row, person, fact."""


def key_of(said: Said) -> Key:
    """What a declaration or a check is about; a person's fact is told apart by the person, not by a place."""
    return said.entity, 0 if said.person_id else said.row, said.person_id, said.fact


@dataclass(frozen=True)
class KnownFacts:
    """The law's case of a family on a day, and what it is made of.

    ``order`` are the persons of its rows; ``owner`` says for every record of them whose it is; ``asked`` are the sources
    that answered for every member. ``registry`` is the case as the registry alone knows it; ``established`` the case without
    what is only declared and others than the applicant could tell, and without what is told in two ways.
    """

    facts: Facts
    order: tuple[int, ...]
    owner: Mapping[int, int]
    asked: frozenset[str]
    registry: Facts
    established: Facts

    def place_of(self, said: Said) -> int | None:
        """The place of the row that something was said of; None where the person is not of the family."""
        if said.entity != "person":
            return said.row
        person = self.owner.get(said.person_id or 0)
        return self.order.index(person) if person in self.order else None


def registry_facts(family_id: int, on: date, *, applied_on: date | None = None) -> KnownFacts:
    """What the registry alone knows of a family. Three queries, whatever its size."""
    checked = dict(
        Membership.objects.filter(family=family_id, valid__contains=on)
        .order_by("pk")
        .values_list("person_id", "person__checked")
    )
    owner = {pk: pk for pk in checked} | dict(
        Person.objects.filter(merged_into__in=list(checked)).order_by("pk").values_list("pk", "merged_into_id")
    )
    asked = frozenset(set.intersection(*map(set, checked.values())) if checked else set())
    facts, order = case_of_family(family_id, list(owner), on, asked, applied_on=applied_on)
    return KnownFacts(facts, order, owner, asked, registry=facts, established=facts)


def facts_of(case: Case, on: date, *, applied_on: date | None = None) -> KnownFacts:
    """The facts of a case on a day. Five queries, and those of who knows what the family receives.

    The registry's word stands. What was declared counts where the registry knows nothing, or where nobody but the
    applicant can tell; the newest declaration of a fact is the one. What was settled goes over both. Facts of a
    confidential programme are left out of the case of another one, whoever reads it: they would be frozen with it.
    """
    known = registry_facts(case.family_id, on, applied_on=applied_on or case.applied_on)
    declared = newest(DeclaredFact.objects.filter(application=case.application_id).order_by("pk"))
    checks = list(FactCheck.objects.filter(case=case.pk).order_by("pk"))
    return lay_over(known, case, declared, checks, on)


def facts_without_a_case(family_id: int, programme: str, on: date, *, applied_on: date | None = None) -> KnownFacts:
    """What is known of a family that has not applied; three queries, and those of who knows what it receives.

    Nothing of it is kept, so facts of confidential programmes are those that the viewer may know.
    """
    known = registry_facts(family_id, on, applied_on=applied_on)
    received = receipts_of(family_id, on, received_programmes(programme, ""))
    family = {**known.facts.family, **{f"{RECEIVES}{name}": told for name, told in received.items()}}
    facts = Facts(family, known.facts.rows)
    return replace(known, facts=facts, established=facts)


def lay_over(
    known: KnownFacts, case: Case, declared: Sequence[DeclaredFact], checks: Sequence[FactCheck], on: date
) -> KnownFacts:
    """What the registry knows with declarations and settlements laid over it; the queries of who knows what is received."""
    received = receipts_of(case.family_id, on, received_programmes(case.programme, case.confidential))
    told = (known, declared, checks, received, case.confidential)
    return replace(known, facts=laid_facts(*told), established=laid_facts(*told, established=True))


def laid_facts(
    known: KnownFacts,
    declared: Sequence[DeclaredFact],
    checks: Sequence[FactCheck],
    received: Mapping[str, bool],
    confidential: str,
    *,
    established: bool = False,
) -> Facts:
    """The law's case of what the registry knows, with declarations and settlements laid over it. No query.

    Parameters
    ----------
    declared
        The newest of each fact.
    received
        Which other programmes the family receives.
    confidential
        The kind of the case's programme; facts of another kind are left out.
    established
        Without what is only declared and others than the applicant could tell.
    """
    sheet = _Sheet(known, established=established)
    sheet.declare(declared)
    sheet.settle(checks)
    sheet.receive(received)
    return sheet.frozen(confidential)


def only_applicant_knows(said: Said) -> bool:
    """Whether nobody but the applicant can tell a fact: what is claimed, and facts whose source is the applicant."""
    if said.fact == ROWS:
        return said.entity not in SOURCE_OF_ROWS
    return in_register(said) and find_fact(said.entity, said.fact).source == APPLICANT


def newest(declared: Iterable[DeclaredFact]) -> list[DeclaredFact]:
    """The last declaration of each fact, of declarations in the order in which they were made."""
    return list({key_of(said): said for said in declared}.values())


def rows_declared(declared: Iterable[DeclaredFact]) -> int | None:
    """How many rows of one entity the applicant told of; None where there is no word of them."""
    listed = list(declared)
    counted = [said.value for said in listed if said.fact == ROWS and said.value is not None]
    return counted[-1] if counted else max((said.row + 1 for said in listed), default=None)


def received_programmes(programme: str, confidential: str) -> list[str]:
    """Of which other programmes the law asks whether the family receives them; a confidential one only for its own kind."""
    asked = [
        fact.name.removeprefix(RECEIVES)
        for fact in facts_needed(find_benefit(programme))
        if fact.name.startswith(RECEIVES)
    ]
    return [name for name in asked if confidential or not find_benefit(name).confidential]


class _Sheet:
    """A case while it is put together; ``established`` takes only what nobody doubts."""

    def __init__(self, known: KnownFacts, *, established: bool) -> None:
        self.known, self.established = known, established
        self.family = dict(known.facts.family)
        self.rows = {
            entity: None if rows is None else [dict(row) for row in rows] for entity, rows in known.facts.rows.items()
        }

    def declare(self, declared: Sequence[DeclaredFact]) -> None:
        """Lay what the applicant told over what the registry leaves open."""
        for entity in self.rows:
            if entity != "person":
                self._declare_rows(entity, [said for said in declared if said.entity == entity])
        for said in declared:
            row = self._row_of(said)
            if said.fact == ROWS or said.value is None or row is None or not in_register(said):
                continue
            own = only_applicant_knows(said)
            if own or (said.fact not in row and not self.established):
                row[said.fact] = stored(said, said.value)

    def settle(self, checks: Iterable[FactCheck]) -> None:
        """Lay what was established over all: a value, or that nobody knows."""
        listed = sorted(checks, key=lambda check: check.fact != ROWS)
        for check in listed:
            if check.state == CheckState.RESOLVED:
                self._set(check, check.settled_value)
            elif check.state == CheckState.UNKNOWN or (self.established and check.state == CheckState.DISCREPANT):
                self._set(check, None)
            elif check.state == CheckState.CONFIRMED and check.fact != ROWS and self._outweighs(check):
                self._set(check, check.found_value)

    def receive(self, told: Mapping[str, bool]) -> None:
        """Put in which other programmes the family receives."""
        self.family |= {f"{RECEIVES}{programme}": received for programme, received in told.items()}

    def frozen(self, confidential: str) -> Facts:
        """The case, without facts of a confidential programme of another kind."""
        hidden = {fact for fact, kind in CONFIDENTIAL_FACTS.items() if kind != confidential}
        rows = {
            entity: None if listed is None else tuple(_without(row, hidden) for row in listed)
            for entity, listed in self.rows.items()
        }
        return Facts(_without(self.family, hidden), rows)

    def _outweighs(self, check: FactCheck) -> bool:
        """Whether what was found fills a gap; or a visit saw what the registry only takes for none, as nobody recorded it."""
        row = self._row_of(check)
        if row is None or check.found_value is None or not in_register(check):
            return False
        seen = check.found_source == CheckSource.VISIT and find_fact(check.entity, check.fact).source in OWN_SOURCES
        return seen or check.fact not in row

    def _declare_rows(self, entity: str, declared: Sequence[DeclaredFact]) -> None:
        """Add the rows that only the applicant told of; where the source has answered, it has told of all there are."""
        told = rows_declared(declared)
        source = SOURCE_OF_ROWS.get(entity)
        if source in self.known.asked or (source and self.established) or told is None:
            return
        rows = self.rows[entity] or []
        self.rows[entity] = _sized(rows, max(told, len(rows)), entity)

    def _set(self, check: FactCheck, value: int | None) -> None:
        if check.fact == ROWS:
            self.rows[check.entity] = (
                None if value is None else _sized(self.rows[check.entity] or [], value, check.entity)
            )
            return
        row = self._row_of(check)
        if row is None or not in_register(check):
            return
        if value is None:
            row.pop(check.fact, None)
        else:
            row[check.fact] = stored(check, value)

    def _row_of(self, said: Said) -> dict[str, int | bool] | None:
        """The row that something was said of; None where there is none, or the person has left the family."""
        if said.entity == "family":
            return self.family
        place = self.known.place_of(said)
        rows = self.rows.get(said.entity) or []
        return rows[place] if place is not None and place < len(rows) else None


def stored(said: Said, value: int) -> int | bool:
    """A number of the database in the form the law reads: a yes-no is a boolean."""
    return bool(value) if find_fact(said.entity, said.fact).type == "boolean" else value


def in_register(said: Said) -> bool:
    """Whether the law still knows the fact; a place in the city is the registry's alone."""
    try:
        find_fact(said.entity, said.fact)
    except KeyError:
        return False
    return said.fact != "territory"


def _sized(rows: list[dict[str, int | bool]], count: int, entity: str) -> list[dict[str, int | bool]]:
    """So many rows: the first ones, and new ones of which nothing is known; never more than the law can count."""
    count = min(count, row_limits()[entity])
    return [*rows[:count], *({} for _ in range(count - len(rows)))]


def _without(row: Mapping[str, int | bool], hidden: set[str]) -> dict[str, int | bool]:
    return {name: value for name, value in row.items() if name not in hidden}
