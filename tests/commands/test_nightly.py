"""`tirek population nightly`: what it prints, writes and refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.command_line import Command
from tests.population.comparison.villages import ALATAU, ALMALY, pensioner, settle, worker
from tirek.rulebook.engine.acts import LANGUAGES

GIVEN = ("--on", "2026-01-15", "--assume", "almaty-demo")


@pytest.fixture
def villages(tmp_path: Path, command: Command) -> Path:
    """Two days of a village, and the run of the first: one pensioner loses half-yearly aid, one family moves in."""
    first = [(ALMALY, [pensioner(100_000)]), (ALATAU, [worker()])]
    settle(tmp_path / "was", first)
    settle(tmp_path / "now", [(ALMALY, [pensioner(190_000)]), *first[1:], (ALATAU, [pensioner(100_000)])])
    arguments = ("--in", str(tmp_path / "was"), *GIVEN, "--out", str(tmp_path / "run"))
    assert command("population", "run", *arguments).code == 0
    return tmp_path


def asked(folder: Path, *more: str) -> tuple[str, ...]:
    named = {"--in": "now", "--was": "was", "--before": "run", "--out": "out"}
    given = [word for option, name in named.items() for word in (option, str(folder / name))]
    return ("population", "nightly", *given, *more)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_it_says(villages: Path, command: Command, language: str) -> None:
    answer = command(*asked(villages, "--lang", language))
    assert answer.code == 0
    counts = {
        "kk": "Отбасылар: 3; қайта есептелгені: 2, оның ішінде жаңасы: 1; енді жоғы: 0.",
        "ru": "Семей: 3; решено заново: 2, из них новых: 1; больше нет: 0.",
        "en": "Families: 3; decided anew: 2, of them new: 1; gone: 0.",
    }
    assert answer.out.splitlines()[0] == counts[language]
    title = {"kk": "Жартыжылдық көмек", "ru": "Помощь раз в полугодие", "en": "Half-yearly aid"}[language]
    row = next(line for line in answer.out.splitlines() if title in line)
    assert [cell.strip() for cell in row.split("│")[2:-1]] == ["1", "1", "0", "0"]
    assert answer.out.endswith(f"{villages / 'out' / 'run.json'}\n")


def test_for_a_program(villages: Path, command: Command) -> None:
    report = command(*asked(villages, "--format", "json")).json
    assert (report["families"], report["decided"], report["new"], report["gone"]) == (3, 2, 1, 0)
    half = next(row for row in report["programmes"] if row["programme"] == "half_yearly_aid")
    assert (half["gained"], half["lost"], half["tenge_year_low"]) == (1, 1, 0)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            ("--on", "2026-01-16"),
            "the run was asked something else (on: 2026-01-15, now 2026-01-16). Run everything anew",
        ),
        (("--territory", "711110000"), "asked something else (territory: 750000000, now 711110000)"),
        (("--reform", "republican_minimum"), "asked something else (reform: -, now republican_minimum"),
        (("--known-on", "2026-01-15"), "asked something else (known_on: -, now 2026-01-15)"),
        (("--on", "soon"), "--on: soon"),
        (("--keys", "{run}/run.json"), "--keys and --keys-was go together"),
        (("--changed", "{run}/no.csv"), "no.csv: There is no such file"),
        (("--before", "{now}"), "this is not the folder of a finished run"),
        (("--was", "{now}"), "the run was not made over the snapshot"),
        (("--was", ""), "give --was or --changed"),
        (("--in", "{run}"), "there is no manifest"),
    ],
)
def test_what_is_refused_leaves_nothing(villages: Path, command: Command, more: tuple[str, ...], said: str) -> None:
    option, value = more
    value = value.format(run=villages / "run", now=villages / "now")
    answer = command(*asked(villages, option, value, "--lang", "en"))
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert {path.name for path in villages.iterdir()} == {"was", "now", "run"}


def test_a_refusal_in_each_language(villages: Path, command: Command) -> None:
    said = {"kk": "Бәрін қайта есептеңіз", "ru": "Пересчитайте всё", "en": "Run everything anew"}
    for language in LANGUAGES:
        answer = command(*asked(villages, "--on", "2026-02-15", "--lang", language))
        assert said[language] in answer.err
        assert answer.code == 2


def test_a_folder_in_use(villages: Path, command: Command) -> None:
    answer = command(*asked(villages, "--out", str(villages / "run"), "--lang", "en"))
    assert answer.refusal == f"{villages / 'run'}: The folder is not empty. Name another."
