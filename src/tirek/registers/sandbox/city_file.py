"""A city that somebody wrote down: ``people.jsonl`` or ``people.parquet``, a row a person.

What a row does not say is worked out from the number, as in a derived city; whoever has no row is known to no register.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tirek.registers.adapters.disability import Cause, Group
from tirek.registers.adapters.family_card import Relation
from tirek.registers.adapters.incomes import PensionKind
from tirek.registers.adapters.labour_market import Employment
from tirek.registers.fields import is_territory
from tirek.registers.identifiers import is_iin
from tirek.registers.sandbox.citizens import Citizen, DerivedCity
from tirek.registers.sandbox.draws import Draws
from tirek.registers.sandbox.faults import SandboxError
from tirek.registers.sandbox.things import business_number, cadastral_number, plate_number

ROLES = ("head", "spouse", "child", "parent", "other")
_SUMS = ("wage_tenge", "business_tenge", "pension_tenge", "benefit_tenge")
_COUNTS = ("dwellings", "vehicles", "plots", "animals", "active_entities", "loans")
_FLAGS = ("rural", "overdue", "held")
_CHOICES: Mapping[str, Any] = {
    "employment": Employment,
    "pension_kind": PensionKind,
    "disability": Group,
    "cause": Cause,
}
MOST_SUM_TENGE = 10**9
MOST_COUNT = 1000

_RELATIONS = {
    ("head", "spouse"): Relation.SPOUSE,
    ("spouse", "head"): Relation.SPOUSE,
    ("head", "child"): Relation.CHILD,
    ("spouse", "child"): Relation.CHILD,
    ("child", "head"): Relation.PARENT,
    ("child", "spouse"): Relation.PARENT,
    ("child", "child"): Relation.SIBLING,
    ("head", "parent"): Relation.PARENT,
    ("parent", "head"): Relation.CHILD,
}
"""What the second is to the first; anybody else is "other"."""


@dataclass(frozen=True)
class WrittenCity:
    """People by number, and numbers by family."""

    seed: int
    people: Mapping[str, Mapping[str, Any]] = field(repr=False)
    families: Mapping[str, tuple[str, ...]] = field(repr=False)

    def find(self, iin: str, as_of: date) -> Citizen | None:
        """A person as of a day; None where there is no row, or the person is not born yet."""
        row = self.people.get(iin)
        derived = DerivedCity(self.seed).find(iin, as_of) if row is not None else None
        if row is None or derived is None:
            return None
        draws = Draws(self.seed, iin)
        family = self._family(iin, row, as_of)
        # The family of the file is the only one: a derived relative would be a stranger to it.
        children = tuple(other for other, relation in family if relation is Relation.CHILD) if _parental(row) else ()
        spouse = next((other for other, relation in family if relation is Relation.SPOUSE), None)
        given = {
            name: row[name] for name in (*_SUMS, "territory", "rural", "animals", "overdue", "loans") if name in row
        }
        given |= {name: kind(row[name]) for name, kind in _CHOICES.items() if name in row}
        given |= _numbers(row, draws)
        found = replace(
            derived, died_on=None, members=((iin, Relation.SELF), *family), children=children, spouse=spouse, **given
        )
        return _consistent(found, row, draws, as_of)

    def _family(self, iin: str, row: Mapping[str, Any], as_of: date) -> tuple[tuple[str, Relation], ...]:
        others = (other for other in self.families[str(row["family"])] if other != iin)
        return tuple((other, _relation(row, self.people[other])) for other in others if self._born(other, as_of))

    def _born(self, iin: str, as_of: date) -> bool:
        return DerivedCity(self.seed).find(iin, as_of) is not None


def read_city(folder: Path, seed: int) -> WrittenCity:
    """The city of a folder.

    Parameters
    ----------
    folder : Path
        Holds ``people.jsonl`` or ``people.parquet``. Columns: ``iin``, ``family``, ``role`` (head, spouse, child, parent,
        other); and, where known, ``territory``, ``rural``, ``wage_tenge``, ``business_tenge``, ``pension_tenge``,
        ``benefit_tenge`` (a month, after tax), ``employment``, ``pension_kind``, ``disability``, ``cause``, ``dwellings``,
        ``vehicles``, ``plots``, ``animals``, ``active_entities``, ``loans``, ``overdue``, ``held``. A null says nothing.

    Raises
    ------
    SandboxError
        If there is no such file or a row is wrong; the message names the row and the field, never the value.
    """
    lines, table = folder / "people.jsonl", folder / "people.parquet"
    if not lines.is_file() and not table.is_file():
        raise SandboxError("no_people", value=folder)
    path = lines if lines.is_file() else table
    people: dict[str, Mapping[str, Any]] = {}
    families: dict[str, list[str]] = {}
    for number, given in enumerate(_rows(path), start=1):
        row = {name: value for name, value in given.items() if value is not None}
        wrong = _wrong_field(row, people)
        if wrong is not None:
            raise SandboxError("bad_person", file=path, line=number, field=wrong)
        people[row["iin"]] = row
        families.setdefault(str(row["family"]), []).append(row["iin"])
    return WrittenCity(seed, people, {name: tuple(members) for name, members in families.items()})


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    if path.suffix == ".parquet":
        yield from _table_rows(path)
        return
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                row = json.loads(line)
            except ValueError:
                row = None
            if not isinstance(row, dict):
                raise SandboxError("bad_person", file=path, line=number, field="{")
            yield row


def _table_rows(path: Path) -> Iterator[Mapping[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches():
                yield from batch.to_pylist()
    except pa.ArrowInvalid:
        raise SandboxError("bad_person", file=path, line=0, field="parquet") from None


def _wrong_field(row: Mapping[str, Any], people: Mapping[str, Any]) -> str | None:
    """The first field that does not fit, if one does not."""
    iin = row.get("iin")
    checks = {
        "iin": isinstance(iin, str) and is_iin(iin) and iin not in people,
        "family": isinstance(row.get("family"), str | int) and not isinstance(row.get("family"), bool),
        "role": row.get("role") in ROLES,
        "territory": "territory" not in row or (isinstance(row["territory"], str) and is_territory(row["territory"])),
    }
    checks |= {name: _is_count(row[name], MOST_SUM_TENGE) for name in _SUMS if name in row}
    checks |= {name: _is_count(row[name], MOST_COUNT) for name in _COUNTS if name in row}
    checks |= {name: isinstance(row[name], bool) for name in _FLAGS if name in row}
    checks |= {name: row[name] in set(kind) for name, kind in _CHOICES.items() if name in row}
    unknown = [name for name in row if name not in checks]
    return next((name for name, holds in checks.items() if not holds), next(iter(unknown), None))


def _is_count(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _relation(row: Mapping[str, Any], other: Mapping[str, Any]) -> Relation:
    return _RELATIONS.get((row["role"], other["role"]), Relation.OTHER)


def _parental(row: Mapping[str, Any]) -> bool:
    return row["role"] in ("head", "spouse")


def _numbers(row: Mapping[str, Any], draws: Draws) -> dict[str, Any]:
    """As many numbered things as the row counts."""
    kinds = {
        "dwellings": ("estates", "estate", cadastral_number),
        "vehicles": ("plates", "car", plate_number),
        "plots": ("plots", "plot", cadastral_number),
        "active_entities": ("entities", "entity", business_number),
    }
    return {
        attribute: _distinct(row[column], lambda place, make=make, topic=topic: make(draws, f"{topic}{place}"))
        for column, (attribute, topic, make) in kinds.items()
        if column in row
    }


def _distinct(count: int, make: Any) -> tuple[str, ...]:
    found: dict[str, None] = {}
    place = 0
    while len(found) < count:
        found[make(place)] = None
        place += 1
    return tuple(found)


def _consistent(citizen: Citizen, row: Mapping[str, Any], draws: Draws, as_of: date) -> Citizen:
    """What follows from what the row says, so that registers agree about the person."""
    changes: dict[str, Any] = {}
    if citizen.disability is Group.NONE:
        changes["cause"] = Cause.NONE
    elif citizen.cause is Cause.NONE:
        changes["cause"] = Cause.GENERAL_ILLNESS
    employed = citizen.employment in (Employment.PERMANENT_JOB, Employment.TEMPORARY_JOB)
    if not employed and "wage_tenge" not in row:
        changes["wage_tenge"] = 0
    changes["employer"] = business_number(draws, "employer") if employed or row.get("wage_tenge") else None
    if citizen.employment is not Employment.SELF_EMPLOYED and "business_tenge" not in row:
        changes["business_tenge"] = 0
    if "held" in row:
        changes["held_since"] = as_of - timedelta(days=300) if row["held"] else None
    if "overdue" in row and row["overdue"] and citizen.loans == 0:
        changes["loans"] = 1
    if citizen.loans == 0 and "overdue" not in row:
        changes["overdue"] = False
    return replace(citizen, **changes)
