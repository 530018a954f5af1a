"""Dated values of the law: by date or quarter, territory, purpose, and by what was known when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from tirek.rulebook.engine.acts import Act
from tirek.rulebook.engine.calendar import Quarter, territory_line
from tirek.rulebook.engine.documents import ROOT, place, read_document
from tirek.rulebook.engine.errors import LawError
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.reform import ParameterChange
from tirek.rulebook.engine.units import Unit, named_unit

GAP_RANGE = (0, 1_000_000_000)
"""Bounds of a value nobody published, where its parameter gives none of its own (``range``)."""

ATS = ("on", "application", "quarter_before_application")


@dataclass(frozen=True)
class Value:
    """One dated value with the act it rests on.

    A value of local law from the office has a ``rank`` from 1 on, the order of signing, and carries its act itself; from
    ``withdrawn_from`` on it is known to be no law, and is passed over.
    """

    amount: Fraction
    start: date | Quarter
    until: date | None
    territory: str
    purpose: str | None
    known_from: date
    act: str
    article: str
    mark: str
    source: str
    where: str
    assumed: bool = False
    reform: str = ""
    rank: int = 0
    withdrawn_from: date | None = None
    local_act: Act | None = None

    @property
    def verified(self) -> bool:
        """Whether the value was read in a source; memory alone is unverified, and so is an assumption."""
        return self.mark != "memory" and not self.assumed


@dataclass(frozen=True)
class Parameter:
    """A parameter: titles, unit, and all its values, wrong ones included."""

    name: str
    path: Path
    title: Mapping[str, str]
    unit: Unit
    unit_name: str
    ratio: bool
    by: str
    reviewed_on: date | None
    gap_range: tuple[int, int]
    between: tuple[str, ...]
    territorial: bool | None
    values: tuple[Value, ...]

    def value_at(self, moment: Moment, at: str = "on", purpose: str = "social") -> Value | None:
        """The value for a moment, or None where nobody published one.

        The nearest territory wins; of the values known on ``moment.known_on`` the latest start wins, and of two with
        one start the one known last (a correction). Local law from the office is published too. A value of a reform lies
        over the published ones for all its days.
        """
        assumed = moment.assumption.parameters.get(self.name, ()) if moment.assumption else ()
        local = moment.local.values.get(self.name, ()) if moment.local else ()
        published = [*self.values, *(value for value in local if not _withdrawn(value, moment))]
        candidates = [*published, *(read_value(entry, f"assumptions/{self.name}", True) for entry in assumed)]
        key = moment.quarter(at) if self.by == "quarter" else moment.day(at)
        changed = self._changed(moment)
        for territory in territory_line(moment.territory):
            for value in reversed(changed):  # the reform on top first, and of one reform the later entry
                if value.territory == territory and _covers(value, key, moment, purpose):
                    return value
            own = [value for value in candidates if value.territory == territory]
            fitting = [value for value in own if _started(value, key, moment, purpose)]
            if not fitting:
                continue
            latest = max(fitting, key=lambda value: (not value.assumed, value.start, value.known_from, value.rank))
            if latest.until is None or isinstance(key, Quarter) or key < latest.until:
                return latest
        return None

    def _changed(self, moment: Moment) -> list[Value]:
        """Values that reforms give it, lowest reform first, each reform's in order of their start."""
        found: list[Value] = []
        for reform in moment.reforms:
            own = [change.value for change in reform.of_kind(ParameterChange) if change.target == self.name]
            found += sorted(own, key=lambda value: str(value.start))
        return found


def _withdrawn(value: Value, moment: Moment) -> bool:
    """Whether it was known by then that a value is none."""
    gone = value.withdrawn_from
    return gone is not None and (moment.known_on is None or gone <= moment.known_on)


def _covers(value: Value, key: date | Quarter, moment: Moment, purpose: str) -> bool:
    ended = value.until is not None and isinstance(key, date) and key >= value.until
    return _started(value, key, moment, purpose) and not ended


def _started(value: Value, key: date | Quarter, moment: Moment, purpose: str) -> bool:
    if value.purpose not in (None, purpose):
        return False
    if moment.known_on is not None and value.known_from > moment.known_on:
        return False
    if isinstance(key, Quarter):
        return value.start == key
    assert isinstance(value.start, date)
    return value.start <= key


def read_amount(raw: Any, where: str) -> Fraction:
    """An exact amount: a whole number, or a ratio in quotes.

    Raises
    ------
    LawError
        If it is a float or no number.
    """
    if isinstance(raw, float | bool):
        raise LawError(where, f"{raw!r} is not exact.", f'Write it in quotes: "{raw}".')
    try:
        return Fraction(raw)
    except (TypeError, ValueError, ZeroDivisionError):
        raise LawError(
            where, f"{raw!r} is not a number.", 'Write a whole number, or a ratio in quotes: "13/2".'
        ) from None


