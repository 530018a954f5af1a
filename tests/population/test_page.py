"""The page is one whole file: valid, in one language, with nothing loaded from elsewhere, and every number's standing told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from html.parser import HTMLParser

import pytest

from tests.population.conftest import ASSUMED
from tests.population.test_reporting import published, row_with
from tirek.population.charts.rendering import to_svg
from tirek.population.charts.specifications import programme_title, programmes_chart, say
from tirek.population.page import footnotes, headings, million, programme_cells, render_page, title_of
from tirek.population.reporting import TARGETED, ProgrammeRow, programme_rows
from tirek.population.run import RunResult

VOID = {"meta", "link", "br", "img", "input", "hr"}
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


class Reader(HTMLParser):
    """Reads a page strictly: every element that is opened is closed, in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []
        self.notes: list[str] = []
        self.declared = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_decl(self, decl: str) -> None:
        self.declared = decl

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in VOID:
            return
        self.open.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")
        if dict(attrs).get("class") == "note":
            self.notes.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("td", "th"):
            self.cells[-1] += data
        if self.open and self.open[-1] == "p" and self.notes:
            self.notes[-1] += data

    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}


def page_of(result: RunResult, language: str, notes: Sequence[str] = (), explained: str = "") -> str:
    charts = [to_svg(programmes_chart(result.programmes, language, ""), language)] * 2
    return render_page(programme_rows(result), charts, notes, explained, language)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_page_is_whole_and_in_its_language(assumed: RunResult, language: str) -> None:
    assert ASSUMED.assumption is not None
    warning = ASSUMED.assumption.warning[language]
    text = page_of(assumed, language, [say("synthetic", language), warning])
    page = Reader(text)
    assert page.declared == "doctype html"
    assert page.elements[0] == ("html", {"lang": language})
    assert ("meta", {"charset": "utf-8"}) in page.elements
    assert page.notes[0] == say("synthetic", language)
    assert page.notes[1].startswith(warning)
    rows = programme_rows(assumed)
    titles = [title_of(row, language) for row in rows]
    assert page.cells[: len(headings(language))] == headings(language)
    assert [cell for cell in page.cells if cell in titles] == titles
    assert text.count("<svg") == text.count("</svg>") == 2
    assert f"<title>{say('page_title', language)}</title>" in text


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_nothing_is_loaded_from_elsewhere(assumed: RunResult, language: str) -> None:
    text = page_of(assumed, language)
    assert set(re.findall(r"https?://[^\s\"'<>)]+", text)) <= NAMESPACES
    page = Reader(text)
    assert not {"script", "link", "iframe", "img", "object"} & page.tags()
    assert not [
        attributes for _, attributes in page.elements if {"src", "href", "onload", "onclick"} & attributes.keys()
    ]
    assert "@import" not in text
    assert "url(" not in text.replace("url(#", "")


def test_texts_are_escaped(assumed: RunResult) -> None:
    text = page_of(assumed, "ru", ["<script>alert(1)</script> & co"], "5 < 6 </pre><b>")
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in text
    assert "<pre>5 &lt; 6 &lt;/pre&gt;&lt;b&gt;</pre>" in text
    assert Reader(text).notes[0].startswith("<script>alert(1)</script> & co")


def told(row: ProgrammeRow, language: str = "ru") -> list[str]:
    return [cell.replace("\u00a0", " ") for cell in programme_cells(row, language)]


def row_of(programme: str = "housing_aid", bound: str = "exact", **fields: object) -> ProgrammeRow:
    from dataclasses import replace

    return replace(row_with(None), programme=programme, bound=bound, **fields)  # type: ignore[arg-type]


