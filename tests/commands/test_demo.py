"""`tirek demo`: one road from nothing to tables, charts and pages, in two languages; it clears only what it made itself."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest

from tests.commands.command_line import Answer, Command
from tirek.commands import demo, run
from tirek.commands.demo_family import explain_one_family
from tirek.commands.demo_office import Office
from tirek.commands.demo_reform import REFORM
from tirek.figures.reading import published_names, read_figures
from tirek.population.charts.specifications import say
from tirek.population.page import title_of
from tirek.population.reporting import TARGETED, programme_rows
from tirek.population.run import RunResult, run_population
from tirek.population.snapshot import Problem
from tirek.population.snapshot.problems import Findings
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.assumptions import find_assumption
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.reforms import find_reform

WARNINGS = find_assumption(demo.ASSUMPTION).warning


@dataclass(frozen=True)
class Made:
    """A demo that was run, and its folder."""

    answer: Answer
    folder: Path


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A demo of 3,000 people, run once."""
    folder = tmp_path_factory.mktemp("demo") / "out"
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(["demo", "--people", "3000", "--applications", "0", "--out", str(folder)])
    return Made(Answer(code, out.getvalue(), err.getvalue()), folder)


def test_the_demo_runs_through(made: Made) -> None:
    assert made.answer.code == 0
    assert "totals of both engines identical: yes" in made.answer.out
    assert "problems: 0" in made.answer.out
    assert "PostgreSQL: 3,000 people" in made.answer.out
    assert "exported as a snapshot: 3,000 people" in made.answer.out
    # Bars stand on standard error alone.
    assert "━" in made.answer.err
    assert "make_ages" in made.answer.err
    assert "make_ages" not in made.answer.out


def test_the_paths_it_prints_are_there(made: Made) -> None:
    listed = made.answer.out.split("── files")[1].splitlines()[1:]
    paths = [Path(line.strip()) for line in listed if line.strip()]
    assert len(paths) > 20
    assert [path for path in paths if not path.exists()] == []
    names = {path.name for path in paths}
    assert {"almaty_kk.html", "almaty_ru.html", "programmes_kk.png", "districts_ru.svg", "programmes.csv"} <= names
    assert {path.name for path in made.folder.iterdir()} <= set(demo.MADE)


@pytest.mark.parametrize("language", demo.LANGUAGES)
def test_every_output_carries_the_warning(made: Made, language: str) -> None:
    warning = "".join(WARNINGS[language].split())
    assert warning in "".join(made.answer.out.split())
    page = (made.folder / f"almaty_{language}.html").read_text(encoding="utf-8")
    assert warning in "".join(page.split())
    charts = sorted((made.folder / "charts").glob(f"*_{language}.svg"))
    assert [path.stem for path in charts] == [
        f"{n}_{language}" for n in ("districts", "holders", "levels", "programmes")
    ]
    for path in charts:
        text = "".join(ElementTree.parse(path).getroot().itertext())
        assert warning in "".join(text.split()), path.name
        assert path.with_suffix(".png").stat().st_size > 10_000
    for engine in ("polars", "duckdb"):
        assert WARNINGS[language] in (made.folder / engine / "run.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", demo.LANGUAGES)
def test_the_reform_is_priced_as_a_range(made: Made, language: str) -> None:
    document = json.loads((made.folder / "reform" / "comparison.json").read_text(encoding="utf-8"))
    assert list(document["incomes"]) == ["low", "middle", "high"]
    reform = find_reform(REFORM)
    assert reform.title[language] in made.answer.out
    page = (made.folder / "reform" / f"comparison_{language}.html").read_text(encoding="utf-8")
    assert reform.title[language] in page
    assert "--reform local_aid_2026" in page


@pytest.mark.parametrize("language", demo.LANGUAGES)
def test_the_published_figures_are_checked(made: Made, language: str) -> None:
    findings = (made.folder / f"figures_{language}.txt").read_text(encoding="utf-8")
    for name in published_names():
        assert f"{name}: " in findings
        title = read_figures(name).title[language]
        assert title in made.answer.out
    assert "A36" in findings


@pytest.mark.parametrize("language", demo.LANGUAGES)
def test_one_family_is_explained_in_both_languages(made: Made, language: str) -> None:
    title = find_benefit("targeted_assistance_conditional").document["title"][language]
    explained = [part for part in made.answer.out.split("\n№ ")[1:] if title in part]
    assert explained
    page = (made.folder / f"almaty_{language}.html").read_text(encoding="utf-8")
    number = explained[0].split("\n")[0]
    assert f"<pre>№ {number}\n" in page
    level = {"kk": "Отбасыңыздың", "ru": "Уровень вашей семьи"}[language]
    assert level in explained[0]


@pytest.mark.parametrize("language", demo.LANGUAGES)
def test_the_tables_stand_in_the_output_and_on_the_page(made: Made, language: str) -> None:
    for key in ("programmes_title", "levels_title", "methods_title", "synthetic"):
        assert say(key, language) in made.answer.out
    page = (made.folder / f"almaty_{language}.html").read_text(encoding="utf-8")
    assert say("synthetic", language) in page
    absent = find_benefit("guaranteed_package_in_kind").document["title"][language]
    assert absent in page
    assert absent in made.answer.out
    for name in pl.read_parquet(made.folder / "polars" / "programmes.parquet")["programme"].unique():
        document = find_benefit(name).document
        assert (document.get("short_title") or document["title"])[language] in page


