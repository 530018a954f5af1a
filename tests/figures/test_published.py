"""The shipped files: exactly the findings that are known, every number with its place, both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.house.tree import ROOT
from tirek.figures.checking import Checked, check_figures
from tirek.figures.reading import published_names, read_figures
from tirek.figures.records import NEEDS_NO_WORDS

# What does not simply agree, by verdict. A new line here is a new finding in a report: it is explained in the file first.
FINDINGS: Final[dict[str, dict[str, set[str]]]] = {
    "almaty_2020": {
        "holds_by_truncation": {"A16", "A85"},
        "contradicts": {
            *("A09", "A36", "A37", "A63", "A64", "A65", "A66", "A71", "A90", "A90_multiple", "A101"),
            *("N41", "N45", "N46", "N47", "N48", "N49", "N54"),
        },
        "limit_exceeded": {"A26", "A28", "A40", "A79", "A80"},
        "unit": {"A21", "A38", "A51", "A61", "A69", "A69_lawyer", "A69_social_worker", "A82"},
    },
    "almaty_2025": {
        "holds_by_truncation": {"B06", "B07"},
        "contradicts": {"B01_exact", "B13", "B19", "B26", "B34"},
        "unit": {"B03", "B17", "B30"},
    },
    "almaty_2025_briefing": {
        "holds_by_truncation": {"D03"},
        "unit": {"D04", "D22", "D27", "D30", "D32"},
    },
}
BY_ROUNDING: Final = {
    "almaty_2020": {
        *("A01", "A06", "A15", "A40_fact", "A56", "A73", "A74", "A75", "A81", "A86", "A91", "A92", "A95_share", "N56"),
    },
    "almaty_2025": {"B01", "B02", "B08", "B09", "B10", "B11", "B14", "B19_difference"},
    "almaty_2025_briefing": {"D01", "D20", "D21"},
}
# Rows of the report's consistency check: all but B03, which is an automatic finding, and B48, which is about the press.
CHECKED_ROWS: Final = {f"B{number:02}" for number in range(1, 48)} - {"B03"}
NUMERALS: Final = {"almaty_2020": 530, "almaty_2025": 241, "almaty_2025_briefing": 23}
NOT_FIGURES: Final = {"almaty_2020": 123, "almaty_2025": 62, "almaty_2025_briefing": 6}


@pytest.fixture(params=sorted(FINDINGS))
def outcome(request: pytest.FixtureRequest) -> Checked:
    return check_figures(read_figures(request.param))


def test_exactly_the_known_findings(outcome: Checked) -> None:
    given: dict[str, set[str]] = {}
    for found in outcome.findings:
        if found.verdict not in NEEDS_NO_WORDS:
            given.setdefault(found.verdict, set()).add(found.id)
    name = outcome.publication.name
    assert given == FINDINGS[name]
    assert {found.id for found in outcome.findings if found.verdict == "holds_by_rounding"} == BY_ROUNDING[name]
    assert outcome.unexpected == ()


def test_every_file_foresees_its_verdicts() -> None:
    for name in published_names():
        assert [found.id for found in check_figures(read_figures(name)).unexpected] == [], name


def test_every_row_of_the_consistency_check_is_there() -> None:
    relations = read_figures("almaty_2025").relations
    covered = {id_.partition("_")[0] for id_ in relations}
    assert CHECKED_ROWS - covered == set()


def test_every_numeral_of_the_source_is_accounted_for(outcome: Checked) -> None:
    publication = outcome.publication
    paragraphs = publication.paragraphs.values()
    assert all(one.numbers_in_source is not None for one in paragraphs)
    assert sum(one.numbers_in_source or 0 for one in paragraphs) == NUMERALS[publication.name]
    assert sum(one.not_figures for one in paragraphs) == NOT_FIGURES[publication.name]
    assert {figure.paragraph for figure in publication.figures.values()} <= set(publication.paragraphs)


def test_every_figure_says_where_it_comes_from(outcome: Checked) -> None:
    for figure in outcome.publication.figures.values():
        assert figure.provenance["mark"] == "seed"
        assert figure.territory
        assert set(figure.label) >= {"kk", "ru"}
        assert figure.key == figure.key.lower()
        assert figure.key.isascii()


def test_labels_are_short_and_not_repeated(outcome: Checked) -> None:
    labels = [figure.label for figure in outcome.publication.figures.values()]
    for language in ("kk", "ru"):
        spoken = [label[language] for label in labels]
        assert max(map(len, spoken)) <= 70
        assert sorted({label for label in spoken if spoken.count(label) > 1}) == []


def test_the_example_of_the_format_checks(tmp_path: Path) -> None:
    described = (ROOT / "docs/reference/figures.md").read_text(encoding="utf-8")
    path = tmp_path / "example.yaml"
    path.write_text(described.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    outcome = check_figures(read_figures(str(path)))
    assert outcome.unexpected == ()
    verdicts = {found.id: found.verdict for found in outcome.findings if found.id.startswith("R")}
    assert verdicts == {"R1": "holds", "R2": "holds", "R3": "holds_by_truncation", "R4": "unit"}


def test_the_format_is_described() -> None:
    """Every field, kind and verdict stands in the reference."""
    from tirek.figures.building import DOCUMENT_FIELDS, FIGURE_FIELDS, NEEDS, PARAGRAPH_FIELDS, RELATION_FIELDS
    from tirek.figures.intervals import READINGS
    from tirek.figures.records import KINDS, PRINTED_AS, VERDICTS

    described = (ROOT / "docs/reference/figures.md").read_text(encoding="utf-8")
    names = {*DOCUMENT_FIELDS, *FIGURE_FIELDS, *NEEDS, *PARAGRAPH_FIELDS, *RELATION_FIELDS}
    names |= {*READINGS, *KINDS, *PRINTED_AS, *VERDICTS}
    assert sorted(name for name in names if f"`{name}`" not in described and f"{name}:" not in described) == []
