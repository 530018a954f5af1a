"""Checks of benefits against the register of acts: what is in force rests on an act that is in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tirek.rulebook.checks.finding import Finding, at
from tirek.rulebook.engine.acts import act_register
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.needs import read_steps

Days = tuple[date, date]
"""First day, and the day after the last."""


def broken_terms(benefit: Benefit) -> list[int]:
    """Terms without a first day or a status, which nothing else can be asked of."""
    entries = benefit.document.get("terms") or ()
    return [i for i, entry in enumerate(entries) if not isinstance(entry.get("from"), date) or "status" not in entry]


def check_acts_in_force(benefit: Benefit) -> Iterator[Finding]:
    """Findings in terms and steps that rest on an act which had not begun, or had ended."""
    terms = [(term.start, term.until or date.max) for term in benefit.terms]
    for index, (term, days) in enumerate(zip(benefit.terms, terms, strict=True)):
        for uncovered in _uncovered(term.act, days):
            what = f"{term.act} is not in force {_shown(uncovered)}, the term is."
            yield at(benefit.path, ("terms", index), what, "Give the term the act of its day.")
    first, last = min(start for start, _ in terms), max(end for _, end in terms)
    for reads in read_steps(benefit).values():
        for version in reads.rule.versions:
            days = max(version.since, first), min(version.until or date.max, last)
            for uncovered in _uncovered(version.act, days):
                what = f"{reads.rule.name} rests on {version.act}, which is not in force {_shown(uncovered)}."
                yield Finding(version.where, what, "Give it a version under the act of that day (since, until).")


def _uncovered(key: str, days: Days) -> Iterator[Days]:
    """Parts of a time in which an act is not in force; nothing for an act that is not known."""
    act, (start, end) = act_register().get(key), days
    if act is None or act.in_force_from is None or start >= end:
        return
    if start < act.in_force_from:
        yield start, min(end, act.in_force_from)
    if act.in_force_until is not None and act.in_force_until < end:
        yield max(start, act.in_force_until), end


def _shown(days: Days) -> str:
    start, end = days
    return f"from {start}" if end == date.max else f"from {start} to {end}"
