"""Checks of the registers: acts, units, facts, assumptions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tirek.rulebook.catalogue import benefit_ids
from tirek.rulebook.checks.finding import Finding, at, guarded, missing_languages
from tirek.rulebook.engine.documents import ROOT, file_of, read_document, read_folder
from tirek.rulebook.engine.errors import LawError
from tirek.rulebook.engine.facts import ENTITIES, labels, read_facts
from tirek.rulebook.engine.parameters import parameter_path, read_value
from tirek.rulebook.engine.units import unit_register

ACT_KINDS = (
    *(
        "code",
        "law",
        "budget_law",
        "government_resolution",
        "order",
        "maslikhat_decision",
        "akimat_resolution",
        "decree",
    ),
    *("report", "methodology", "statistical_publication"),
)
MARKS = ("seed", "found", "calc", "memory")


def check_registers() -> Iterator[Finding]:
    """Findings in acts, units.yaml, facts, labels and assumptions."""
    yield from guarded("acts", _check_acts)
    yield from guarded("units.yaml", _check_units)
    yield from guarded("facts", _check_facts)
    yield from guarded("assumptions", _check_assumptions)


def _check_acts() -> Iterator[Finding]:
    folder = ROOT / "acts"
    acts = read_folder(folder, 1)
    for key, given in acts.items():
        path, entry = file_of(folder, key), given or {}
        yield from missing_languages(path, (key, "title"), entry.get("title"))
        if entry.get("kind") not in ACT_KINDS:
            yield at(
                path, (key, "kind"), f"{key} has kind {entry.get('kind')!r}.", f"Use one of: {', '.join(ACT_KINDS)}."
            )
        if (entry.get("provenance") or {}).get("mark") not in MARKS:
            yield at(path, (key, "provenance"), f"{key} has no provenance.", f"Give mark: {', '.join(MARKS)}.")
        after = entry.get("replaced_by")
        if after is not None and after not in acts:
            yield at(path, (key, "replaced_by"), f"{key} is replaced by an unknown {after}.", "Add that act.")
        for index, other in enumerate(entry.get("stands_for") or ()):
            if other not in acts:
                yield at(
                    path, (key, "stands_for", index), f"{key} stands for an unknown {other}.", "Name an act of acts/."
                )
        in_force = entry.get("in_force") or {}
        start, until = in_force.get("from"), in_force.get("until")
        if start is None:
            yield at(path, (key, "in_force"), f"{key} has no first day.", "Give in_force: {from, until}.")
        elif until is not None and until <= start:
            yield at(path, (key, "in_force"), f"{key} ends before it starts.", "Correct from or until.")


def _check_units() -> Iterator[Finding]:
    path = ROOT / "units.yaml"
    for key, entry in unit_register().items():
        if key != "none":
            yield from missing_languages(path, (key, "symbol"), entry.get("symbol"))
        if not isinstance(entry.get("dimensions"), dict):
            yield at(path, (key,), f"{key} has no dimensions.", "Give dimensions: {tenge: 1, month: -1}.")


def _check_facts() -> Iterator[Finding]:
    document = read_facts()
    for entity in ENTITIES:
        for name, entry in document[entity]["facts"].items():
            yield from _check_fact((entity, "facts", name), entry)
            words = ((labels().get(entity) or {}).get(name)) or {}
            for word in entry.get("values") or ():
                yield from missing_languages(
                    file_of(ROOT / "labels", entity, name), (entity, name, word), words.get(word)
                )


def _check_fact(keys: tuple[str, str, str], entry: dict[str, Any]) -> Iterator[Finding]:
    path, kind, name = file_of(ROOT / "facts", *keys), entry.get("type"), keys[2]
    yield from missing_languages(path, (*keys, "title"), entry.get("title"))
    if kind not in ("integer", "boolean", "date", "enum"):
        yield at(path, keys, f"{name} has type {kind!r}.", "Use integer, boolean, date or enum.")
    if kind == "integer" and (entry.get("unit") not in unit_register() or len(entry.get("range") or ()) != 2):
        yield at(
            path, keys, f"{name} has no known unit or no range.", "Give unit (of units.yaml) and range: [min, max]."
        )
    if kind == "enum" and not entry.get("values"):
        yield at(path, keys, f"{name} has no values.", "List its values in order.")
    if not entry.get("source"):
        yield at(path, keys, f"{name} has no source.", "Name the register or body that knows it.")
    if entry.get("correctable"):
        yield from missing_languages(path, (*keys, "advice"), entry.get("advice"))


def _check_assumptions() -> Iterator[Finding]:
    for path in sorted((ROOT / "assumptions").glob("*.yaml")):
        document = read_document(path)
        for key in ("title", "warning"):
            yield from missing_languages(path, (key,), document.get(key))
        for name, entries in (document.get("parameters") or {}).items():
            if not parameter_path(name).exists():
                yield at(path, ("parameters", name), f"there is no parameter {name}.", "Correct the name.")
            for index, entry in enumerate(entries or ()):
                yield from _check_assumed(path, ("parameters", name, index), entry)
        for name in set(document.get("take_up") or ()) - {"default", *benefit_ids()}:
            yield at(path, ("take_up", name), f"there is no benefit {name}.", "Correct the name.")


def _check_assumed(path: Path, keys: tuple[str | int, ...], entry: dict[str, Any]) -> Iterator[Finding]:
    try:
        read_value(entry, "", assumed=True)
    except LawError as error:
        yield at(path, keys, error.what, error.remedy)
