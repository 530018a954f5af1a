"""Checks of reforms: form, acts, texts, the steps they change at the day they change them, cases, and binding."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from tirek.rulebook.cases import BASE, DEFAULT_TERRITORY
from tirek.rulebook.catalogue import benefit_ids, find_benefit
from tirek.rulebook.checks.finding import Finding, at, finding_of, guarded, missing_languages
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.calendar import Quarter
from tirek.rulebook.engine.documents import ROOT, place, read_document
from tirek.rulebook.engine.errors import NotInForce
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.program import bind_program
from tirek.rulebook.engine.reform import Change, ConditionChange, FloorChange, ParameterChange, Reform, StepChange
from tirek.rulebook.engine.reform_files import examine_reform
from tirek.rulebook.engine.rule_files import find_rule
from tirek.rulebook.engine.trace import step_titles
from tirek.rulebook.reforms import reform_folder, reform_names


def check_reforms() -> Iterator[Finding]:
    """Findings in every reform of the rulebook."""
    for name in reform_names():
        path = reform_folder(name) / "reform.yaml"
        yield from guarded(f"{path.relative_to(ROOT)}:1", partial(_check_reform, path))


def _check_reform(path: Path) -> Iterator[Finding]:
    reform, faults = examine_reform(path)
    for fault in faults.found:
        yield Finding(fault.where, fault.what, fault.remedy)
    yield from _check_cases(path.with_name("cases.yaml"), reform)
    if reform is None:
        return
    for change in reform.changes:
        yield from _check_source(path, change)
        yield from _check_text(path, change)
    yield from _check_binding(path, reform)


def _check_source(path: Path, change: Change) -> Iterator[Finding]:
    """A user may try an idea of nobody's; what the rulebook holds rests on an act or a report, and says where it was seen."""
    if not change.act:
        yield at(path, change.keys, f"the change of {change.target} rests on no act.", "Name a key of acts/.")
    if not change.source:
        remedy = "Give provenance: {mark, source}, to the change or to the reform."
        yield at(path, change.keys, f"it is not said where the change of {change.target} was seen.", remedy)


def _check_text(path: Path, change: Change) -> Iterator[Finding]:
    if not isinstance(change, StepChange | ConditionChange | FloorChange):
        return
    rule = change.text
    titles = rule.path.with_name("reform.yaml")
    yield from missing_languages(titles, ("steps", rule.name), step_titles(rule.path.parent).get(rule.name))
    if isinstance(change, StepChange):
        yield from _check_day(path, change)


def _check_day(path: Path, change: StepChange) -> Iterator[Finding]:
    """A step that had no text on the day of its change was not changed: the reform names another step, or another day."""
    rule = find_rule(change.target)
    assert rule is not None
    try:
        rule.version_at(Moment(on=change.start))
    except NotInForce:
        what = f"{change.target} has no text in force on {change.start}, when it is changed."
        yield at(path, change.keys, what, "Name the step that is in force on that day, or correct from.")


def _check_binding(path: Path, reform: Reform) -> Iterator[Finding]:
    """Findings that show when every benefit is bound under the reform, on each day on which something of it begins or ends."""
    days = {day for change in reform.changes for day in (change.start, change.until) if day is not None}
    days |= {_first_day(change.value.start) for change in reform.of_kind(ParameterChange)}
    territories = {change.territory or DEFAULT_TERRITORY for change in reform.changes}
    for day in sorted(days):
        for territory in sorted(territories):
            moment = Moment(on=day, territory=territory)
            for benefit in _sound_benefits(moment):
                try:
                    bind_program([benefit], replace(moment, reform=reform), drafts=True)
                except Exception as error:  # a text is a program: whatever it raises while it is bound is a finding
                    yield finding_of(error, place(path, "changes"))


def _sound_benefits(moment: Moment) -> Iterator[Benefit]:
    """Benefits that can be bound without the reform; what is wrong with the others is found where they are checked."""
    for name in benefit_ids():
        with suppress(Exception):
            benefit = find_benefit(name)
            bind_program([benefit], moment, drafts=True)
            yield benefit


def _first_day(start: date | Quarter) -> date:
    return start if isinstance(start, date) else date(start.year, 3 * start.number - 2, 1)


def _check_cases(path: Path, reform: Reform | None) -> Iterator[Finding]:
    cases = (read_document(path) or {}).get("cases") if path.exists() else None
    if not cases:
        shown = path.with_name("reform.yaml")
        yield at(shown, (), "there are no cases.", "Write cases.yaml beside it: each change before and after.")
        return
    for index, case in enumerate(cases):
        if not case.get("because"):
            yield at(path, ("cases", index), f"{case.get('name')} has no `because`.", "Write the arithmetic by hand.")
    if reform is not None:
        yield from _check_proofs(path, reform, cases)


def _check_proofs(path: Path, reform: Reform, cases: list[dict[str, Any]]) -> Iterator[Finding]:
    """Each article of a change has a case under the reform and one without it; each new refusal has a case."""
    shown = {(str(case.get("article")), case.get("under") == BASE) for case in cases}
    for article in sorted({change.article for change in reform.changes}):
        for base, words in ((True, "before"), (False, "under")):
            if (article, base) not in shown:
                what = f"no case shows article {article or '(none)'} {words} the reform."
                yield at(path, ("cases",), what, "Add one: `under: base` is the law without it.")
    proven = {code for case in cases for code in (case.get("expect") or {}).get("reasons") or ()}
    for change in reform.of_kind(ConditionChange):
        if change.code not in proven:
            yield at(path, ("cases",), f"no case is refused with {change.code}.", "Add one: each refusal has a case.")
