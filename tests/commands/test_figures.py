"""``tirek figures``: what is printed, in which language, with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.command_line import Command
from tirek.figures.errors import texts
from tirek.figures.reading import PUBLISHED, published_names
from tirek.figures.records import VERDICTS
from tirek.rulebook.engine.wording import SPACE


@pytest.fixture
def surprising(tmp_path: Path) -> str:
    """A copy of a shipped file in which a figure was changed."""
    text = (PUBLISHED / "almaty_2025.yaml").read_text(encoding="utf-8")
    assert text.count("value: 824,") == 1
    path = tmp_path / "changed.yaml"
    path.write_text(text.replace("value: 824,", "value: 825,"), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("kk", ["қайшы", "≈113,76 %", "99,2 мың адам", "98,8 мың адам", "дөңгелектеумен дұрыс", "Күтілмегені: 0."]),
        (
            "ru",
            [
                "противоречит",
                "≈113,76 %",
                "5 898 тенге …",
                "70 776 тенге",
                "99,2 тыс. чел.",
                "98,8 тыс. чел.",
                "только с отбрасыванием",
                "Неожиданных: 0.",
            ],
        ),
        (
            "en",
            [
                "contradicts",
                "≈113.76 %",
                "99.2 thousand persons",
                "98.8 thousand persons",
                "by truncation",
                "Unexpected: 0.",
            ],
        ),
    ],
)
def test_findings_are_shown_with_both_numbers(command: Command, language: str, lines: list[str]) -> None:
    answer = command("figures", "check", "almaty_2025", "--lang", language)
    assert (answer.code, answer.err) == (0, "")
    shown = answer.out.replace(SPACE, " ")
    assert [line for line in lines if line not in shown] == []


def test_a_verdict_nobody_foresaw_fails(command: Command, surprising: str) -> None:
    answer = command("figures", "check", surprising, "--lang", "en")
    assert (answer.code, answer.err) == (1, "")
    (row,) = [line for line in answer.out.splitlines() if "! contradicts" in line]
    assert [cell.strip().replace(SPACE, " ") for cell in row.split("│")[1:5]] == [
        "! contradicts",
        "B36",
        "947 persons",
        "946 persons",
    ]
    cells = [line.split("│")[5] for line in answer.out.splitlines() if line.count("│") == 6]
    assert "Expected: agreement." in " ".join(" ".join(cells).split())
    assert "Unexpected: 1." in answer.out


def test_one_verdict_alone_is_shown_and_the_exit_code_is_that_of_all(command: Command, surprising: str) -> None:
    answer = command("figures", "check", surprising, "--only", "unit", "--lang", "en")
    assert answer.code == 1
    assert [name for name in ("B03", "B17", "B30") if name not in answer.out] == []
    assert "B36" not in answer.out


def test_the_same_as_json_is_exact(command: Command) -> None:
    first, second = command(
        "figures", "check", "almaty_2025", "almaty_2025_briefing", "--format", "json", "--lang", "kk"
    ).json
    assert (first["file"], first["unexpected"], second["file"]) == ("almaty_2025", [], "almaty_2025_briefing")
    by_id = {found["id"]: found for found in first["findings"]}
    told = {key: by_id["B13"][key] for key in ("verdict", "computed", "stated", "difference", "unit", "automatic")}
    assert told == {
        "verdict": "contradicts",
        "computed": "99200",
        "stated": "98800",
        "difference": "400",
        "unit": "person",
        "automatic": False,
    }
    assert by_id["B13"]["sentence"].startswith("+0,4\u00a0мың\u00a0адам айырманы")
    assert by_id["B01"]["computed"] == "1879/11500"
    assert by_id["B25"]["bounds"] == ["5898", "70776"]
    assert sum(first["counts"].values()) > len(first["findings"])


def test_json_of_what_was_unforeseen_names_it(command: Command, surprising: str) -> None:
    answer = command("figures", "check", surprising, "--format", "json", "--only", "contradicts")
    assert answer.code == 1
    (told,) = json.loads(answer.out)
    assert told["unexpected"] == ["B36"]
    assert {found["verdict"] for found in told["findings"]} == {"contradicts"}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_bad_input_is_one_line(command: Command, language: str) -> None:
    told = texts("messages")["no_file"][language].format(value="nowhere", allowed=", ".join(published_names()))
    assert command("figures", "check", "nowhere", "--lang", language).refusal == f"figures: {told}"
    refusal = command("figures", "check", "almaty_2025", "--only", "wrong", "--lang", language).refusal
    assert refusal.startswith("--only: wrong: ")
    assert ", ".join(VERDICTS) in refusal
    assert command("figures", "check", "--lang", language).refusal


def test_shipped_files_are_listed(command: Command) -> None:
    listed = command("figures", "list", "--format", "json").json
    assert [row["name"] for row in listed] == published_names()
    assert all(row["figures"] and row["relations"] for row in listed)
    assert "almaty_2025_briefing: Алматы: 2025 жылғы 9 айдың брифингі" in command("figures", "list", "--lang", "kk").out


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_template_is_written_and_checks(command: Command, tmp_path: Path, language: str) -> None:
    path = str(tmp_path / "book.xlsx")
    assert command("figures", "template", "--out", path, "--lang", language).code == 0
    assert command("figures", "check", path, "--lang", language).code == 0
    again = command("figures", "template", "--out", path, "--lang", language).refusal
    assert again == f"{path}: {texts('messages')['file_exists'][language]}"


def test_square_brackets_are_no_markup(command: Command, tmp_path: Path) -> None:
    text = (
        (PUBLISHED / "almaty_2025_briefing.yaml")
        .read_text(encoding="utf-8")
        .replace("Общая сумма 433", "[bold]Сумма[/] 433")
    )
    path = tmp_path / "marked.yaml"
    path.write_text(text.replace("Алматы: брифинг", "[red]Алматы: брифинг"), encoding="utf-8")
    shown = command("figures", "check", str(path)).out
    assert "[red]Алматы" in shown
    assert "[bold]Сумма[/]" in shown