def test_the_other_engine_left_the_same_files(made: Made) -> None:
    for name in ("families.parquet", "programmes.csv", "levels.csv"):
        assert (made.folder / "polars" / name).read_bytes() == (made.folder / "duckdb" / name).read_bytes()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo without its slow end."""
    monkeypatch.setattr(demo, "_write_pages", lambda *_: [])
    monkeypatch.setattr(demo, "run_office", lambda *_: Office(1, 1, 0, 1, {"complete": 1}, 1, 0, {}))


def test_a_demo_replaces_what_an_earlier_one_left(tmp_path: Path, command: Command, quick: None) -> None:
    out = tmp_path / "demo"
    (out / "city").mkdir(parents=True)
    (out / "city" / "old.txt").write_text("old", encoding="utf-8")
    (out / "polars.unfinished").mkdir()
    (out / "almaty_kk.html").write_text("old", encoding="utf-8")
    assert command("demo", "--people", "1000", "--out", str(out)).code == 0
    assert {path.name for path in out.iterdir()} == {
        "city",
        "polars",
        "duckdb",
        "reform",
        "figures_kk.txt",
        "figures_ru.txt",
    }
    assert not (out / "city" / "old.txt").exists()


def test_a_demo_removes_nothing_of_others(tmp_path: Path, command: Command) -> None:
    (tmp_path / "home" / "city").mkdir(parents=True)
    (tmp_path / "home" / "letters.txt").write_text("dear", encoding="utf-8")
    refusal = command("demo", "--people", "1000", "--out", str(tmp_path / "home")).refusal
    assert refusal == f"{tmp_path / 'home'}: Папка не пуста. Укажите другую."
    assert {path.name for path in (tmp_path / "home").iterdir()} == {"city", "letters.txt"}
    assert "это файл" in command("demo", "--people", "1000", "--out", str(tmp_path / "home" / "letters.txt")).refusal


def test_a_demo_of_no_size_is_refused(tmp_path: Path, command: Command) -> None:
    (tmp_path / "city").mkdir()
    assert command("demo", "--people", "12", "--out", str(tmp_path)).refusal.startswith("--people: 12: ")
    assert (tmp_path / "city").exists()


@pytest.mark.parametrize(
    ("arguments", "size"), [((), 2_341_900), (("--quick",), 200_000), (("--quick", "--people", "5000"), 5_000)]
)
def test_sizes_of_a_demo(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], size: int
) -> None:
    asked = []

    def stop(people: int, *_: object) -> None:
        asked.append(people)
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "make_city", stop)
    command("demo", "--out", str(tmp_path / "demo"), *arguments)
    assert asked == [size]


def test_a_city_with_problems_ends_the_demo(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    findings = Findings()
    findings.add(Problem("missing_file", "claims.parquet"))
    monkeypatch.setattr(demo, "check_snapshot", lambda _: findings)
    answer = command("demo", "--people", "1000", "--out", str(tmp_path / "demo"))
    assert answer.code == 2
    assert "нет файла claims.parquet" in answer.err
    assert not (tmp_path / "demo" / "polars").exists()


def test_engines_that_disagree_fail_the_demo(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    def spoiled(*arguments: object, engine: str, **options: object) -> RunResult:
        result = run_population(*arguments, engine=engine, **options)  # type: ignore[arg-type]
        if engine == "duckdb":
            object.__setattr__(result, "levels", result.levels.with_columns(people=pl.lit(0)))
        return result

    monkeypatch.setattr(demo, "run_population", spoiled)
    answer = command("demo", "--people", "1000", "--out", str(tmp_path / "demo"))
    assert answer.code == 1
    assert "totals of both engines identical: NO" in answer.out


def test_the_targeted_share_is_said_with_its_doubt(made: Made) -> None:
    moment = Moment(on=demo.ON, assumption=find_assumption(demo.ASSUMPTION))
    result = run_population(made.folder / "city", moment, made.folder.parent / "again")
    row = next(row for row in programme_rows(result) if row.programme == TARGETED)
    assert row.take_up is not None
    for language in demo.LANGUAGES:
        # 10,049 of 2,341,900 are 13 of 3,000.
        assert say("for_this_size", language).format(count=13) in made.answer.out
        share = f"{round(row.take_up * 100)} %"
        assert share in made.answer.out.replace("\u00a0", " ")
        assert title_of(row, language) in made.answer.out


def test_a_city_where_nobody_holds_the_benefit_explains_its_first_family(tmp_path: Path, made: Made) -> None:
    moment = Moment(on=demo.ON, assumption=find_assumption(demo.ASSUMPTION))
    result = run_population(made.folder / "city", moment, tmp_path / "run")
    path = result.folder / "families.parquet"
    held = "targeted_assistance_conditional.total"
    pl.read_parquet(path).with_columns(pl.lit(0, dtype=pl.Int64).alias(held)).write_parquet(path)
    assert explain_one_family(made.folder / "city", result, "ru").startswith("№ 0\n")
