"""`tirek population import` and `map`: what they print, write and refuse."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
import yaml

from tests.commands.command_line import Command
from tirek.population.importing import assembly
from tirek.population.snapshot import check_snapshot, read_manifest
from tirek.population.snapshot.schema import FAMILY_ID
from tirek.rulebook.engine.acts import LANGUAGES

MAPPING = """as_of: 2026-01-01
tables:
  family: {file: f.csv, key: k, columns: {territory: t}}
  person: {file: p.csv, key: k, columns: {wage: w, sex: s}}
  dwelling: none
  vehicle: none
  claim: none
"""
SECRET = "Қуанышбекова"


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """Three families, of which one has a name where its wage should be."""
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "f.csv").write_text("k,t,q\nA,751110000,1\nB,751110000,2\nC,751210000,3\n", encoding="utf-8")
    persons = f"k,w,s\nA,100,әйел\nB,{SECRET},ер\nB,{SECRET},ер\nC,,ер\n"
    (folder / "p.csv").write_text(persons, encoding="utf-8")
    (folder / "map.yaml").write_text(MAPPING, encoding="utf-8")
    return folder


def asked(tables: Path, *more: str) -> tuple[str, ...]:
    files = (str(tables / "f.csv"), str(tables / "p.csv"))
    return ("population", "import", *files, "--map", str(tables / "map.yaml"), *more)


def files_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("kk", "Қате саны: 2; ештеңе жазылған жоқ. Біріншісі: p.csv, 3-жол, «w»: сан күтіледі."),
        ("ru", "Ошибок в таблицах: 2; ничего не записано. Первая: p.csv, строка 3, «w»: ожидается число."),
        ("en", "Problems in the tables: 2; nothing was written. The first: p.csv, row 3, w: a number is expected."),
    ],
)
def test_a_wrong_row_stops_everything(tmp_path: Path, command: Command, tables: Path, language: str, said: str) -> None:
    keys = str(tmp_path / "keys.parquet")
    answer = command(*asked(tables, "--out", str(tmp_path / "out"), "--keys", keys, "--lang", language))
    assert (answer.code, answer.out) == (2, "")
    refusal = answer.err.splitlines()[-1]
    assert said.removeprefix("Қате саны") in refusal
    assert SECRET not in answer.err
    assert files_in(tmp_path) == {"tables"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_preview_shows_all_and_writes_nothing(tmp_path: Path, command: Command, tables: Path, language: str) -> None:
    keys = str(tmp_path / "keys.parquet")
    more = ("--preview", "--out", str(tmp_path / "out"), "--keys", keys, "--lang", language)
    answer = command(*asked(tables, *more))
    assert answer.code == 0
    female = {"kk": "әйел", "ru": "женский", "en": "female"}[language]
    assert f'{{"wage": 100, "sex": "{female}"}}' in answer.out
    assert {"kk": "2 × p.csv, 3-жол", "ru": "2 × p.csv, строка 3", "en": "2 × p.csv, row 3"}[language] in answer.out
    taken = {line.split("│")[1].strip() for line in answer.out.splitlines() if line.startswith("│")}
    assert taken == {"t", "w", "s"}
    assert {"kk": "f.csv: алынбайтын бағандар: q", "ru": "f.csv: столбцы, которые не берутся: q"}.get(
        language, "f.csv: columns that are not taken: q"
    ) in answer.out
    assert SECRET not in answer.out
    assert files_in(tmp_path) == {"tables"}


def test_a_preview_for_a_program(tmp_path: Path, command: Command, tables: Path) -> None:
    found = command(*asked(tables, "--preview", "--format", "json", "--lang", "en")).json
    assert (found["families"], found["left_out"], found["problems"], found["written"]) == (3, 1, 2, False)
    assert found["columns"]["person"] == {"wage": "w", "sex": "s"}
    assert found["first_rows"]["person"] == [{"wage": 100, "sex": "female"}, {"wage": None, "sex": "male"}]
    assert found["counts"] == {"not_number": 2}
    assert found["unused_columns"] == {"f.csv": ["q"]}


def test_sound_families_are_written_where_asked(tmp_path: Path, command: Command, tables: Path) -> None:
    out, keys, errors = (tmp_path / name for name in ("out", "keys.parquet", "errors.csv"))
    more = ("--out", str(out), "--keys", str(keys), "--errors", str(errors), "--skip-bad", "--lang", "ru")
    answer = command(*asked(tables, *more))
    assert answer.code == 0
    assert "Прочитано семей: 3, пропущено: 1." in answer.out
    assert f"Снимок записан: {out}" in answer.out
    assert (check_snapshot(out).total, read_manifest(out).families) == (0, 2)
    assert pl.read_parquet(keys).rows() == [(0, "A"), (1, "C")]
    assert pl.read_parquet(keys).columns == [FAMILY_ID, "key"]
    with errors.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["file"], row["row"], row["column"], row["kind"]) for row in rows] == [
        ("p.csv", "3", "w", "not_number"),
        ("p.csv", "4", "w", "not_number"),
    ]
    assert SECRET not in errors.read_text(encoding="utf-8")
    assert files_in(tmp_path) == {"tables", "out", "keys.parquet", "errors.csv"}


def test_the_list_of_problems_is_written_also_when_they_stop_the_import(
    tmp_path: Path, command: Command, tables: Path
) -> None:
    answer = command(*asked(tables, "--out", str(tmp_path / "out"), "--errors", str(tmp_path / "e.csv")))
    assert answer.code == 2
    assert files_in(tmp_path) == {"tables", "e.csv"}


def test_what_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, command: Command, tables: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = ("--skip-bad", "--out", str(tmp_path / "out"), "--lang", "en")
    nowhere = command(*asked(tables, *more, "--keys", str(tmp_path / "nowhere" / "k.parquet")))
    assert (nowhere.code, nowhere.err.splitlines()[-1].partition(": ")[2]) == (
        2,
        "the file cannot be read or written. Check the path and the permissions.",
    )
    assert files_in(tmp_path) == {"tables"}

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path / "out"))

    monkeypatch.setattr(assembly, "write_snapshot", full)
    assert command(*asked(tables, *more, "--keys", str(tmp_path / "k.parquet"))).code == 2
    assert files_in(tmp_path) == {"tables"}


def test_what_stands_is_never_written_over(tmp_path: Path, command: Command, tables: Path) -> None:
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "a.txt").write_text("dear", encoding="utf-8")
    (tmp_path / "k.parquet").write_text("dear", encoding="utf-8")
    refusal = command(*asked(tables, "--out", str(tmp_path / "used"), "--lang", "en")).refusal
    assert refusal == f"{tmp_path / 'used'}: The folder is not empty. Name another."
    more = ("--out", str(tmp_path / "out"), "--keys", str(tmp_path / "k.parquet"), "--lang", "kk")
    assert command(*asked(tables, *more)).refusal.endswith("мұндай файл бар. Басқа атау беріңіз.")
    assert (tmp_path / "k.parquet").read_text(encoding="utf-8") == "dear"
    assert files_in(tmp_path) == {"tables", "used", "k.parquet"}


def test_what_cannot_be_asked_is_refused(tmp_path: Path, command: Command, tables: Path) -> None:
    assert command(*asked(tables, "--lang", "en")).refusal == "--out: name a folder to write, or choose --preview."
    (tables / "p.csv").unlink()
    refusal = command(*asked(tables, "--preview", "--lang", "ru")).refusal
    assert refusal == f"{tables / 'p.csv'}: Файл не найден. Проверьте путь."
    assert command("population", "map", str(tables / "p.csv"), "--as-of", "2026-01-01").code == 2
    assert "--as-of: soon" in command("population", "map", str(tables / "f.csv"), "--as-of", "soon").refusal
    (tables / "map.yaml").unlink()
    missing = asked(tables, "--preview", "--lang", "en")
    assert command(*(word for word in missing if not word.endswith("p.csv"))).refusal.startswith("map.yaml: the file")


@pytest.mark.parametrize(("language", "left"), [("kk", "алынбағаны: "), ("ru", "не взято: "), ("en", "left over: ")])
def test_a_mapping_is_proposed(command: Command, tables: Path, language: str, left: str) -> None:
    (tables / "p.csv").write_text("Отбасы;Туған күні;Жынысы;Тегі\n", encoding="utf-8")
    answer = command("population", "map", str(tables / "p.csv"), "--as-of", "2026-01-01", "--lang", language)
    assert (answer.code, answer.err) == (0, "")
    person = yaml.safe_load(answer.out)["tables"]["person"]
    assert person["key"] == "Отбасы"
    assert person["columns"] == {"birth_date": "Туған күні", "sex": "Жынысы"}
    assert answer.out.endswith(f"# p.csv: {left}Тегі\n")
