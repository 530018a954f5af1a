"""What a release said about a case, a newer engine says too; a case that was changed or removed is listed with its reason.

The first record switches the rest on: from then on the version in pyproject.toml must have one that names every benefit.
Until then the changelog may name no version and the repository may carry no version tag, so a release cannot go unrecorded.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.house.tree import ROOT
from tests.rulebook import record_release
from tests.rulebook.release_records import (
    Entry,
    current_version,
    departures,
    difference,
    entry_of,
    key_of,
    merged,
    read_changed,
    read_record,
    record_path,
    recorded_versions,
    today,
    write_record,
)
from tirek.rulebook.cases import all_cases
from tirek.rulebook.catalogue import benefit_ids, method_ids

SAMPLE = "half_yearly_aid"


@pytest.fixture(scope="module")
def now() -> dict[tuple[str, str], Entry]:
    return today()


@pytest.fixture(scope="module")
def sample() -> list[Entry]:
    return [entry_of(case) for case in all_cases([SAMPLE])]


def released_versions() -> set[str]:
    """Versions that the changelog heads a section with, or that a tag names."""
    headed = re.findall(r"^##+ \[?v?(\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    tags = subprocess.run(["git", "tag"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    return {*headed, *(tag.removeprefix("v") for tag in tags if re.fullmatch(r"v?\d+\.\d+\.\d+", tag))}


@pytest.mark.parametrize("version", recorded_versions())
def test_a_recorded_release_is_reproduced(version: str, now: dict[tuple[str, str], Entry]) -> None:
    found = departures(version, read_record(record_path(version)), now, read_changed())
    assert not found, "list a case that was meant to change in releases/changed.yaml:\n" + "\n".join(found)


def test_once_one_release_is_recorded_every_release_is() -> None:
    versions = recorded_versions()
    assert released_versions() <= set(versions), "record the release: python -m tests.rulebook.record_release"
    if versions:
        assert current_version() in versions, "record this version: python -m tests.rulebook.record_release"
        recorded = {entry["benefit"] for entry in read_record(record_path(current_version()))}
        assert recorded >= {case.benefit.id for case in all_cases([*benefit_ids(), *method_ids()])}


def test_changes_have_reasons_and_name_recorded_cases() -> None:
    recorded = {
        (version, *key_of(entry)) for version in recorded_versions() for entry in read_record(record_path(version))
    }
    for key, reason in read_changed().items():
        assert len(reason.split()) >= 4, key
        assert key in recorded, key


def test_a_record_is_written_and_read_back(tmp_path: Path, sample: list[Entry]) -> None:
    path = record_path("1.0.0", tmp_path)
    write_record(path, reversed(sample))
    assert recorded_versions(tmp_path) == ["1.0.0"]
    assert read_record(path) == sorted(sample, key=key_of)
    assert departures("1.0.0", read_record(path), {key_of(entry): entry for entry in sample}, ()) == []


def test_a_record_that_lost_a_line_is_found(tmp_path: Path, sample: list[Entry]) -> None:
    path = record_path("1.0.0", tmp_path)
    write_record(path, sample)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:3], *lines[4:]]), encoding="utf-8")
    with pytest.raises(ValueError, match=r"outputs\.json says"):
        read_record(path)


@pytest.mark.parametrize(
    ("part", "value"),
    [("outcome", {"outcome": "granted", "total": 1}), ("facts", "0" * 64), ("moment", {"on": "2020-01-01"})],
)
def test_a_case_that_reads_otherwise_is_found_unless_listed(sample: list[Entry], part: str, value: Any) -> None:
    recorded: Entry = {**sample[0], part: value}
    assert difference(recorded, sample[0]).startswith(f"{part}: recorded ")
    now = {key_of(sample[0]): sample[0]}
    listed = ("1.0.0", *key_of(recorded))
    assert len(departures("1.0.0", [recorded], now, ())) == 1
    assert departures("1.0.0", [recorded], now, [listed]) == []
    assert len(departures("2.0.0", [recorded], now, [listed])) == 1
    assert departures("1.0.0", sample[:1], now, [listed])[0].endswith("listed in changed.yaml, but nothing differs")


def test_a_removed_case_is_found(sample: list[Entry]) -> None:
    assert departures("1.0.0", sample[:1], {}, ()) == [
        f"{SAMPLE}/{sample[0]['name']}: the case is no longer in the law"
    ]


def test_new_cases_are_added_and_recorded_ones_stay(sample: list[Entry]) -> None:
    now = {key_of(entry): entry for entry in sample}
    entries, refused = merged(sample[:2], now)
    assert (len(entries), refused) == (len(sample), [])
    changed = [{**sample[0], "outcome": {"outcome": "refused"}}]
    entries, refused = merged(changed, now)
    assert len(refused) == 1
    assert changed[0] in entries


def test_recording_twice_adds_nothing_and_overwrites_nothing(
    tmp_path: Path, sample: list[Entry], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(record_release, "today", lambda: {key_of(entry): entry for entry in sample})
    monkeypatch.setattr(record_release, "all_cases", lambda names: all_cases([SAMPLE]))
    assert record_release.record("1.0.0", tmp_path) == 0
    assert record_release.record("1.0.0", tmp_path) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown == [
        f"1.0.0: {len(sample)} cases recorded, {len(sample)} of them new",
        f"1.0.0: {len(sample)} cases recorded, 0 of them new",
    ]
    path = record_path("1.0.0", tmp_path)
    document = json.loads(path.read_text(encoding="utf-8"))
    document["cases"][0]["outcome"] = {"outcome": "refused"}
    path.write_text(json.dumps(document), encoding="utf-8")
    before = path.read_bytes()
    assert record_release.record("1.0.0", tmp_path) == 1
    assert path.read_bytes() == before
    assert "1.0.0 is recorded: raise the version" in capsys.readouterr().err
