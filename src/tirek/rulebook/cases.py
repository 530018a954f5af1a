"""Cases: families written by hand beside the law, with the arithmetic that proves each article and refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.acts import LANGUAGES
from tirek.rulebook.engine.assumptions import find_assumption
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.case import PARTS, Case, read_case, territory_of
from tirek.rulebook.engine.documents import place, read_document
from tirek.rulebook.engine.interpreter import Interpreter, settled
from tirek.rulebook.engine.moment import Assumption, Moment
from tirek.rulebook.engine.outcomes import GRANTED, UNDETERMINED, Outcome, decide
from tirek.rulebook.engine.program import Program, bind_program
from tirek.rulebook.engine.reform import Reform
from tirek.rulebook.reforms import find_reform, reform_folder, reform_names

DEFAULT_TERRITORY = "750000000"
BASE = "base"
"""What a case of a reform writes under ``under`` where it shows the law without the reform."""


@dataclass(frozen=True)
class LawCase:
    """One case of a ``cases.yaml``, of a benefit or of a reform.

    Attributes
    ----------
    because : str
        The arithmetic by hand.
    expect : mapping
        Outcome and figures written by hand; the engine never writes them.
    """

    benefit: Benefit
    path: Path
    name: str
    index: int
    moment: Moment
    case: Case
    expect: Mapping[str, Any]
    because: str
    act: str
    article: str

    @property
    def where(self) -> str:
        """``file:line`` of the case."""
        return place(self.path, "cases", self.index)


def read_cases(benefit: Benefit) -> list[LawCase]:
    """All cases of a benefit, in the order of its file; none where there is no file."""
    path = benefit.folder / "cases.yaml"
    return [_case(benefit, path, *each) for each in _entries(path)]


def read_reform_cases(name: str) -> list[LawCase]:
    """All cases of a reform: each names its benefit, and ``under: base`` where it shows what holds without the reform."""
    path, reform = reform_folder(name) / "cases.yaml", find_reform(name)
    return [
        _case(find_benefit(entry["benefit"]), path, entry, index, defaults, _reform_of(entry, reform))
        for entry, index, defaults in _entries(path)
    ]


def _reform_of(entry: Mapping[str, Any], reform: Reform) -> Reform | None:
    return None if entry.get("under") == BASE else reform


def _entries(path: Path) -> list[tuple[Mapping[str, Any], int, Mapping[str, Any]]]:
    """Cases of a file with their number and the file's defaults; none where there is no file."""
    document = (read_document(path) or {}) if path.exists() else {}
    defaults = document.get("defaults") or {}
    return [(entry, index, defaults) for index, entry in enumerate(document.get("cases") or ())]


def _case(
    benefit: Benefit,
    path: Path,
    entry: Mapping[str, Any],
    index: int,
    defaults: Mapping[str, Any],
    reform: Reform | None = None,
) -> LawCase:
    facts = with_defaults(entry.get("facts") or {}, defaults)
    moment = Moment(
        on=_day(entry["on"]),
        territory=str(entry.get("territory") or territory_of(facts) or DEFAULT_TERRITORY),
        applied_on=_day(entry["applied_on"]) if "applied_on" in entry else None,
        known_on=_day(entry["known_on"]) if "known_on" in entry else None,
        assumption=_assumption(entry["assume"]) if "assume" in entry else None,
        reform=reform,
    )
    return LawCase(
        benefit=benefit,
        path=path,
        name=entry["name"],
        index=index,
        moment=moment,
        case=read_case(facts),
        expect=entry["expect"],
        because=entry.get("because") or "",
        act=entry.get("act") or "",
        article=str(entry.get("article") or ""),
    )


def _assumption(given: object) -> Assumption:
    """One of the rulebook by name, or values that the case writes out itself: those of a place that is not in the rulebook."""
    if not isinstance(given, Mapping):
        return find_assumption(str(given))
    values = {key: tuple(entries) for key, entries in given.items()}
    words = dict.fromkeys(LANGUAGES, "cases.yaml")
    return Assumption(str(sorted(given.items())), words, words, values, {})


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def with_defaults(facts: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Facts of a case with the file's defaults under each row; a default never overrides what the case writes."""
    merged: dict[str, Any] = {**facts, "family": {**(defaults.get("family") or {}), **(facts.get("family") or {})}}
    for entity, part in PARTS.items():
        if facts.get(part) is not None:
            merged[part] = [{**(defaults.get(entity) or {}), **row} for row in facts[part]]
    return merged


Binder = Callable[[Benefit, Moment], Program]


def bind_alone(benefit: Benefit, moment: Moment) -> Program:
    """A program of one benefit; drafts are bound too, since their cases price and explain."""
    return bind_program([benefit], moment, drafts=True)


def run_case(case: LawCase, bind: Binder = bind_alone) -> list[str]:
    """Differences between what the case expects and what the engine says; empty when they agree."""
    program = bind(case.benefit, case.moment)
    outcome, interpreter = decide(program, case.benefit.id, case.case)
    found = describe(program, outcome, interpreter)
    return [
        f"{key}: expected {expected!r}, the rule gives {found.get(key)!r}"
        for key, expected in case.expect.items()
        if found.get(key) != expected
    ]


def describe(program: Program, outcome: Outcome, interpreter: Interpreter) -> dict[str, Any]:
    """An outcome in the words of a case's ``expect``: outcome, holders, total, amounts, reasons, missing, at_least, extras."""
    shown: dict[str, Any] = {"outcome": outcome.status}
    if outcome.status in program.absent.values():
        return shown
    shown["holders"] = outcome.holders[0] if settled(outcome.holders) else list(outcome.holders)
    shown["total"] = outcome.total[0] if settled(outcome.total) else None
    shown["amounts"] = [row.amount[0] if row.status == GRANTED else None for row in outcome.rows]
    shown["reasons"] = [reason.code for reason in outcome.reasons]
    if outcome.status == UNDETERMINED:
        shown["missing"] = [missing.key for missing in outcome.missing]
        shown["at_least"] = outcome.total[0]
        shown["at_most"] = outcome.total[1]
    for name, step in program.benefits[outcome.benefit_id].extras.items():
        bounds = interpreter.value(step.node)
        shown[name] = bounds[0] if settled(bounds) else None
    return shown


def all_reform_cases() -> list[LawCase]:
    """Cases of every reform of the rulebook."""
    return [case for name in reform_names() for case in read_reform_cases(name)]


def all_cases(names: list[str]) -> list[LawCase]:
    """Cases of the named benefits and methods."""
    return [case for name in names for case in read_cases(find_benefit(name))]
