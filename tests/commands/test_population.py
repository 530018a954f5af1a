"""`tirek population`: what its commands print, write and refuse."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from tests.commands.command_line import Command
from tests.population.handmade import deal_families
from tirek.commands.city_report import margins_as_text
from tirek.commands.progress import bars
from tirek.population.city import make_city
from tirek.population.snapshot.problems import problem_texts
from tirek.rulebook.catalogue import family_benefit_ids
from tirek.rulebook.engine.acts import LANGUAGES
from tirek.rulebook.engine.assumptions import find_assumption

ON = ("--on", "2026-01-15")


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city of 1,500."""
    folder = tmp_path_factory.mktemp("commands") / "city"
    make_city(1_500, 1, folder)
    return folder


@pytest.fixture(scope="session")
def unknown(city: Path) -> Path:
    """Twenty families with unknown facts."""
    return deal_families(city, city.parent / "unknown", 20, seed=1, gaps=0.05)


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_make_says_what_it_met_and_missed(tmp_path: Path, command: Command, language: str) -> None:
    out = tmp_path / "city"
    answer = command("population", "make", "--people", "1200", "--seed", "3", "--out", str(out), "--lang", language)
    assert answer.code == 0
    assert answer.out == margins_as_text(out, language) + "\n"
    assert "✓" in answer.out
    # Stages on standard error: standard output stays for the answer.
    assert "write_snapshot" in answer.err
    assert "write_snapshot" not in answer.out
    assert names_in(tmp_path) == {"city"}


def test_make_for_a_program(tmp_path: Path, command: Command) -> None:
    made = command("population", "make", "--people", "1200", "--out", str(tmp_path / "city"), "--format", "json").json
    assert made["folder"] == str(tmp_path / "city")
    people = next(margin for margin in made["margins"] if margin["name"] == "people")
    assert people["made"] == 1200
    assert people["hit"] is True
    assert set(people) == {"name", "titles", "wanted", "made", "deviation", "hit", "provenance"}
    assert set(people["titles"]) >= {"kk", "ru"}
    assert len(made["checks"]) == 30
    assert set(made["checks"][0]) == {"name", "titles", "allowed", "found", "passed"}


def test_the_same_seed_makes_the_same_city(tmp_path: Path, command: Command) -> None:
    for name, seed in (("a", "5"), ("b", "5"), ("c", "6")):
        arguments = ("--people", "1000", "--seed", seed, "--out", str(tmp_path / name), "--format", "json")
        assert command("population", "make", *arguments).code == 0
    persons = [(tmp_path / name / "persons.parquet").read_bytes() for name in "abc"]
    assert persons[0] == persons[1] != persons[2]


@pytest.mark.parametrize("people", ["999", "25000001", "0", "-5"])
def test_a_city_of_no_size_is_refused(tmp_path: Path, command: Command, people: str) -> None:
    refusal = command("population", "make", "--people", people, "--out", str(tmp_path / "city"), "--lang", "en").refusal
    assert refusal == f"--people: {people}: write a whole number from 1000 to 25000000."
    assert not any(tmp_path.iterdir())


def used(tmp_path: Path) -> Path:
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "a.txt").write_text("dear", encoding="utf-8")
    return tmp_path / "used"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("kk", "Қалта бос емес. Басқа қалтаны көрсетіңіз."),
        ("ru", "Папка не пуста. Укажите другую."),
        ("en", "The folder is not empty. Name another."),
    ],
)
def test_a_used_folder_is_refused_and_left_alone(
    tmp_path: Path, command: Command, city: Path, language: str, said: str
) -> None:
    out = used(tmp_path)
    for arguments in (("make", "--people", "1000"), ("run", "--in", str(city), *ON)):
        refusal = command("population", *arguments, "--out", str(out), "--lang", language).refusal
        assert refusal == f"{out}: {said}"
    assert names_in(tmp_path) == {"used"}
    assert names_in(out) == {"a.txt"}


def test_a_file_is_no_folder_to_write(tmp_path: Path, command: Command, city: Path) -> None:
    out = used(tmp_path) / "a.txt"
    for arguments in (("make", "--people", "1000"), ("run", "--in", str(city), *ON)):
        for place in (out, out / "below"):
            refusal = command("population", *arguments, "--out", str(place), "--lang", "kk").refusal
            assert refusal == f"{out}: бұл файл; қалтаны көрсетіңіз."


