"""Records of releases: what the engine of a release said about every case, kept so that a newer engine must say it again.

``releases/<version>/outputs.json`` holds one line a case; ``releases/changed.yaml`` lists recorded cases that were changed or
removed since, each with a reason.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from tirek.rulebook.cases import LawCase, all_cases, bind_alone, describe
from tirek.rulebook.catalogue import benefit_ids, method_ids
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.documents import read_document
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.outcomes import decide
from tirek.rulebook.engine.program import Program

RELEASES = Path(__file__).with_name("releases")
PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"

Entry = dict[str, Any]
Key = tuple[str, str]


def current_version() -> str:
    """The version in ``pyproject.toml``."""
    return str(tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["version"])


def record_path(version: str, releases: Path = RELEASES) -> Path:
    """File of a release's record."""
    return releases / version / "outputs.json"


def read_record(path: Path) -> list[Entry]:
    """Entries of a record.

    Raises
    ------
    ValueError
        If it holds another number of entries than it says: lines were lost or added by hand.
    """
    document = json.loads(path.read_text(encoding="utf-8"))
    entries: list[Entry] = document["cases"]
    if document["count"] != len(entries):
        raise ValueError(f"{path.name} says {document['count']} cases and holds {len(entries)}")
    return entries


def write_record(path: Path, entries: Iterable[Entry]) -> None:
    """Write a record, one line a case, in order of benefit and name."""
    lines = [json.dumps(entry, ensure_ascii=False, sort_keys=True) for entry in sorted(entries, key=key_of)]
    path.parent.mkdir(parents=True, exist_ok=True)
    body = ",\n    ".join(lines)
    path.write_text(f'{{\n  "count": {len(lines)},\n  "cases": [\n    {body}\n  ]\n}}\n', encoding="utf-8")


def key_of(entry: Entry) -> Key:
    """What names a case: its benefit and its name."""
    return entry["benefit"], entry["name"]


def entry_of(case: LawCase) -> Entry:
    """What today's engine says about a case, as JSON holds it."""
    program = _bound(case.benefit, case.moment)
    found = describe(program, *decide(program, case.benefit.id, case.case))
    entry = {
        "benefit": case.benefit.id,
        "name": case.name,
        "moment": moment_of(case),
        "facts": facts_digest(case),
        "outcome": found,
    }
    made: Entry = json.loads(json.dumps(entry, ensure_ascii=False))
    return made


@cache
def _bound(benefit: Benefit, moment: Moment) -> Program:
    return bind_alone(benefit, moment)


def moment_of(case: LawCase) -> dict[str, str]:
    """When, where and with what knowledge a case is asked."""
    moment = case.moment
    asked = {
        "on": moment.on,
        "applied_on": moment.applied_on,
        "known_on": moment.known_on,
        "territory": moment.territory,
        "assume": moment.assumption.name if moment.assumption else None,
    }
    return {name: str(value) for name, value in asked.items() if value is not None}


def facts_digest(case: LawCase) -> str:
    """SHA-256 of the stored facts; it changes with any fact of the case."""
    rows = {entity: rows and [dict(row) for row in rows] for entity, rows in case.case.rows.items()}
    if rows["employer"] is None:  # the first release knew no employers
        del rows["employer"]
    text = json.dumps({"family": dict(case.case.family), "rows": rows}, sort_keys=True)
    return sha256(text.encode()).hexdigest()


def today() -> dict[Key, Entry]:
    """What the engine says now about every case of the law."""
    return {key_of(entry): entry for entry in map(entry_of, all_cases([*benefit_ids(), *method_ids()]))}


def recorded_versions(releases: Path = RELEASES) -> list[str]:
    """Versions that have a record."""
    return sorted(path.parent.name for path in releases.glob("*/outputs.json"))


def read_changed(releases: Path = RELEASES) -> dict[tuple[str, str, str], str]:
    """Reasons by release, benefit and case."""
    entries = read_document(releases / "changed.yaml") or []
    return {(str(e["release"]), e["benefit"], e["case"]): str(e["reason"]) for e in entries}


def difference(recorded: Entry, now: Entry | None) -> str:
    """How today's engine departs from a recorded entry; empty where it reproduces it."""
    if now is None:
        return "the case is no longer in the law"
    for part in ("moment", "facts", "outcome"):
        if recorded[part] != now[part]:
            return f"{part}: recorded {recorded[part]}, now {now[part]}"
    return ""


def departures(
    version: str, entries: list[Entry], now: dict[Key, Entry], changed: Iterable[tuple[str, str, str]]
) -> list[str]:
    """Recorded cases that are not reproduced and not listed as changed, and listed ones that are reproduced."""
    listed = {key[1:] for key in changed if key[0] == version}
    found = {key_of(entry): difference(entry, now.get(key_of(entry))) for entry in entries}
    open_ones = [f"{'/'.join(key)}: {text}" for key, text in found.items() if text and key not in listed]
    stale = [f"{'/'.join(key)}: listed in changed.yaml, but nothing differs" for key in listed if not found.get(key)]
    return [*open_ones, *stale]


def merged(before: list[Entry], now: dict[Key, Entry]) -> tuple[list[Entry], list[str]]:
    """A record with the new cases added, and the recorded cases that it would have to overwrite."""
    kept = {key_of(entry): entry for entry in before}
    refused = [
        f"{'/'.join(key)}: {text}"
        for key, entry in kept.items()
        if key in now and (text := difference(entry, now[key]))
    ]
    return list({**now, **kept}.values()), refused
