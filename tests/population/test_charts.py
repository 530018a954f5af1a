"""Charts say what they show and by what they were made, in words that the shipped font can draw."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest

from tests.population.conftest import ASSUMED
from tirek.population.charts import rendering
from tirek.population.charts.rendering import FONTS, number_locale, to_png, to_svg, write_chart
from tirek.population.charts.specifications import (
    FONT,
    LEVEL_COLOURS,
    district_title,
    districts_chart,
    holders_chart,
    levels_chart,
    programme_title,
    programmes_chart,
    say,
    without_subtitle,
    words,
)
from tirek.population.districts import district_names
from tirek.population.reporting import level_names
from tirek.population.run import RunResult
from tirek.population.totals import ALL
from tirek.rulebook.catalogue import benefit_ids
from tirek.rulebook.engine.acts import LANGUAGES

LETTERS = "₸әғқңөұүһіӘҒҚҢӨҰҮҺІ"
Chart = dict[str, Any]


def charts_of(result: RunResult, language: str, subtitle: str) -> dict[str, Chart]:
    names = level_names(language)
    return {
        "programmes": programmes_chart(result.programmes, language, subtitle),
        "holders": holders_chart(result.programmes, language, subtitle),
        "levels": levels_chart(result.levels, names, language, subtitle),
        "districts": districts_chart(result.levels, names, language, subtitle),
    }


def texts_in(svg: str) -> list[str]:
    """What is written in a chart; a no-break space is a space to the reader."""
    root = ElementTree.fromstring(svg)
    found = [" ".join("".join(node.itertext()).split()) for node in root.iter() if node.tag.endswith("}text")]
    return [text for text in found if text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_drawn_with_its_words_and_the_warning(assumed: RunResult, language: str) -> None:
    assert ASSUMED.assumption is not None
    warning = ASSUMED.assumption.warning[language]
    for name, chart in charts_of(assumed, language, warning).items():
        svg = to_svg(chart, language)
        written = texts_in(svg)
        assert say(f"{name}_title", language) in written
        # Lines of a title are parts of one text, so words at their ends touch.
        assert "".join(warning.split()) in "".join("".join(written).split())
        assert FONT in svg
        assert not {"null", "undefined", "NaN", "None"} & set(written)


def test_programmes_stand_by_their_sum_with_their_numbers(assumed: RunResult) -> None:
    ours = (pl.col("territory") == ALL) & (pl.col("payer") == "department")
    whole = assumed.programmes.filter(ours & (pl.col("tenge_year") > 0))
    assert whole.height < assumed.programmes.filter((pl.col("territory") == ALL) & (pl.col("tenge_year") > 0)).height
    chart = programmes_chart(assumed.programmes, "ru", "")
    values = [row["value"] for row in chart["data"]["values"]]
    assert values == sorted(values, reverse=True)
    assert len(values) == whole.height
    rounded = [(tenge + 50_000) // 100_000 / 10 for tenge in sorted(whole["tenge_year"], reverse=True)]
    assert values == rounded
    written = texts_in(to_svg(chart, "ru"))
    assert {row["name"] for row in chart["data"]["values"]} <= set(written)
    # As the tables write them.
    assert {f"{value:.1f}".replace(".", ",") for value in rounded} <= set(written)


def test_a_ceiling_is_starred_and_the_star_explained(assumed: RunResult) -> None:
    chart = programmes_chart(assumed.programmes, "kk", "")
    starred = [row["name"] for row in chart["data"]["values"] if row["name"].endswith(" *")]
    shown = assumed.programmes.filter((pl.col("territory") == ALL) & (pl.col("tenge_year") > 0))
    ceilings = shown.filter(pl.col("kind") == "ceiling")["programme"]
    assert "fire_disaster_aid" in ceilings
    assert sorted(starred) == sorted(programme_title(name, "kk", ceiling=True) for name in ceilings)
    assert say("ceiling_note", "kk") in chart["encoding"]["x"]["title"]
    plain = programmes_chart(assumed.programmes.filter(pl.col("kind") != "ceiling"), "kk", "")
    assert plain["encoding"]["x"]["title"] == say("million", "kk")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_programmes_share_a_title(language: str) -> None:
    """Two bars of one name would be drawn one over the other."""
    assert len({programme_title(name, language) for name in benefit_ids()}) == len(benefit_ids())


def test_who_has_no_certain_level_is_shown_as_undetermined() -> None:
    rows = [(place, "six_levels", level, 1, 1_000 * (level + 1)) for place in (ALL, 751110000) for level in (0, 1, 6)]
    levels = pl.DataFrame(rows, schema=["territory", "method", "level", "families", "people"], orient="row")
    chart = levels_chart(levels, level_names("ru"), "ru", "")
    assert [row["name"].split(" — ")[0] for row in chart["data"]["values"]] == [say("undetermined", "ru"), "1", "6"]
    assert [row["value"] for row in chart["data"]["values"]] == [1, 2, 7]
    scale = districts_chart(levels, level_names("ru"), "ru", "")["encoding"]["color"]["scale"]
    assert (scale["domain"][0], scale["range"][0]) == (say("undetermined", "ru"), LEVEL_COLOURS[-1])
    assert len(scale["domain"]) == len(set(scale["range"]))


def test_districts_are_all_there_in_order(assumed: RunResult) -> None:
    chart = districts_chart(assumed.levels, level_names("kk"), "kk", "")
    assert chart["encoding"]["y"]["sort"] == list(district_names("kk").values())
    assert {row["district"] for row in chart["data"]["values"]} == set(district_names("kk").values())
    assert sum(row["people"] for row in chart["data"]["values"]) == assumed.people


def test_a_district_is_always_called_something() -> None:
    assert district_title(ALL, "ru") == "Всего по городу"
    assert district_title(751110000, "kk") == "Алмалы ауданы"
    assert district_title(710000000, "kk") == "710000000"
    assert district_title(None, "ru") == "район неизвестен"
    nobody = pl.DataFrame({"territory": [None], "method": ["six_levels"], "level": [1], "families": [1], "people": [2]})
    chart = districts_chart(nobody, level_names("ru"), "ru", "")
    assert [row["district"] for row in chart["data"]["values"]] == ["район неизвестен"]


def test_a_page_that_carries_the_notes_needs_no_subtitle(assumed: RunResult) -> None:
    chart = programmes_chart(assumed.programmes, "ru", "всё вымышлено")
    assert "всё вымышлено" in texts_in(to_svg(chart, "ru"))
    assert "всё вымышлено" not in texts_in(to_svg(without_subtitle(chart), "ru"))
    assert chart["title"]["subtitle"] == ["всё вымышлено"]


def test_every_word_has_three_languages() -> None:
    assert {key: set(texts) for key, texts in words().items() if set(texts) != {"kk", "ru", "en"}} == {}


def glyph(letters: str) -> Chart:
    """A chart of nothing but letters; all such charts are of one size."""
    return {
        "data": {"values": [{}]},
        "width": 60,
        "height": 60,
        "config": {"font": FONT, "view": {"stroke": None}},
        "mark": {"type": "text", "text": letters, "fontSize": 40},
    }


def test_no_letter_is_drawn_as_an_empty_box() -> None:
    missing, blank = to_png(glyph("\U000f1234"), "kk"), to_png(glyph(" "), "kk")
    drawn = {letter: to_png(glyph(letter), "kk") for letter in LETTERS}
    assert len({*drawn.values(), missing, blank}) == len(LETTERS) + 2


@pytest.mark.parametrize("draw", [to_png, to_svg])
def test_the_shipped_font_is_there_before_anything_is_drawn(
    monkeypatch: pytest.MonkeyPatch, draw: Callable[..., object]
) -> None:
    """A machine that has the font itself would hide that ours was forgotten."""
    done: list[str] = []
    for name in ("register_font_directory", "vegalite_to_svg", "vegalite_to_png"):
        monkeypatch.setattr(rendering.vl_convert, name, lambda *_, name=name, **__: done.append(name))
    rendering._register_fonts.cache_clear()
    draw(glyph("₸"), "kk")
    rendering._register_fonts.cache_clear()
    assert done[0] == "register_font_directory"
    assert len(done) == 2


def code_points(font: Path) -> set[int]:
    """Code points a TrueType font has a glyph for, read off its `cmap` table (format 4)."""
    data = font.read_bytes()
    tables = struct.unpack(">H", data[4:6])[0]
    entries = (struct.unpack(">4sLLL", data[12 + 16 * i : 28 + 16 * i]) for i in range(tables))
    start = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    count = struct.unpack(">H", data[start + 2 : start + 4])[0]
    offsets = (struct.unpack(">HHL", data[start + 4 + 8 * i : start + 12 + 8 * i])[2] for i in range(count))
    found: set[int] = set()
    for offset in offsets:
        table = start + offset
        if struct.unpack(">H", data[table : table + 2])[0] != 4:
            continue
        double = struct.unpack(">H", data[table + 6 : table + 8])[0]
        ends = struct.unpack(f">{double // 2}H", data[table + 14 : table + 14 + double])
        starts = struct.unpack(f">{double // 2}H", data[table + 16 + double : table + 16 + 2 * double])
        for first, last in zip(starts, ends, strict=True):
            found |= set(range(first, last + 1))
    return found - {0xFFFF}


@pytest.mark.parametrize("file", ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"])
def test_the_shipped_font_holds_every_letter_that_is_written(file: str) -> None:
    written = {letter for texts in words().values() for text in texts.values() for letter in text}
    titles = {letter for name in benefit_ids() for language in LANGUAGES for letter in programme_title(name, language)}
    needed = {*LETTERS, *written, *titles, "\u00a0", "≥", "≤", "▼", "№", "–"}
    assert {letter for letter in needed if ord(letter) not in code_points(FONTS / file)} == set()
    assert 0x1F600 not in code_points(FONTS / file)


@pytest.mark.parametrize(("language", "number"), [("ru", "1 234,5"), ("kk", "1 234,5"), ("en", "1,234.5")])
def test_numbers_are_written_as_the_language_does(language: str, number: str) -> None:
    chart: Chart = {
        "data": {"values": [{"value": 1234.5}]},
        "mark": "text",
        "encoding": {"text": {"field": "value", "type": "quantitative", "format": ",.1f"}},
    }
    assert texts_in(to_svg(chart, language)) == [number]
    assert number_locale(language)["currency"][1].endswith("₸")


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">LL", png[16:24])
    return width, height


@pytest.mark.parametrize("make", [lambda r: programmes_chart(r.programmes, "kk", "x " * 200)])
def test_a_chart_is_written_twice_and_fits_a_page(
    tmp_path: Path, assumed: RunResult, make: Callable[[RunResult], Chart]
) -> None:
    svg, png = write_chart(make(assumed), "kk", tmp_path / "charts" / "programmes_kk.svg")
    assert [svg.name, png.name] == ["programmes_kk.svg", "programmes_kk.png"]
    width, height = size_of(png.read_bytes())
    assert 700 < width < 1800
    assert 500 < height < 1400
    root = ElementTree.parse(svg).getroot()
    assert float(root.attrib["width"]) == pytest.approx(width / 1.5, abs=1)
