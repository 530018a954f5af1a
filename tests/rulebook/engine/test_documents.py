"""Reading the law's YAML: words stay words, and every message can name the line."""

from datetime import date
from pathlib import Path

import pytest

from tirek.rulebook.engine.documents import ROOT, file_of, line_of, place, read_document, read_folder
from tirek.rulebook.engine.errors import LawError

TEXT = """title: {kk: а, ru: б}
values:
  - from: 2020-01-01
    value: 5
  - from: 2021-01-01
    value: 6
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "toy.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_read(path: Path) -> None:
    assert read_document(path)["values"][1] == {"from": date(2021, 1, 1), "value": 6}


@pytest.mark.parametrize("word", ["on", "off", "yes", "no", "On", "NO"])
def test_words_that_yaml_takes_for_truth_stay_words(path: Path, word: str) -> None:
    path.write_text(f"{word}: {word}\n", encoding="utf-8")
    assert read_document(path) == {word: word}


@pytest.mark.parametrize(("word", "value"), [("true", True), ("False", False), ("null", None), ("none", "none")])
def test_truth_and_null(path: Path, word: str, value: object) -> None:
    path.write_text(f"a: {word}\n", encoding="utf-8")
    assert read_document(path) == {"a": value}


@pytest.mark.parametrize(
    ("text", "line"), [("a: [1\nb: 2\n", 2), ("a: 1\n  b: 2\n", 2), ("\n\na: &x\n- *y\n", 4), ("a: '", 1)]
)
def test_what_is_not_yaml(path: Path, text: str, line: int) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LawError, match=rf"^{path}:{line}: this is not YAML: .+ Correct the line\.$"):
        read_document(path)


def test_nothing_but_plain_data_is_made(path: Path) -> None:
    path.write_text("a: !!python/object/apply:os.getcwd []\n", encoding="utf-8")
    with pytest.raises(LawError, match=f"^{path}:1: this is not YAML"):
        read_document(path)


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ((), 1),
        (("title",), 1),
        (("values",), 2),
        (("values", 0), 3),
        (("values", 0, "value"), 4),
        (("values", 1), 5),
        (("values", 1, "value"), 6),
        (("values", 1, "act"), 5),
        (("values", 2), 2),
        (("values", "x"), 2),
        (("nothing", 0), 1),
        (("title", "kk", "x"), 1),
    ],
)
def test_lines(path: Path, keys: tuple[str | int, ...], line: int) -> None:
    assert line_of(path, *keys) == line
    assert place(path, *keys) == f"{path}:{line}"


def test_places_inside_the_rulebook_are_short() -> None:
    assert place(ROOT / "units.yaml", "none").startswith("units.yaml:")
    assert (ROOT / "acts").exists()


def test_a_folder_reads_as_one_document(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(
        "person:\n  facts:\n    wage: {unit: tenge}\nfamily: {rows: 1}\n", encoding="utf-8"
    )
    (tmp_path / "a.yaml").write_text("person:\n  rows: 60\n  facts:\n    born: {unit: none}\n", encoding="utf-8")
    merged = read_folder(tmp_path, 3)
    assert merged["family"] == {"rows": 1}
    assert merged["person"]["rows"] == 60
    assert list(merged["person"]["facts"]) == ["born", "wage"]
    assert file_of(tmp_path, "person", "facts", "wage").name == "b.yaml"
    assert file_of(tmp_path, "person", "facts", "born", "title").name == "a.yaml"


def test_a_key_in_two_files_is_refused_with_its_line(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text("one: {kind: law}\n" if name == "a" else "two: 2\none: 1\n", "utf-8")
    with pytest.raises(LawError, match=r"b\.yaml:2: one stands in another file of the folder too"):
        read_folder(tmp_path, 1)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawError, match="there is no file"):
        read_folder(tmp_path, 1)
