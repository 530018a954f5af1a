"""`tirek population takeup`: what it prints, writes and refuses."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.commands.command_line import Command
from tests.population.takeup.lists import settle_village, write_list
from tirek.population.takeup import writing
from tirek.rulebook.engine.acts import LANGUAGES


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the run over the village."""
    return settle_village(tmp_path_factory.mktemp("takeup")).folder


@pytest.fixture
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The chart takes most of the time, and is looked at in the tests of the folder."""
    monkeypatch.setattr(writing, "takeup_chart", lambda *_: None)


def asked(run: Path, folder: Path, *more: str) -> tuple[str, ...]:
    given = ("--run", str(run), "--received", str(folder / "list.csv"), "--out", str(folder / "out"))
    return ("population", "takeup", *given, *more)


@pytest.mark.usefixtures("_undrawn")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table(tmp_path: Path, command: Command, run: Path, language: str) -> None:
    write_list(tmp_path / "list.csv")
    answer = command(*asked(run, tmp_path, "--lang", language))
    assert (answer.code, answer.err) == (0, "")
    row = next(line for line in answer.out.splitlines() if line.startswith("│"))
    point = "." if language == "en" else ","
    cells = [cell.strip().replace("\u00a0", " ") for cell in row.split("│")[2:-1]]
    assert cells == ["50", "53", "30", "60 %", "20", f"1{point}2", "11", f"≈20{point}8 %", f"0{point}7", "12"]
    said = {"kk": "Тізімде жоқ бағдарламалар", "ru": "Программ, которых нет в списке", "en": "that are not on the list"}
    assert said[language] in answer.out
    assert {"kk": "1-ден 9-ға", "ru": "от 1 до 9 семей", "en": "1 to 9 families"}[language] in answer.out


@pytest.mark.usefixtures("_undrawn")
def test_for_a_program_with_nothing_hidden(tmp_path: Path, command: Command, run: Path) -> None:
    write_list(tmp_path / "list.csv")
    document = command(*asked(run, tmp_path, "--k", "1", "--format", "json")).json
    assert (document["k"], document["hidden"]) == (1, 0)
    found = {row["territory"]: (row["both"], row["take_up"], row["leakage_tenge"]) for row in document["table"]}
    assert found == {0: (30, "3/5", 666_050), 751110000: (18, "3/5", 0), 751210000: (12, "3/5", 666_050)}


@pytest.mark.usefixtures("_undrawn")
def test_wrong_rows_stop_everything_unless_they_are_left_out(tmp_path: Path, command: Command, run: Path) -> None:
    write_list(tmp_path / "list.csv", "0;парк;5", "999;half_yearly_aid;5")
    errors = str(tmp_path / "errors.csv")
    refusal = command(*asked(run, tmp_path, "--errors", errors, "--lang", "ru")).refusal
    assert refusal.startswith(
        "Ошибок в таблицах: 2; ничего не записано. Первая: list.csv, строка 56, «Программа»: такой"
    )
    assert {path.name for path in tmp_path.iterdir()} == {"list.csv", "errors.csv"}
    with Path(errors).open(encoding="utf-8-sig", newline="") as stream:
        listed = [(row["row"], row["kind"]) for row in csv.DictReader(stream)]
    assert listed == [("56", "unknown_programme"), ("57", "family_not_in_run")]
    answer = command(*asked(run, tmp_path, "--skip-bad", "--lang", "kk"))
    assert answer.code == 0
    assert "Тізім: 56 жол, алынбағаны: 2." in answer.out.replace("\u00a0", " ")
    assert "1 × list.csv, 57-жол: есептеуде мұндай отбасы жоқ" in answer.out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--k", "0"), "--k: 0: write a whole number from 1 to 1000."),
        (("--run", "nowhere"), "--run nowhere: There is no such file. Check the path."),
        (("--received", "no.csv"), "--received no.csv: There is no such file. Check the path."),
        (("--keys", "no.parquet"), "--keys no.parquet: There is no such file. Check the path."),
    ],
)
def test_what_is_refused(tmp_path: Path, command: Command, run: Path, more: tuple[str, ...], said: str) -> None:
    write_list(tmp_path / "list.csv")
    assert command(*asked(run, tmp_path, *more, "--lang", "en")).refusal == said
    assert {path.name for path in tmp_path.iterdir()} == {"list.csv"}


def test_a_folder_that_is_no_run_or_in_use(tmp_path: Path, command: Command, run: Path) -> None:
    write_list(tmp_path / "list.csv")
    assert "is not the folder of a finished run" in command(*asked(tmp_path, tmp_path, "--lang", "en")).refusal
    used = command(*asked(run, tmp_path, "--out", str(run), "--lang", "kk")).refusal
    assert used == f"{run}: Қалта бос емес. Басқа қалтаны көрсетіңіз."