def test_a_sound_snapshot_passes(command: Command, city: Path, unknown: Path) -> None:
    for folder in (city, unknown):
        assert command("population", "validate", str(folder), "--format", "json").json == {
            "total": 0,
            "counts": {},
            "problems": [],
        }
    answer = command("population", "validate", str(city), "--lang", "kk")
    assert (answer.code, answer.out, answer.err) == (0, "Снапшот жарамды: қате жоқ.\n", "")


@pytest.fixture
def broken(tmp_path: Path, city: Path) -> Path:
    folder = deal_families(city, tmp_path / "broken", 5, seed=2)
    (folder / "claims.parquet").unlink()
    return folder


def test_a_broken_snapshot_is_told_apart(command: Command, broken: Path) -> None:
    answer = command("population", "validate", str(broken), "--lang", "ru")
    assert (answer.code, answer.err) == (1, "")
    assert answer.out == "Ошибок: 1\nнет файла claims.parquet\n"
    told = command("population", "validate", str(broken), "--format", "json", "--lang", "en")
    assert told.code == 1
    made = json.loads(told.out)
    assert (made["total"], made["counts"]) == (1, {"missing_file": 1})
    assert made["problems"] == [
        {
            "kind": "missing_file",
            "file": "claims.parquet",
            "row": None,
            "column": None,
            "value": None,
            "expected": None,
            "message": "the file claims.parquet is missing",
        }
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broken_snapshot_is_not_run(tmp_path: Path, command: Command, broken: Path, language: str) -> None:
    refusal = command(
        "population", "run", "--in", str(broken), *ON, "--out", str(tmp_path / "run"), "--lang", language
    ).refusal
    assert problem_texts()["missing_file"][language].format(file="claims.parquet") in refusal
    assert refusal.endswith(f"tirek population validate {broken}")
    assert names_in(tmp_path) == {"broken"}


def test_a_folder_that_is_no_snapshot(tmp_path: Path, command: Command) -> None:
    (tmp_path / "empty").mkdir()
    arguments = ("population", "run", "--in", str(tmp_path / "empty"), *ON, "--out", str(tmp_path / "run"))
    assert "нет манифеста; это папка снимка населения?" in command(*arguments).refusal
    assert command("population", "validate", str(tmp_path / "empty")).code == 1
    nowhere = str(tmp_path / "nowhere")
    assert command("population", "validate", nowhere).refusal == f"{nowhere}: Файл не найден. Проверьте путь."
    refusal = command("population", "run", "--in", nowhere, *ON, "--out", str(tmp_path / "run")).refusal
    assert refusal == f"--in {nowhere}: Файл не найден. Проверьте путь."


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--on", "15.01.2026"), "--on: 15.01.2026: write the date as YYYY-MM-DD."),
        ((*ON, "--known-on", "x"), "--known-on: x: write the date as YYYY-MM-DD."),
        ((*ON, "--assume", "rosy"), "rosy: There is no such assumption. There are: almaty-demo, syrdarya-demo."),
        ((*ON, "--territory", "75"), "--territory: 75: a KATO code has nine digits."),
        ((*ON, "--engine", "abacus"), "--engine: abacus: choose one of polars, duckdb, spark."),
    ],
)
def test_bad_options_of_a_run(
    tmp_path: Path, command: Command, city: Path, arguments: tuple[str, ...], said: str
) -> None:
    out = str(tmp_path / "run")
    assert command("population", "run", "--in", str(city), "--out", out, "--lang", "en", *arguments).refusal == said
    assert not any(tmp_path.iterdir())


