"""Checks of parameters: titles, units, acts, provenance, order of dates, overlaps and gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from tirek.rulebook.checks.finding import Finding, at, guarded, missing_languages
from tirek.rulebook.checks.registers import MARKS
from tirek.rulebook.engine.acts import act_register
from tirek.rulebook.engine.calendar import Quarter
from tirek.rulebook.engine.documents import ROOT, read_document
from tirek.rulebook.engine.errors import LawError
from tirek.rulebook.engine.parameters import Value, read_value
from tirek.rulebook.engine.units import unit_register

NOT_PARAMETERS = ("steps",)


def parameter_files() -> list[Path]:
    """Every parameter file of the rulebook."""
    national = [path for path in (ROOT / "national").glob("*.yaml") if path.stem not in NOT_PARAMETERS]
    own = [path for kind in ("law", "welfare", "reforms") for path in (ROOT / kind).glob("*/parameters/*.yaml")]
    return sorted([*national, *own])


def check_parameters() -> Iterator[Finding]:
    """Findings in the parameter files."""
    for path in parameter_files():
        yield from guarded(f"{path.relative_to(ROOT)}:1", partial(_check_parameter, path))


def _check_parameter(path: Path) -> Iterator[Finding]:
    document = read_document(path) or {}
    yield from missing_languages(path, ("title",), document.get("title"))
    if document.get("unit") not in unit_register():
        remedy = "Use a key of units.yaml, or add it."
        yield at(path, ("unit",), f"unit {document.get('unit')!r} is unknown.", remedy)
    if document.get("type") not in ("integer", "ratio"):
        yield at(path, ("type",), "the type is not given.", "Write type: integer or type: ratio.")
    if not isinstance(document.get("reviewed_on"), date):
        yield at(path, ("reviewed_on",), "the day of review is missing.", "Write reviewed_on: YYYY-MM-DD.")
    yield from check_values(path, ("values",), document, document.get("values") or [])


def check_values(
    path: Path, keys: tuple[str | int, ...], definition: dict[str, Any], entries: list[Any]
) -> Iterator[Finding]:
    """Findings in a list of dated values."""
    read: list[tuple[int, Value]] = []
    for index, entry in enumerate(entries):
        try:
            read.append((index, read_value(entry, "")))
        except LawError as error:
            yield at(path, (*keys, index), error.what, error.remedy)
            continue
        yield from _check_entry(path, (*keys, index), definition, entry, read[-1][1])
    by_quarter = definition.get("by") == "quarter"
    yield from _check_order(path, keys, definition, [r for r in read if isinstance(r[1].start, Quarter) == by_quarter])


def _check_entry(
    path: Path, keys: tuple[str | int, ...], definition: dict[str, Any], entry: dict[str, Any], value: Value
) -> Iterator[Finding]:
    if definition.get("type") == "integer" and value.amount.denominator != 1:
        yield at(path, keys, f"{entry['value']} is not whole.", "Write type: ratio, or a whole number.")
    if ("quarter" in entry) != (definition.get("by") == "quarter"):
        yield at(
            path, keys, "the value's start does not fit `by`.", "A register by quarter has `quarter`, others `from`."
        )
    if value.act not in act_register():
        yield at(path, keys, f"act {value.act!r} is unknown.", "Use a key of acts/, or add the act.")
    if value.mark not in MARKS or "provenance" not in entry:
        yield at(path, keys, "the value has no provenance.", f"Give provenance: {{mark: {' | '.join(MARKS)}, source}}.")
    if "known_from" not in entry:
        yield at(path, keys, "it is not said since when the value is known.", "Give known_from: YYYY-MM-DD.")
    if value.until is not None and isinstance(value.start, date) and value.until <= value.start:
        yield at(path, keys, "the value ends before it starts.", "Correct from or until.")


def _check_order(
    path: Path, keys: tuple[str | int, ...], definition: dict[str, Any], read: list[tuple[int, Value]]
) -> Iterator[Finding]:
    groups: dict[tuple[str, str | None], list[tuple[int, Value]]] = defaultdict(list)
    for index, value in read:
        groups[(value.territory, value.purpose)].append((index, value))
    yield from _check_purposes(path, keys, read)
    for values in groups.values():
        for (_, before), (index, after) in pairwise(values):
            if (before.start, before.known_from) == (after.start, after.known_from):
                remedy = "A correction has the same start and a later known_from."
                yield at(path, (*keys, index), f"two values start on {after.start}.", remedy)
            elif after.start < before.start:  # type: ignore[operator]
                yield at(
                    path, (*keys, index), f"{after.start} stands after {before.start}.", "Order values by their start."
                )
            yield from _check_gap(path, (*keys, index), definition, before, after)


def _check_purposes(path: Path, keys: tuple[str | int, ...], read: list[tuple[int, Value]]) -> Iterator[Finding]:
    """A value for one purpose and one for both, of one day: neither is the later."""
    for index, value in read:
        for _, other in read:
            same = (value.territory, value.start, value.known_from) == (other.territory, other.start, other.known_from)
            if same and value.purpose is not None and other.purpose is None:
                remedy = "Give the other one its purpose too."
                yield at(path, (*keys, index), f"a value for both purposes also starts on {value.start}.", remedy)


def _check_gap(
    path: Path, keys: tuple[str | int, ...], definition: dict[str, Any], before: Value, after: Value
) -> Iterator[Finding]:
    if before.until is None or not isinstance(after.start, date):
        return
    if before.until > after.start:
        yield at(
            path, keys, f"values overlap from {after.start} to {before.until}.", "End the first where the next starts."
        )
    if before.until < after.start and not definition.get("gaps"):
        remedy = "Close it, or write gaps: true with the reason."
        yield at(path, keys, f"there is no value from {before.until} to {after.start}.", remedy)


def check_territories() -> Iterator[Finding]:
    """Findings in the files of the maslikhats."""
    for path in sorted((ROOT / "law" / "territories").glob("*/*.yaml")):
        yield from guarded(f"{path.relative_to(ROOT)}:1", partial(_check_territory, path))


def _check_territory(path: Path) -> Iterator[Finding]:
    folder = ROOT / "law" / path.stem
    if not (folder / "benefit.yaml").exists():
        yield at(path, (), f"there is no benefit {path.stem}.", "Name the file after a folder of law/.")
        return
    for stem, entries in ((read_document(path) or {}).get("parameters") or {}).items():
        definition = folder / "parameters" / f"{stem}.yaml"
        if definition.exists():
            yield from check_values(path, ("parameters", stem), read_document(definition) or {}, entries or [])
        else:
            what = f"{path.stem} has no parameter {stem}."
            yield at(path, ("parameters", stem), what, f"Define it in law/{folder.name}/parameters.")
