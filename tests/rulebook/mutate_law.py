"""Take each condition, cap, floor, branch and boundary of each rule away in turn: a case must fail every time.

``python -m tests.rulebook.mutate_law [benefit ...]`` (``national``, and reforms, by name too) prints what became of each
mutant; exit 1 where one survived.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.rulebook.law_mutants import NATIONAL, group_names, own_rules
from tests.rulebook.mutant_trials import Trial, failing_cases, try_rule
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.documents import read_document
from tirek.rulebook.reforms import reform_names

EQUIVALENT = Path(__file__).with_name("equivalent_mutants.yaml")


def run_trials(groups: Iterable[str], processes: int = 1) -> list[Trial]:
    """Trials of every mutant of the groups, in order."""
    tasks = [(group, rule.full_name) for group in groups for rule in own_rules(group)]
    if processes == 1:
        return [trial for group, name in tasks for trial in try_rule(group, name)]
    # Spawned, not forked: each worker builds its own law, and no half-built step is inherited.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        found = pool.map(try_rule, *zip(*tasks, strict=True))
        return [trial for trials in found for trial in trials]


def read_equivalents() -> list[dict[str, Any]]:
    """Mutants that no family can tell from the law, each with the reason."""
    return read_document(EQUIVALENT) or []


def excused(trial: Trial, equivalents: list[dict[str, Any]]) -> str:
    """Reason why a survivor is no fault; empty where there is none."""
    for entry in equivalents:
        if (entry["benefit"], entry["step"], entry["what"]) == (trial.group, trial.step, trial.what):
            return str(entry["reason"])
    return ""


def stale_equivalents(trials: list[Trial], groups: Iterable[str], equivalents: list[dict[str, Any]]) -> list[str]:
    """Entries of the list that name no survivor any more."""
    survivors = {(trial.group, trial.step, trial.what) for trial in trials if trial.survived}
    return [
        f"{entry['benefit']} {entry['step']}: {entry['what']}"
        for entry in equivalents
        if entry["benefit"] in groups and (entry["benefit"], entry["step"], entry["what"]) not in survivors
    ]


def table(trials: list[Trial], equivalents: list[dict[str, Any]]) -> str:
    """One line a mutant: benefit, step, place, what was taken away, and its fate."""
    rows = [(t.group, t.step, t.where, f"- {t.what}", fate(t, equivalents)) for t in trials]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    return "\n".join("  ".join([*(c.ljust(w) for c, w in zip(row, widths, strict=False)), *row[3:]]) for row in rows)


def fate(trial: Trial, equivalents: list[dict[str, Any]]) -> str:
    """What became of a mutant, in words."""
    if not trial.survived:
        return f"| killed by {trial.killer}"
    reason = excused(trial, equivalents)
    return f"| equivalent: {reason}" if reason else f"| SURVIVED: {trial.hint}"


def judge(groups: list[str], processes: int) -> tuple[str, bool]:
    """The report on groups of steps, and whether all is well."""
    equivalents = read_equivalents()
    trials = run_trials(groups, processes)
    survivors = [trial for trial in trials if trial.survived and not excused(trial, equivalents)]
    listed = sum(trial.survived for trial in trials) - len(survivors)
    killed = len(trials) - listed - len(survivors)
    failing = [line for group in groups if group != NATIONAL for line in failing_cases(_judge(group))]
    stale = stale_equivalents(trials, groups, equivalents)
    lines = [
        table(trials, equivalents),
        *(f"fails before any mutation: {line}" for line in failing),
        *(f"equivalent_mutants.yaml lists what does not survive: {line}" for line in stale),
        f"mutants {len(trials)}, killed {killed}, survived {len(survivors)}, equivalent {listed}",
    ]
    return "\n".join(lines), not (survivors or failing or stale)


def _judge(group: str) -> Benefit | str:
    return group if group in reform_names() else find_benefit(group)


def main(arguments: list[str]) -> int:
    """Run it; 1 where a mutant survives, 2 where a name is unknown."""
    unknown = [name for name in arguments if name not in group_names()]
    if unknown:
        sys.stderr.write(f"{', '.join(unknown)}: there is no such benefit. Name some of: {', '.join(group_names())}.\n")
        return 2
    report, in_order = judge(arguments or group_names(), min(2, os.cpu_count() or 1))
    sys.stdout.write(report + "\n")
    return 0 if in_order else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