def test_a_run_needs_its_options(command: Command, city: Path) -> None:
    assert "--on" in command("population", "run", "--in", str(city), "--out", "x").refusal
    assert "--out" in command("population", "make").refusal


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_run_for_a_program(tmp_path: Path, command: Command, city: Path, engine: str) -> None:
    out = tmp_path / "run"
    arguments = ("--in", str(city), *ON, "--out", str(out), "--engine", engine, "--assume", "almaty-demo")
    made = command("population", "run", *arguments, "--format", "json").json
    assert (made["engine"], made["on"], made["people"], made["assumption"]) == (
        engine,
        "2026-01-15",
        1_500,
        "almaty-demo",
    )
    assert made["warning"] == dict(find_assumption("almaty-demo").warning)
    whole = {row["programme"]: row for row in made["programmes"] if row["territory"] == 0}
    assert set(whole) | set(made["absent"]) == set(family_benefit_ids())
    assert set(whole["housing_aid"]) == {
        *("territory", "programme", "kind", "families", "persons", "holders", "tenge_period", "tenge_month"),
        *("tenge_year", "bound", "undetermined", "conflicts", "payer", "quantity", "unit"),
    }
    assert pl.read_parquet(out / "programmes.parquet").to_dicts() == made["programmes"]
    assert {level["method"] for level in made["levels"]} == {"six_levels", "points"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_for_a_reader(tmp_path: Path, command: Command, city: Path, language: str) -> None:
    out = tmp_path / "run"
    arguments = ("--in", str(city), *ON, "--out", str(out), "--assume", "almaty-demo", "--lang", language)
    answer = command("population", "run", *arguments)
    assert answer.code == 0
    assert "families" in answer.err
    assumption = find_assumption("almaty-demo")
    assert f"{assumption.title[language]}. {assumption.warning[language]}" in answer.out
    assert answer.out.splitlines()[-6:] == [str(path) for path in sorted(out.iterdir())]
    plain = answer.out.replace("\u00a0", " ")
    assert {"kk": "адамдар: 1 500", "ru": "людей: 1 500", "en": "people: 1,500"}[language] in plain
    assert "10,049" in plain or "10 049" in plain
    assert "≥" not in plain


def test_a_run_without_an_assumption_says_lower_bound(tmp_path: Path, command: Command, unknown: Path) -> None:
    answer = command("population", "run", "--in", str(unknown), *ON, "--out", str(tmp_path / "run"))
    assert answer.code == 0
    assert "≥ — нижняя граница: часть значений неизвестна." in answer.out
    assert "Не определено семей" in answer.out
    assert "Внимание" not in answer.out


def test_the_query_for_a_database_is_printed(command: Command, city: Path) -> None:
    query = command("population", "sql", *ON, "--in", str(city), "--assume", "almaty-demo").out
    assert query.startswith("-- tirek, postgres; the law of 2026-01-15, territory 750000000\n")
    assert "assumption almaty-demo" in query
    assert "-- facts that may be null: none\nWITH person_" in query
    assert "OFFSET 0" in query
    assert (
        "AS `below_poverty_line.low`" in command("population", "sql", *ON, "--in", str(city), "--dialect", "spark").out
    )
    tables = command("population", "sql", *ON, "--tables").out
    assert [line for line in tables.splitlines() if line.startswith("CREATE")] == [
        f"CREATE TABLE {name} (" for name in ("families", "persons", "dwellings", "vehicles", "claims")
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("sql", *ON, "--dialect", "oracle"), "--dialect: oracle: choose one of duckdb, postgres, spark."),
        (("sql", *ON, "--in", "nowhere"), "--in nowhere: There is no such file. Check the path."),
        (("run", *ON, "--spark-master", "yarn"), "--spark-master: this option is for --engine spark only."),
        (("run", *ON, "--engine", "spark", "--spark-master", "here"), "--spark-master here: this is no address"),
    ],
)
def test_a_wrong_engine_or_dialect_is_one_line(
    tmp_path: Path, command: Command, city: Path, arguments: tuple[str, ...], said: str
) -> None:
    more = ("--in", str(city), "--out", str(tmp_path / "run")) if arguments[0] == "run" else ()
    answer = command("population", *arguments, *more, "--lang", "en")
    assert answer.refusal.startswith(said)
    assert not any(tmp_path.iterdir())


def test_help_is_there_for_every_command(command: Command) -> None:
    for name in ("make", "validate", "run", "sql"):
        answer = command("population", name, "--help")
        assert (answer.code, answer.err) == (0, "")
        assert "--lang" in answer.out


def test_bars_that_are_hidden_or_never_began_print_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with bars(False) as report:
        report("stage", 1, 2)
    with bars():
        pass
    assert capsys.readouterr() == ("", "")


def test_a_bar_is_full_when_the_next_stage_begins(capsys: pytest.CaptureFixture[str]) -> None:
    with bars() as report:
        report("first", 1, 4)
        report("second", 0, 0)
        report("second", 1, 1)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("100 %") == 2
