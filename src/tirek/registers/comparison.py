"""Answers of several registers about one person, held side by side: where they disagree, nothing is a fact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tirek.registers.adapters.statements import Statement, Stating, Value
from tirek.registers.contract import Answer
from tirek.registers.failures import message


@dataclass(frozen=True)
class Contradiction:
    """Registers that state different things about the same person and day. The values stay in the evidence."""

    statement: Statement
    registers: tuple[str, ...]

    def text(self, language: str) -> str:
        """One line: what disagrees, between whom, what to do."""
        return f"{', '.join(self.registers)}: {message('contradiction', language).format(field=self.statement.value)}"


def find_contradictions(answers: Iterable[Answer]) -> tuple[Contradiction, ...]:
    """Where answers about **one** person disagree; only answers that describe the same day are held against each other.

    A register that found nobody states nothing, and neither does a missing field: silence contradicts nobody.
    """
    said: dict[tuple[Statement, date], dict[str, Value]] = {}
    for answer in answers:
        if isinstance(answer.record, Stating):
            for statement, value in answer.record.statements():
                said.setdefault((statement, answer.as_of), {})[answer.register] = value
    found = {
        Contradiction(statement, tuple(sorted(by_register)))
        for (statement, _), by_register in said.items()
        if len(set(by_register.values())) > 1
    }
    return tuple(sorted(found, key=lambda one: (one.statement, one.registers)))
