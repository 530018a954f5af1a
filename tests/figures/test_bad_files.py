"""A file that cannot be checked is refused in one line: file, line, what, what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.figures.handmade import TEXT, figure, published
from tirek.figures.errors import FiguresError, texts
from tirek.figures.reading import published_names, read_figures

MESSAGES = texts("messages")
WHOLE = """document:
  title: {kk: "Есеп", ru: "Отчёт"}
  source: S9
  as_of: 2025-12-31
  paragraphs:
    p: {title: {kk: "Бөлім", ru: "Раздел"}}
figures:
  a: {label: {kk: "Бір", ru: "Один"}, value: 1, unit: person, paragraph: p}
  b: {label: {kk: "Екі", ru: "Два"}, value: 2, unit: person, paragraph: p}
relations:
  R: {kind: part_of, stated: a, of: b}
"""


def refusal(path: Path, text: str | bytes) -> str:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(FiguresError) as caught:
        read_figures(str(path))
    return caught.value.text("en")


def test_the_file_that_is_spoilt_below_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "f.yml"
    path.write_text(WHOLE, encoding="utf-8-sig")
    assert sorted(read_figures(str(path)).figures) == ["a", "b"]


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "details"),
    [
        ("value: 1,", "value: 1.50,", 8, "not_exact", {"value": "1.5"}),
        ("value: 1,", "value: true,", 8, "not_a_number", {"value": True}),
        ("value: 1,", "value: one,", 8, "not_a_number", {"value": "one"}),
        ("value: 1,", "", 8, "missing_field", {"value": "value"}),
        ("value: 1,", "value: 5 %,", 8, "percent_sign", {"value": "5 %", "unit": "person"}),
        ("value: 1,", "value: 1, colour: red,", 8, "unknown_field", None),
        ("value: 1,", "value: 1, also: 2,", 8, "not_a_list", {}),
        ("value: 1,", "value: 1, also: [x],", 8, "not_a_number", {"value": "x"}),
        ("value: 1,", "value: 1, as_of: soon,", 8, "not_a_date", {"value": "soon"}),
        ("value: 1,", "value: 1, period: 2025-Q5,", 8, "not_a_period", {"value": "2025-Q5"}),
        ("value: 1,", "value: 1, period: 2025-12-31/2025-01-01,", 8, "not_a_period", {"value": "2025-12-31/2025-01-01"}),
        ("value: 1,", "value: 1, scope: all,", 8, "not_in_list", {"value": "all", "allowed": ""}),
        ("value: 1,", "value: 1, provenance: {mark: rumour, source: x},", 8, "not_in_list", None),
        ("paragraph: p}\n  b", "paragraph: z}\n  b", 8, "not_in_list", {"value": "z", "allowed": "p"}),
        ("unit: person, paragraph: p}\n  b", "unit: soul, paragraph: p}\n  b", 8, "not_in_list", None),
        ('label: {kk: "Бір", ru: "Один"}', "label: Один", 8, "bad_text", {"value": "label"}),
        ('label: {kk: "Бір", ru: "Один"}', 'label: {kk: "", ru: "Один"}', 8, "bad_text", {"value": "label"}),
        ("  b: {", "  a: {", 9, "key_twice", {"value": "a"}),
        ("  b: {", "  b-c: {", 9, "bad_key", {"value": "b-c"}),
        ("  b: {", "  if: {", 9, "bad_key", {"value": "if"}),
        ("  b: {", "  b: 5 #", 9, "not_a_mapping", {}),
        ("of: b", "of: c", 11, "unknown_figure", {"value": "c", "allowed": "a, b"}),
        ("of: b", "of: other.b", 11, "unknown_figure", None),
        ("of: b", "of: b +", 11, "bad_formula", {"value": "b +"}),
        ("of: b", "of: b ** 2", 11, "bad_formula_part", {"value": "b ** 2"}),
        ("of: b", "of: b.c.d", 11, "bad_formula_part", {"value": "b.c.d"}),
        ("of: b", "of: True", 11, "bad_formula_part", {"value": "True"}),
        ("of: b", "of: __import__('os')", 11, "bad_formula_part", {"value": "__import__('os')"}),
        ("of: b", "of: rent('2025-01-01')", 11, "unknown_parameter", {"value": "rent"}),
        ("of: b", "of: mci('now')", 11, "bad_formula_part", {"value": "mci('now')"}),
        ("of: b", "of: b * 0x10", 11, "bad_formula_part", {"value": "0x10"}),
        ("of: b", f"of: '{'(' * 500}b{')' * 500}'", 11, "bad_formula", {"value": "(" * 80}),
        ("of: b", "of: mci(2025)", 11, "bad_formula_part", {"value": "mci(2025)"}),
        ("of: b", "of: '1,5 * b'", 11, "bad_formula_part", {"value": "(1, 5 * b)"}),
        ("of: b", "of: 'a, b'", 11, "list_of_figures", {"value": "a, b"}),
        ("kind: part_of, stated: a, of: b", "kind: same_unit, of: a", 11, "list_of_figures", {"value": "a"}),
        ("stated: a", "stated: a + b", 11, "unknown_figure", None),
        ("stated: a, ", "", 11, "missing_field", {"value": "stated"}),
        ("kind: part_of, stated: a, of: b", "kind: bounds, of: a", 11, "missing_field", {"value": "low"}),
        ("kind: part_of, stated: a, of: b", "kind: count, stated: a, items: 4", 11, "not_a_list", {}),
        ("kind: part_of", "kind: guess", 11, "not_in_list", None),
        ("of: b", "of: b, expected: unit", 11, "no_explanation", {"value": "unit"}),
        ("of: b", "of: b, expected: maybe", 11, "not_in_list", None),
        ("as_of: 2025-12-31", "as_of:", 1, "missing_field", {"value": "as_of"}),
        ('"Раздел"}}', '"Раздел"}, numbers_in_source: -1}', 6, "not_whole", {"value": -1}),
        ('"Раздел"}}', '"Раздел"}, numbers_in_source: 1, not_figures: 1}', 6, "missing_field", {"value": "why"}),
        ("source: S9", "source: S9\n  uses: x", 4, "not_a_list", {}),
        ("source: S9", "source: S9\n  uses: [x]", 4, "unknown_file", {"value": "x", "allowed": ", ".join(published_names())}),
        ("source: S9", "source: S9\n  uses: [f.yml]", 4, "uses_itself", {"value": "f.yml"}),
        ("relations:", "relations: [", 12, "not_yaml", None),
        ("document:", "about:", 1, "unknown_field", None),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, code: str, details: dict[str, Any] | None
) -> None:
    assert WHOLE.count(old) == 1, old
    path = tmp_path / "f.yml"
    told = refusal(path, WHOLE.replace(old, new))
    template = MESSAGES[code]["en"]
    assert told.startswith(f"{path}:{line}: "), told
    if details is None:
        assert told.endswith(template.rpartition("}")[2])
    else:
        assert told == f"{path}:{line}: {template.format(**details)}"
    assert "\n" not in told


def test_what_is_no_yaml_at_all_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.yml"
    assert refusal(path, b"\xff\xfe") == f"{path}: {MESSAGES['not_text']['en']}"
    assert refusal(path, "[" * 5000).startswith(str(path))
    assert refusal(path, "- 1\n- 2\n") == f"{path}: {MESSAGES['not_a_mapping']['en']}"
    assert refusal(path, "a: \x07") .startswith(f"{path}: This is not YAML: ")  # fmt: skip
    assert refusal(path, "") == f"{path}: {MESSAGES['not_a_mapping']['en']}"
    assert refusal(path, "document: 5") == f"{path}:1: {MESSAGES['not_a_mapping']['en']}"


def test_an_alias_that_names_itself_ends(tmp_path: Path) -> None:
    assert (
        refusal(tmp_path / "f.yml", "document: &a [*a]") == f"{tmp_path / 'f.yml'}:1: {MESSAGES['not_a_mapping']['en']}"
    )


def test_there_must_be_such_a_file(tmp_path: Path) -> None:
    with pytest.raises(FiguresError) as caught:
        read_figures("almaty_1999")
    allowed = ", ".join(published_names())
    for language in ("kk", "ru", "en"):
        told = MESSAGES["no_file"][language].format(value="almaty_1999", allowed=allowed)
        assert caught.value.text(language) == f"figures: {told}"
    path = tmp_path / "f.docx"
    assert refusal(path, "") == f"{path}: {MESSAGES['bad_suffix']['en'].format(value='.docx')}"


def test_a_file_beside_is_used_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "other.yml").write_text(WHOLE, encoding="utf-8")
    text = WHOLE.replace("source: S9", "source: S9\n  uses: [other.yml]").replace("of: b", "of: other.b")
    (tmp_path / "f.yml").write_text(text, encoding="utf-8")
    assert list(read_figures(str(tmp_path / "f.yml")).used) == ["other"]


def test_an_automatic_finding_may_not_take_the_id_of_a_relation() -> None:
    relation = {"R": {"kind": "derived", "of": "a"}}
    told = {"same.a": {"id": "R", "expected": "contradicts", "explain": TEXT}}
    with pytest.raises(FiguresError, match="taken by another check"):
        published({"a": figure(1, also=[2])}, relation, automatic=told)
    with pytest.raises(FiguresError, match="“expected” is missing"):
        published({"a": figure(1)}, automatic={"same.a": {"explain": TEXT}})


def test_every_message_stands_in_three_languages() -> None:
    for key, message in MESSAGES.items():
        assert set(message) == {"kk", "ru", "en"}, key
        names = [{part[1] for part in yaml_fields(text)} for text in message.values()]
        assert names[0] == names[1] == names[2], key


def yaml_fields(text: str) -> list[tuple[str, str]]:
    from string import Formatter

    return [(literal, field) for literal, field, _, _ in Formatter().parse(text) if field]
