"""What would turn a refusal: only correctable facts, found in the tree and proven by deciding again.

A fact is correctable when a document, a record, a registration, a contract or a consent can change it (``facts/``). Illness,
disability, death, divorce, birth and a lower income are never among them, so they can never be advised. A correctable fact is
advised in one direction only (``advised``): nobody is told to give up a registration, a study or a contract.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice

from tirek.rulebook.engine.case import Case
from tirek.rulebook.engine.facts import Fact, find_fact
from tirek.rulebook.engine.outcomes import GRANTED, REFUSED, Outcome, decide
from tirek.rulebook.engine.program import Program
from tirek.rulebook.engine.tree import walk

MOST_TRIALS = 200
"""Decisions tried at most for one refusal."""


@dataclass(frozen=True)
class Change:
    """One correctable fact that would be otherwise."""

    fact: Fact
    row: int | None
    value: int | bool

    def advice(self, language: str) -> str:
        """What the family can do."""
        return self.fact.advice[language]


def find_changes(program: Program, outcome: Outcome, case: Case) -> tuple[Change, ...]:
    """The smallest set of correctable facts (at most two) that turns a refusal into a grant; empty if there is none."""
    if outcome.status != REFUSED:
        return ()
    candidates = list(_candidates(outcome, case))
    sets: Iterator[tuple[Change, ...]] = (chosen for size in (1, 2) for chosen in combinations(candidates, size))
    for chosen in islice(sets, MOST_TRIALS):
        if _turns(program, outcome.benefit_id, case, chosen):
            return chosen
    return ()


def _candidates(outcome: Outcome, case: Case) -> Iterator[Change]:
    failing = [reason.step.node for reason in outcome.reasons]
    for node in walk(*failing):
        if node.op != "fact":
            continue
        fact = find_fact(*node.args)
        if fact.correctable:
            yield from _changes_of(fact, case)


def _changes_of(fact: Fact, case: Case) -> Iterator[Change]:
    rows: list[tuple[int | None, Mapping[str, int | bool]]] = (
        [(None, case.family)] if fact.entity == "family" else list(enumerate(case.rows.get(fact.entity) or ()))
    )
    for index, row in rows:
        if row.get(fact.name) == (not fact.advised):
            yield Change(fact, index, fact.advised)


def _turns(program: Program, benefit_id: str, case: Case, changes: tuple[Change, ...]) -> bool:
    changed = case
    for change in changes:
        changed = changed.with_fact(change.fact.entity, change.fact.name, change.row, change.value)
    return decide(program, benefit_id, changed)[0].status == GRANTED
