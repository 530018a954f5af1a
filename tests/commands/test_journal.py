"""``tirek journal``: what it says of a journal that holds, of a touched one, and of a file that is no anchor."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from tirek.commands import run
from tirek.department.journal.anchors import Anchor
from tirek.department.journal.verification import Fault, Verified

HOUR = datetime(2026, 11, 22, 9, tzinfo=UTC)
WRITER = UUID("00000000-0000-4000-8000-000000000001")


@pytest.fixture(autouse=True)
def open_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tirek.config.startup.open_department", lambda **_: None)


def tell(monkeypatch: pytest.MonkeyPatch, *faults: Fault) -> list[object]:
    asked: list[object] = []

    def verify(*arguments: object) -> Verified:
        asked.extend(arguments)
        return Verified(lines=30, hours=3, sealed=2, changes=4, faults=list(faults))

    monkeypatch.setattr("tirek.department.journal.verification.verify_journal", verify)
    return asked


@pytest.mark.parametrize(("lang", "word"), [("kk", "бүтін"), ("ru", "цел"), ("en", "holds")])
def test_a_journal_that_holds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lang: str, word: str
) -> None:
    asked = tell(monkeypatch)
    assert run(["journal", "verify", "--from", "2026-11-01", "--to", "2026-11-22", "--lang", lang]) == 0
    assert word in capsys.readouterr().out
    assert asked[:2] == [datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 22, 23, tzinfo=UTC)]


def test_a_touched_journal_names_the_first_break(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    faults = [Fault("altered", HOUR, WRITER, 7), Fault("root", HOUR)]
    tell(monkeypatch, *faults)
    assert run(["journal", "verify", "--lang", "en"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[1] == f"2026-11-22 09:00 UTC, {WRITER}, 7: the line was altered"
    assert out[2].endswith("do not agree with its seal")
    assert run(["journal", "verify", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["faults"][0]["sequence"] == 7


def test_an_anchor_is_written_and_read_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    anchor = Anchor(HOUR, 5, bytes(range(32)), HOUR)
    monkeypatch.setattr("tirek.department.journal.anchors.newest_anchor", lambda: anchor)
    file = tmp_path / "anchor.txt"
    assert run(["journal", "anchor", "--out", str(file), "--lang", "en"]) == 0
    assert "2026-11-22 09:00 UTC" in capsys.readouterr().out
    asked = tell(monkeypatch)
    assert run(["journal", "verify", "--anchor", str(file)]) == 0
    assert asked[2] == anchor


def test_what_is_wrong_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    tell(monkeypatch)
    file = tmp_path / "x.txt"
    file.write_text("hello", encoding="utf-8")
    monkeypatch.setattr("tirek.department.journal.anchors.newest_anchor", lambda: None)
    for arguments in (
        ["verify", "--anchor", str(file)],
        ["verify", "--anchor", str(tmp_path / "none")],
        ["verify", "--from", "yesterday"],
        ["anchor", "--out", str(tmp_path / "y.txt")],
    ):
        assert run(["journal", *arguments, "--lang", "en"]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "y.txt").exists()
