"""A reform in force, by an act with number and date, decides by itself from its day; nothing else does.

The rulebook is copied, the act entered and the reform's head rewritten, as the office will do it on the day the act is published.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.house.tree import ROOT
from tirek.rulebook.engine import overlay
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.reform import Reform
from tirek.rulebook.reforms import find_reform

ACT = """\
rules_of_2026:
  {kind: government_resolution, number: "77", date: 2026-03-05, in_force: {from: 2026-04-01, until: null}, replaced_by: null,
   title: {kk: "Әлеуметтік көмек көрсету қағидалары", ru: "Правила оказания социальной помощи"},
   provenance: {mark: found, source: "a test"}}
"""
HEAD = {
    "status: draft": "status: in_force",
    "\nact: almaty_reform_2026": "\nact: rules_of_2026",
    "number: null": 'number: "77"',
    "date: null": "date: 2026-03-05",
    "known_from: 2026-01-01": "known_from: 2026-03-05",
    "\nfrom: 2026-01-01": "\nfrom: 2026-04-01",
}
RICH = {
    "persons": [{"war_participant": False, "equated_to_participant": False, "home_front_worker": True}],
    "dwellings": [{"tenure": "owned", "area": 40}, {"tenure": "owned", "area": 40}],
    "vehicles": [],
}


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package in which the reform of local aid is in force from 1 April 2026."""
    folder = tmp_path_factory.mktemp("adopted")
    shutil.copytree(
        ROOT / "src" / "tirek", folder / "tirek", ignore=shutil.ignore_patterns("__pycache__", "*.ttf", "population")
    )
    acts = folder / "tirek" / "rulebook" / "acts" / "social_assistance.yaml"
    acts.write_text(acts.read_text(encoding="utf-8") + ACT, encoding="utf-8")
    path = folder / "tirek" / "rulebook" / "reforms" / "local_aid_2026" / "reform.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in HEAD.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return folder


def tirek(folder: Path, *arguments: str, given: object = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from tirek.commands import main; main()", *arguments],
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=folder,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def decided(folder: Path, on: str, *more: str) -> dict[str, Any]:
    made = tirek(
        folder,
        *("law", "decide", "victory_day_aid", "--on", on, "--facts", "-", "--format", "json", *more),
        given=RICH,
    )
    assert made.returncode == 0, made.stderr
    answer: dict[str, Any] = json.loads(made.stdout)
    return answer


def test_nobody_names_it_and_it_decides_from_its_day(adopted: Path) -> None:
    before, after = decided(adopted, "2026-03-31"), decided(adopted, "2026-04-01")
    assert (before["outcome"], before["amount"], before["decides"]) == ("granted", 50000, True)
    assert (after["outcome"], after["decides"], after["reform"]) == ("refused", True, None)
    assert [reason["code"] for reason in after["reasons"]] == ["welfare_level_too_high"]
    assert (after["reasons"][0]["act"], after["reasons"][0]["article"]) == ("rules_of_2026", "1")
    overlay_of, *others = after["overlays"]
    assert others == []
    assert (overlay_of["name"], overlay_of["number"], overlay_of["date"]) == ("local_aid_2026", "77", "2026-03-05")
    assert overlay_of["decides"] is True
    lines = after["explanation"]["ru"]
    assert lines[0] == "Отказано."
    assert any(
        line.startswith("Учтено: «Реформа социальной помощи") and "№ 77 от 5 марта 2026" in line for line in lines
    )
    assert any("постановление Правительства от 5 марта 2026 года № 77" in line.replace("\xa0", " ") for line in lines)


def test_the_form_asks_for_what_the_reform_in_force_reads(adopted: Path) -> None:
    schema = json.loads(tirek(adopted, "law", "facts", "victory_day_aid").stdout)
    assert {"persons", "dwellings", "vehicles"} <= set(schema["properties"])


def test_recomputed_as_known_before_the_act(adopted: Path) -> None:
    answer = decided(adopted, "2026-05-09", "--known-on", "2026-03-04")
    assert (answer["outcome"], answer["overlays"]) == ("granted", [])


def test_named_it_is_laid_once(adopted: Path) -> None:
    answer = decided(adopted, "2026-05-09", "--reform", "local_aid_2026")
    assert (answer["decides"], answer["overlays"]) == (True, [])
    assert answer["reform"]["status"] == "in_force"
    assert answer["explanation"]["kk"][0] == "Бас тартылды."
    trace = {step["step"]: step["changed"] for step in answer["trace"]}
    assert trace["local_aid_2026.welfare_level_admitted"]["status"] == "in_force"


def test_a_law_with_a_reform_in_force_is_in_order(adopted: Path) -> None:
    made = tirek(adopted, "law", "check")
    assert made.stdout == "law check: no findings\n", made.stdout


def test_a_faulty_reform_in_force_stops_the_law(adopted: Path, tmp_path: Path) -> None:
    shutil.copytree(adopted / "tirek", tmp_path / "tirek")
    path = tmp_path / "tirek" / "rulebook" / "reforms" / "local_aid_2026" / "reform.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("date: 2026-03-05", "date: null"), encoding="utf-8")
    made = tirek(
        tmp_path, "law", "decide", "victory_day_aid", "--on", "2026-05-09", "--facts", "-", "--lang", "kk", given=RICH
    )
    assert (made.returncode, made.stdout) == (2, "")
    assert made.stderr.startswith(
        "reforms/local_aid_2026/reform.yaml:11: Реформа күшінде деп көрсетілген, бірақ date жоқ."
    )


@pytest.fixture
def in_force(monkeypatch: pytest.MonkeyPatch) -> Reform:
    draft = find_reform("local_aid_2026")
    made = replace(draft, status="in_force", number="77", day=date(2026, 3, 5), digest="another text")
    monkeypatch.setattr(overlay, "in_force_reforms", lambda: (made,))
    return made


def test_an_overlay_is_laid_below_the_reform_that_is_named(in_force: Reform) -> None:
    named = replace(in_force, name="idea", digest="an idea")
    moment = overlay.with_overlays(Moment(on=date(2026, 5, 9), reform=named))
    assert moment.reforms == (in_force, named)
    assert overlay.with_overlays(moment) == moment
    same = overlay.with_overlays(Moment(on=date(2026, 5, 9), reform=replace(in_force, digest="a draft of it")))
    assert [reform.digest for reform in same.reforms] == ["a draft of it"]
    office = replace(in_force, name="office", digest="numbered by the office")
    assert overlay.with_overlays(Moment(on=date(2026, 5, 9), overlays=(office,))).reforms == (in_force, office)
