"""`tirek population compare`: what it prints, writes and refuses."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.commands.command_line import Command
from tests.population.comparison.villages import VILLAGE, settle
from tirek.population.comparison import writing
from tirek.population.comparison.wording import tell
from tirek.rulebook.engine.acts import LANGUAGES
from tirek.rulebook.reforms import find_reform

GIVEN = ("--on", "2026-01-15", "--assume", "almaty-demo")


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each family of the village thirty times, so that counts may be printed."""
    return settle(tmp_path_factory.mktemp("compare") / "village", [family for family in VILLAGE for _ in range(30)])


@pytest.fixture
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts take most of the time, and are looked at in the tests of the folder."""
    monkeypatch.setattr(writing, "all_charts", lambda *_: {})


def asked(village: Path, out: Path, *more: str) -> tuple[str, ...]:
    return ("population", "compare", "--in", str(village), *GIVEN, "--out", str(out), *more)


@pytest.mark.usefixtures("_undrawn")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_comes_first(tmp_path: Path, command: Command, village: Path, language: str) -> None:
    out = tmp_path / "answer"
    answer = command(*asked(village, out, "--reform", "republican_minimum", "--lang", language))
    assert answer.code == 0
    title, said = answer.out.split("\n")[:2]
    assert title == tell("title", language, name=find_reform("republican_minimum").title[language])
    # 60 families of 90 people between the limits, and with middle incomes 30 more: 90 or 120 times 60,550 tenge.
    assert {"kk": "5,4–7,3 (", "ru": "от 5,4 до 7,3 (", "en": "5.4 to 7.3 ("}[language] in said
    assert {"kk": "үнемдейді", "ru": "сбережёт", "en": "saves"}[language] in said
    assert str(out / "comparison_kk.html") in answer.out
    assert "low" in answer.err


@pytest.mark.usefixtures("_undrawn")
def test_the_answer_for_a_program(tmp_path: Path, command: Command, village: Path) -> None:
    arguments = ("--reform", "republican_minimum", "--k", "1", "--engine", "duckdb", "--incomes", "middle,low")
    document = command(*asked(village, tmp_path / "answer", *arguments, "--format", "json")).json
    change = document["summary"]["change"]
    found = {name: bounds["low"] for name, bounds in change["by_income"].items()}
    assert found == {"low": -5_449_500, "middle": -7_266_000}
    assert (change["least"], change["greatest"]) == (-7_266_000, -5_449_500)
    assert document["summary"]["lose.families"]["by_income"]["middle"] == {"low": 90, "high": 90}
    # 7,266,000 a year of 90 families is 6,728 a month, rounded to whole tenge.
    assert document["summary"]["mean_lose"]["by_income"]["middle"] == {"low": -6_728, "high": -6_728}
    assert document["engine"] == "duckdb"
    assert "--k 1" in document["command"]
    assert document["hidden"] == 0


@pytest.mark.usefixtures("_undrawn")
def test_small_counts_are_hidden(tmp_path: Path, command: Command, village: Path) -> None:
    more = ("--reform", "republican_minimum", "--incomes", "middle", "--format", "json")
    assert command(*asked(village, tmp_path / "default", *more)).json["k"] == 10
    document = command(*asked(village, tmp_path / "answer", *more, "--k", "50")).json
    assert document["k"] == 50
    assert document["hidden"] > 0
    almaly = next(row for row in document["tables"]["district"] if row["key"] == "751110000")
    assert almaly["lose.families"] is None
    assert "lose.families" in almaly["hidden"]


@pytest.mark.usefixtures("_undrawn")
def test_today_against_a_reform(tmp_path: Path, command: Command, village: Path) -> None:
    more = ("--reform", "today", "--against", "republican_minimum", "--incomes", "middle", "--lang", "ru")
    answer = command(*asked(village, tmp_path / "answer", *more))
    assert "Реформа увеличит расходы: 7,3 млн тенге в год" in answer.out
    assert "Цена реформы: закон, как он есть" in answer.out
    same = command(*asked(village, tmp_path / "same", "--reform", "today", "--lang", "kk"))
    assert "Реформа шығынды өзгертпейді" in same.out


@pytest.mark.usefixtures("_undrawn")
def test_the_command_in_the_document_repeats_it(tmp_path: Path, command: Command, village: Path) -> None:
    first = command(*asked(village, tmp_path / "a b", "--reform", "republican_minimum", "--format", "json")).json
    words = shlex.split(first["command"])
    assert words[0] == "tirek"
    words[words.index("--out") + 1] = str(tmp_path / "second")
    again = command(*words[1:], "--format", "json").json
    assert {**again, "command": ""} == {**first, "command": ""}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--reform", "paradise"), "paradise"),
        (("--reform", "today", "--against", "paradise"), "paradise"),
        (("--reform", "nowhere.yaml"), "nowhere.yaml"),
        (("--reform", "today", "--incomes", "rich"), "--incomes: rich: choose one of low, middle, high."),
        (("--reform", "today", "--incomes", ","), "--incomes"),
        (("--reform", "today", "--k", "0"), "--k: 0: write a whole number from 1 to 1000."),
        (("--reform", "today", "--engine", "abacus"), "--engine: abacus: choose one of polars, duckdb"),
        (("--reform", "today", "--on", "soon"), "--on: soon"),
        (("--reform", "today", "--territory", "75"), "--territory: 75"),
        ((), "--reform"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_is_written(
    tmp_path: Path, command: Command, village: Path, more: tuple[str, ...], said: str
) -> None:
    refusal = command(*asked(village, tmp_path / "answer", *more, "--lang", "en")).refusal
    assert said in refusal
    assert not any(tmp_path.iterdir())


def test_a_folder_in_use_or_no_snapshot(tmp_path: Path, command: Command, village: Path) -> None:
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "a.txt").write_text("dear", encoding="utf-8")
    refusal = command(*asked(village, tmp_path / "used", "--reform", "today", "--lang", "kk")).refusal
    assert refusal == f"{tmp_path / 'used'}: Қалта бос емес. Басқа қалтаны көрсетіңіз."
    assert (
        "no such file"
        in command(*asked(tmp_path / "no", tmp_path / "out", "--reform", "today", "--lang", "en")).refusal
    )
    assert "манифест" in command(*asked(tmp_path / "used", tmp_path / "out", "--reform", "today")).refusal
    assert [path.name for path in tmp_path.rglob("*")] == ["used", "a.txt"]
