"""What the sandbox's registers know of the families of a drive, as a file of people that it reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tirek.commands.road.families import Arrival, word_of
from tirek.commands.road.officers import territory_of
from tirek.registers.adapters.disability import Cause, Group
from tirek.registers.adapters.incomes import PensionKind
from tirek.registers.adapters.labour_market import Employment
from tirek.rulebook.engine.case import Row

FILE = "people.jsonl"
MONTHS = 3
SUMS = {
    "wage_tenge": "wage",
    "business_tenge": "business_income",
    "pension_tenge": "pension",
    "benefit_tenge": "state_benefits",
}
"""Columns of the file, and the sums of a quarter that they are a third of."""
WORDS: dict[str, tuple[str, Any]] = {
    "employment": ("employment", Employment),
    "pension_kind": ("pension_kind", PensionKind),
    "disability": ("disability", Group),
    "cause": ("disability_cause", Cause),
}
NOTHING = dict.fromkeys(("dwellings", "vehicles", "plots", "animals", "active_entities", "loans"), 0)
ROLES = ("head", "spouse", "child")


def write_citizens(arrivals: Iterable[Arrival], folder: Path) -> Path:
    """Write the people of the families as the registers know them: what their cases tell, and nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / FILE).open("w", encoding="utf-8") as stream:
        for arrival in arrivals:
            for line in _lines(arrival):
                stream.write(json.dumps(line) + "\n")
    return folder


def _lines(arrival: Arrival) -> Iterator[dict[str, Any]]:
    for iin, role, row in zip(arrival.iins, arrival.roles, arrival.household.persons, strict=True):
        yield {
            "iin": iin,
            "family": str(arrival.number),
            "role": role if role in ROLES else "other",
            "territory": territory_of(arrival.place),
            **NOTHING,
            **{column: int(row.get(fact, 0)) // MONTHS for column, fact in SUMS.items()},
            **{column: _word(row, fact, kind) for column, (fact, kind) in WORDS.items()},
        }


def _word(row: Row, fact: str, kind: Any) -> str:
    told = word_of(fact, row) if row.get(fact) else "none"
    return told if told in set(kind) else "none"