def test_a_row_tells_families_people_money_and_the_published_figure() -> None:
    row = row_of(families=1_234, persons=5_678, tenge_month=12_340_000, tenge_year=148_080_000)
    assert told(row) == ["Жилищная помощь", "1 234", "5 678", "12,3", "148,1", "", ""]
    beside = row_of(families=100, published=published(families=2_027), scale=Fraction(1, 100))
    assert told(beside)[5:] == ["2 027 (2025)", "20 % ▼"]
    assert told(row_of(families=10, published=published(families=2_027), scale=Fraction(1, 100)))[6] == "203 %"
    assert told(row_of(TARGETED))[0] == "Адресная социальная помощь (всего)"


def test_a_ceiling_is_called_one() -> None:
    row = row_of("fire_disaster_aid", "at_most", kind="ceiling", tenge_month=72_083, tenge_year=865_000)
    assert told(row)[0] == programme_title("fire_disaster_aid", "ru") + " *"
    assert told(row)[1:5] == ["100", "400", "≤ 0,1", "≤ 0,9"]
    assert "≤ — предел, а не сумма к выплате" in footnotes([row], "ru")
    assert "≤" not in footnotes([row_of()], "ru")


def test_what_the_department_does_not_pay_has_a_dagger() -> None:
    row = row_of("birth_grant", payer="state_corporation")
    assert told(row)[0] == "Пособие на рождение †"
    assert "† — платит не управление, в его деньги не входит." in footnotes([row_of(), row], "ru")
    assert "†" not in footnotes([row_of()], "ru")


def test_what_is_given_in_kind_stands_in_its_own_unit() -> None:
    row = row_of("personal_assistant", kind="in_kind", quantity=21_832, unit="hours_day", tenge_month=0, tenge_year=0)
    cells = programme_cells(row, "ru", given=True, unsure=True)
    assert [cell.replace("\u00a0", " ") for cell in cells[-2:]] == ["21 832 ч в день", "0"]
    assert cells[3:5] == ["", ""]
    assert programme_cells(row_of(), "ru", given=True)[-1] == ""
    assert headings("ru", given=True, unsure=True)[-2:] == ["В натуре, право", "Не определено семей"]
    page = Reader(render_page([row, row_of()], [], [], "", "ru"))
    assert page.cells[7::8] == ["В натуре, право", cells[-2], ""]


def test_a_lower_bound_is_called_one() -> None:
    row = row_of(bound="at_least", undetermined=7, tenge_year=1_990_000, published=published(families=200))
    assert told(row)[1:5] == ["≥ 100", "≥ 400", "≥ 0", "≥ 1,9"]
    # Fewer entitled than there may be make the share at most this.
    assert told(row)[6] == "≤ 200 %"
    assert programme_cells(row, "ru", unsure=True)[-1] == "7"
    assert headings("ru", unsure=True)[-1] == "Не определено семей"
    assert "нижняя граница" in footnotes([row], "ru")
    page = Reader(render_page([row, row_of()], [], [], "", "ru"))
    assert page.cells[7::8] == ["Не определено семей", "7", "0"]


def test_a_family_whom_two_norms_pay_is_told() -> None:
    row = row_of("victory_day_aid", conflicts=3)
    assert footnotes([row], "ru").endswith("Помощь ко Дню Победы: семьи, которым сумму задают сразу две нормы: 3.")


@pytest.mark.parametrize(
    ("tenge", "bound", "text"),
    [
        (0, "exact", "0"),
        (49_999, "exact", "0"),
        (50_000, "exact", "0,1"),
        (1_949_999, "exact", "1,9"),
        (1_950_000, "exact", "2"),
        (1_999_999, "at_least", "≥ 1,9"),
        (1_999_999, "partial", "≥ 1,9"),
        (1_900_001, "at_most", "≤ 2"),
        (1_900_000, "at_most", "≤ 1,9"),
        (12_345_678_900_000, "exact", "12 345 678,9"),
    ],
)
def test_millions_are_rounded_so_that_a_bound_stays_one(tenge: int, bound: str, text: str) -> None:
    assert million(tenge, "ru", bound).replace("\u00a0", " ") == text