def read_value(
    entry: Mapping[str, Any], where: str, assumed: bool = False, territory: str = "", reform: str = ""
) -> Value:
    """One value of a parameter from its YAML form.

    Raises
    ------
    LawError
        If a key is missing or of the wrong form.
    """
    try:
        start = Quarter.parse(entry["quarter"]) if "quarter" in entry else entry["from"]
    except (KeyError, ValueError, AttributeError):
        raise LawError(where, "a value has no start.", "Give `from: YYYY-MM-DD` or `quarter: 2020Q4`.") from None
    if not isinstance(start, date | Quarter):
        raise LawError(where, f"{start!r} is not a date.", "Write it as YYYY-MM-DD.")
    provenance = entry.get("provenance") or {}
    return Value(
        amount=read_amount(entry.get("value"), where),
        start=start,
        until=entry.get("until"),
        territory=str(entry.get("territory", territory)),
        purpose=entry.get("purpose"),
        known_from=entry.get("known_from") or (start if isinstance(start, date) else date.min),
        act=entry.get("act", ""),
        article=str(entry.get("article") or ""),
        mark=provenance.get("mark", "memory"),
        source=str(provenance.get("source") or ""),
        where=where,
        assumed=assumed,
        reform=reform,
    )


def parameter_path(name: str) -> Path:
    """File of a parameter: ``mci`` is national, ``<benefit>.<stem>`` belongs to a benefit or a welfare method."""
    folder, _, stem = name.rpartition(".")
    if not folder:
        return ROOT / "national" / f"{stem}.yaml"
    for kind in ("law", "welfare", "reforms"):
        path = ROOT / kind / folder / "parameters" / f"{stem}.yaml"
        if path.exists():
            return path
    return ROOT / "law" / folder / "parameters" / f"{stem}.yaml"


@cache
def find_parameter(name: str) -> Parameter:
    """A parameter by its full name.

    Raises
    ------
    LawError
        If there is no such file, or its form is wrong.
    """
    path = parameter_path(name)
    if not path.exists():
        raise LawError(
            str(path.relative_to(ROOT)), f"there is no parameter {name}.", "Add the file, or correct the name."
        )
    document = read_document(path)
    values = [*_own_values(path, document), *_territorial_values(name)]
    try:
        unit = named_unit(document["unit"])
    except KeyError:
        remedy = "Give `unit:` with a key of units.yaml."
        raise LawError(place(path, "unit"), f"unit {document.get('unit')!r} is unknown.", remedy) from None
    return Parameter(
        name=name,
        path=path,
        title=document.get("title", {}),
        unit=unit,
        unit_name=document["unit"],
        ratio=document.get("type") == "ratio",
        by=document.get("by", "date"),
        reviewed_on=document.get("reviewed_on"),
        gap_range=tuple(document.get("range", GAP_RANGE)),
        between=tuple(document.get("between") or ()),
        territorial=document.get("territorial"),
        values=tuple(values),
    )


def is_territorial(parameter: Parameter) -> bool:
    """Whether a region sets the parameter: as its file says (``territorial``), or else as its values and its benefit show.

    They show it by a value of some territory, by quarters (a register of statistics), or by a benefit of local scope.
    """
    if parameter.territorial is not None:
        return parameter.territorial
    if parameter.by == "quarter" or any(value.territory for value in parameter.values):
        return True
    benefit = parameter.path.parent.parent / "benefit.yaml"
    return benefit.exists() and read_document(benefit).get("scope") == "local"


def _own_values(path: Path, document: Mapping[str, Any]) -> Iterable[Value]:
    shown = path.relative_to(ROOT)
    for index, entry in enumerate(document.get("values") or ()):
        try:
            yield read_value(entry, f"{shown}[{index}]")
        except LawError as error:
            raise LawError(place(path, "values", index), error.what, error.remedy) from None


def _territorial_values(name: str) -> Iterable[Value]:
    folder, _, stem = name.rpartition(".")
    for path in sorted((ROOT / "law" / "territories").glob(f"*/{folder}.yaml")) if folder else ():
        entries = (read_document(path).get("parameters") or {}).get(stem) or ()
        for index, entry in enumerate(entries):
            try:
                shown = f"{path.relative_to(ROOT)}:{stem}[{index}]"
                yield read_value(entry, shown, territory=path.parent.name)
            except LawError as error:
                raise LawError(place(path, "parameters", stem, index), error.what, error.remedy) from None
