"""The folder of a comparison: whole or absent; pages in their language, readable by all, loading nothing."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest

from tests.population.comparison.conftest import DRAFT
from tests.population.conftest import BARE
from tests.population.test_charts import LETTERS, texts_in
from tests.population.test_page import NAMESPACES, Reader
from tirek.population.comparison import writing
from tirek.population.comparison.charts import all_charts
from tirek.population.comparison.compare import Comparison, compare_population
from tirek.population.comparison.exporting import MARK
from tirek.population.comparison.figures import SUMMARY, Figures
from tirek.population.comparison.incomes import find_income_models
from tirek.population.comparison.notes import foot_notes
from tirek.population.comparison.tallies import TABLES
from tirek.population.comparison.wording import answer, tell, words
from tirek.population.comparison.writing import LANGUAGES, comparison_document, write_comparison
from tirek.population.snapshot import SnapshotError
from tirek.rulebook.digest import rulebook_digest
from tirek.rulebook.engine.errors import FactError

COMMAND = "tirek population compare --in city --on 2026-01-15 --reform local_aid_2026 --out answer"
CHARTS = ("bands", "cost", "districts", "family_types", "levels", "programmes")


@pytest.fixture(scope="module")
def folder(compared: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("comparison") / "answer"
    write_comparison(compared, out, COMMAND)
    return out


def page(folder: Path, language: str) -> str:
    return (folder / f"comparison_{language}.html").read_text("utf-8")


def test_the_folder_has_its_files_and_no_other(folder: Path) -> None:
    tables = {f"tables/{name}.{end}" for name in TABLES for end in ("parquet", "csv")}
    charts = {f"charts/{name}_{language}.{end}" for name, language, end in product(CHARTS, LANGUAGES, ("svg", "png"))}
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert found == {"comparison.json", "comparison_kk.html", "comparison_ru.html", *tables, *charts}
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_the_document_says_all_that_a_program_needs(folder: Path, compared: Comparison) -> None:
    document = json.loads((folder / "comparison.json").read_text("utf-8"))
    assert document == json.loads(json.dumps(comparison_document(compared, COMMAND)))
    assert document["before"]["reform"] is None
    assert (document["after"]["reform"]["name"], document["after"]["reform"]["status"]) == ("local_aid_2026", "draft")
    assert document["after"]["assumption"] == "almaty-demo"
    assert document["rulebook"] == rulebook_digest()
    assert document["snapshot"] == compared.manifest.digests
    assert (document["k"], document["hidden"]) == (10, compared.exported.hidden)
    assert set(document["summary"]) == set(SUMMARY)
    change = document["summary"]["change"]
    assert change["least"] == min(bounds["low"] for bounds in change["by_income"].values())
    assert set(document["tables"]) == set(TABLES)
    hidden = [row[name] for rows in document["tables"].values() for row in rows for name in row["hidden"]]
    assert hidden == [None] * document["hidden"]


def test_spreadsheets_mark_what_parquet_leaves_empty(folder: Path) -> None:
    marks = 0
    for name in TABLES:
        table = pl.read_parquet(folder / "tables" / f"{name}.parquet")
        with (folder / "tables" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as text:
            rows = list(csv.DictReader(text))
        assert all(row["title_kk"] and row["title_ru"] for row in rows)
        for row, true in zip(rows, table.iter_rows(named=True), strict=True):
            numbers = {column: value for column, value in true.items() if table.schema[column] == pl.Int64}
            assert {column: row[column] for column in numbers} == {
                column: MARK if value is None else str(value) for column, value in numbers.items()
            }
            marks += list(row.values()).count(MARK)
    assert marks > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_and_in_its_language(folder: Path, compared: Comparison, language: str) -> None:
    text = page(folder, language)
    read = Reader(text)
    assert read.declared == "doctype html"
    assert read.elements[0] == ("html", {"lang": language})
    assert answer(Figures(compared), language) in text
    reform = compared.pair.after.program.moment.reform
    assert reform is not None
    for told in (reform.title[language], reform.warning[language], reform.digest, rulebook_digest(), COMMAND):
        assert told in text
    assert tell("draft", language) in text
    assert all(model.about[language] in text for model in compared.models)
    assert MARK in read.cells
    assert tell("hidden_note", language, mark=MARK, most=9, count="").split("–")[0].split("—")[0] in text
    assert not re.search(r"\{\w+\}|None|nan", re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", text, flags=re.DOTALL))
    other = ({"kk", "ru"} - {language}).pop()
    assert tell("summary", other) not in text
    assert tell("short_lose", other) not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_loads_nothing(folder: Path, language: str) -> None:
    text = page(folder, language)
    assert set(re.findall(r"https?://[^\s\"'<>)]+", text)) <= NAMESPACES
    read = Reader(text)
    assert not {"script", "link", "iframe", "img", "object"} & read.tags()
    assert not [attributes for _, attributes in read.elements if {"src", "href", "onload"} & attributes.keys()]
    assert "@import" not in text
    assert "url(" not in text.replace("url(#", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_can_be_read_aloud(folder: Path, language: str) -> None:
    read = Reader(page(folder, language))
    scopes = [attributes.get("scope") for tag, attributes in read.elements if tag == "th"]
    assert set(scopes) == {"col", "row"}
    tags = [tag for tag, _ in read.elements]
    assert tags.count("h1") == 1
    assert tags.count("caption") == tags.count("table") >= 8
    assert tags.count("h2") == tags.count("section") >= 8
    drawings = [attributes for _, attributes in read.elements if attributes.get("role") == "img"]
    assert tags.count("figure") == tags.count("figcaption") == tags.count("svg") == len(CHARTS)
    assert len(
        [attributes for attributes in drawings if attributes.get("aria-label") and "tabindex" in attributes]
    ) == len(CHARTS)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rgb`` or ``#rrggbb``, as WCAG 2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_letters_stand_out_from_every_ground(folder: Path) -> None:
    style = page(folder, "kk").partition("<style>")[2].partition("</style>")[0]
    letters = set(re.findall(r"[;{]color:(#\w+)", style))
    grounds = set(re.findall(r"background:(#\w+)", style))
    assert letters
    assert grounds
    for letter, ground in product(letters, grounds):
        dark, light = sorted((luminance(letter), luminance(ground)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (letter, ground)


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_carry_their_numbers_and_warnings(folder: Path, compared: Comparison, language: str) -> None:
    for name in CHARTS:
        text = (folder / "charts" / f"{name}_{language}.svg").read_text("utf-8")
        ElementTree.fromstring(text)
        said = " ".join(texts_in(text))
        assert tell("draft", language).split()[0] in said
        assert (folder / "charts" / f"{name}_{language}.png").read_bytes().startswith(b"\x89PNG")
    figures = Figures(compared)
    drawn = " ".join(texts_in((folder / "charts" / f"districts_{language}.svg").read_text("utf-8")))
    for key in figures.keys("district"):
        value = figures.of("district", key, "lose.families").main
        assert value is None or str(value[0]) in drawn.replace("\u00a0", "").replace(" ", "")


def test_a_hidden_number_is_not_drawn(compared: Comparison) -> None:
    figures = Figures(compared)
    for name, chart in all_charts(figures, "ru", "").items():
        for row in chart["data"]["values"]:
            assert row["text"] != MARK or row["value"] == 0, name


def test_every_word_can_be_drawn() -> None:
    letters = {letter for texts in words().values() for text in texts.values() for letter in text if letter.isalpha()}
    assert letters & set(LETTERS)
    assert all(set(texts) == {"kk", "ru", "en"} for texts in words().values())


def test_what_fails_midway_leaves_nothing(
    compared: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(writing, "_write_page", full)
    with pytest.raises(OSError, match="no room"):
        write_comparison(compared, tmp_path / "answer", COMMAND)
    assert not any(tmp_path.iterdir())


def test_a_folder_in_use_is_left_alone(compared: Comparison, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(FactError, match="not empty"):
        write_comparison(compared, tmp_path, COMMAND)
    with pytest.raises(SnapshotError, match="is a file"):
        write_comparison(compared, tmp_path / "a.txt", COMMAND)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_page_with_nothing_hidden_says_it_may_not_be_published(
    compared: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "all_charts", lambda *_: {})
    write_comparison(replace(compared, k=1), tmp_path / "answer", COMMAND)
    for language in LANGUAGES:
        assert tell("nothing_hidden", language) in page(tmp_path / "answer", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_unknown_is_told_apart(
    gappy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(writing, "all_charts", lambda *_: {})
    models = find_income_models(["middle"])
    comparison = compare_population(gappy, BARE, replace(BARE, reform=DRAFT.reform), models, k=1, checked=True)
    write_comparison(comparison, tmp_path / "answer", COMMAND)
    text = page(tmp_path / "answer", language)
    assert tell("unsure_note", language) in text
    assert tell("short_unsure", language) in Reader(text).cells
    unsure = Figures(comparison).whole("unsure.families").main
    assert unsure is not None
    assert unsure[0] > 0
    assert tell("only_model", language, model=models[0].title[language]) in text


def test_families_whom_two_norms_pay_are_told(compared: Comparison) -> None:
    table = compared.exported.tables["programme"]
    clashing = table.with_columns(conflicts_after=pl.when(pl.col("key") == "victory_day_aid").then(12).otherwise(0))
    tables = {**compared.exported.tables, "programme": clashing}
    told = foot_notes(replace(compared, exported=replace(compared.exported, tables=tables)), Figures(compared), "ru")
    assert any("две нормы" in note and "Победы" in note for note in told)
    assert not any("две нормы" in note for note in foot_notes(compared, Figures(compared), "ru"))
