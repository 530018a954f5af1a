"""From where the registry knows a fact: whose row it is, and which answer of a register stands behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tirek.department.registry.enums import AnswerOutcome, AnswerState, IncomeKind
from tirek.department.registry.facts.columns import OWN_SOURCES, status_facts
from tirek.department.registry.facts.reading import quarter_before
from tirek.department.registry.models import Circumstance, Disability, Dwelling, Income, RegisterAnswer, Status, Vehicle
from tirek.department.registry.rows_about import Found, rows_about
from tirek.department.verification.enums import CheckSource
from tirek.department.verification.facts import ROWS, SOURCE_OF_ROWS, KnownFacts, Said
from tirek.registers.catalogue import registers
from tirek.rulebook.engine.facts import find_fact

KINDS = (Income, Status, Circumstance, Disability, Dwelling, Vehicle, RegisterAnswer)
BY_HAND: Mapping[str, CheckSource] = {
    "declared": CheckSource.DECLARED,
    "document": CheckSource.DOCUMENT,
    "visit": CheckSource.VISIT,
    "list": CheckSource.LIST,
    "import": CheckSource.DEPARTMENT,
    **dict.fromkeys(OWN_SOURCES, CheckSource.DEPARTMENT),
}
"""Sources of rows; any other is a register."""
ROWS_OF: Mapping[str, type[Any]] = {"dwelling": Dwelling, "vehicle": Vehicle}
OF_DISABILITY = ("disability", "disability_cause")


@dataclass(frozen=True)
class Provenance:
    """Who told the registry, when, and by which answer. ``recorded`` is False where "none" stands for the absence of a row."""

    source: CheckSource
    at: datetime | None
    answer: RegisterAnswer | None
    recorded: bool


class Origins:
    """The rows of the registry about the members of a family. One query."""

    def __init__(self, known: KnownFacts, on: date, applied_on: date) -> None:
        self.known, self.on = known, on
        self.quarter = quarter_before(applied_on)
        self.rows: Found = rows_about(list(known.owner), KINDS) if known.owner else {}

    def of(self, said: Said) -> Provenance:
        """From where the registry has its value of a fact."""
        rows = self._rows(said)
        answer = self.answer(said)
        if rows:
            # A declaration counts only where nothing else is recorded: so the registry reads its rows.
            row = min(rows, key=lambda each: (each.source == "declared", -each.pk))
            source = BY_HAND.get(row.source, CheckSource.REGISTER)
            return Provenance(
                source, row.recorded_at, answer if source == CheckSource.REGISTER else None, recorded=True
            )
        if answer is not None:
            return Provenance(CheckSource.REGISTER, answer.answered_at, answer, recorded=True)
        own = said.fact != ROWS and find_fact(said.entity, said.fact).source in OWN_SOURCES
        return Provenance(CheckSource.DEPARTMENT if own else CheckSource.REGISTER, None, None, recorded=not own)

    def answer(self, said: Said) -> RegisterAnswer | None:
        """The last usable answer of a register that fills the fact, about the person or about anybody of the family."""
        codes = registers_filling(said)
        usable = [
            each
            for each in self._of(RegisterAnswer, said)
            if each.register in codes and each.state == AnswerState.ANSWERED and each.outcome in AnswerOutcome.usable()
        ]
        return max(usable, key=lambda each: (each.as_of, each.pk), default=None)

    def open_questions(self, facts: Iterable[str]) -> list[RegisterAnswer]:
        """Questions to registers that fill one of these facts (``person.wage``) and have not been answered."""
        wanted = set(facts)
        return [
            each
            for each in self.rows.get(RegisterAnswer, [])
            if each.is_open and set(registers()[each.register].fills) & wanted
        ]

    def _rows(self, said: Said) -> list[Any]:
        fact = said.fact
        if said.entity in ROWS_OF:
            return [row for row in self._of(ROWS_OF[said.entity], said) if self._holds(row)]
        if said.entity not in ("person", "family"):
            return []
        if fact in IncomeKind.values:
            quarter = self.quarter
            return [
                row
                for row in self._of(Income, said)
                if row.kind == fact and quarter["quarter_from"] <= row.month < quarter["quarter_to"]
            ]
        if fact in status_facts():
            kind = status_facts()[fact]
            return [row for row in self._of(Status, said) if row.kind == kind and self._holds(row)]
        if fact in OF_DISABILITY:
            return [row for row in self._of(Disability, said) if self._holds(row)]
        return [row for row in self._of(Circumstance, said) if row.fact == fact and self._holds(row)]

    def _of(self, kind: type[Any], said: Said) -> list[Any]:
        rows = self.rows.get(kind, [])
        if said.entity != "person":
            return rows
        person = self.known.owner.get(said.person_id or 0)
        return [row for row in rows if self.known.owner.get(row.person_id) == person]

    def _holds(self, row: Any) -> bool:
        valid = row.valid
        return (valid.lower is None or valid.lower <= self.on) and (valid.upper is None or self.on < valid.upper)


def registers_filling(said: Said) -> set[str]:
    """Codes of the registers that can tell a fact, or how many rows there are."""
    if said.fact == ROWS:
        source = SOURCE_OF_ROWS.get(said.entity)
        return {code for code, register in registers().items() if source in register.sources}
    return {code for code, register in registers().items() if f"{said.entity}.{said.fact}" in register.fills}
