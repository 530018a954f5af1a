"""Tables of another system become the snapshot they were written from; what is wrong is named by file, row and column."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import yaml

from tests.population.handmade import deal_families
from tirek.population.importing import Imported, ImportProblem, import_tables, read_mapping, sources, suggest_mapping
from tirek.population.importing.sources import read_table
from tirek.population.snapshot import check_snapshot, read_entity
from tirek.population.snapshot.schema import FAMILY_ID, FILES, Fact, load_schema
from tirek.rulebook.engine.facts import find_fact

FAMILIES, SEED = 60, 5
KEY = "Отбасы нөмірі"


def as_written(fact: Fact, value: object, language: str) -> str:
    """A stored value as a register of a department would write it."""
    if value is None:
        return ""
    if fact.kind == "boolean":
        return {"kk": ("жоқ", "иә"), "ru": ("нет", "да")}[language][bool(value)]
    number = int(str(value))
    if fact.kind == "enum":
        return find_fact(fact.entity, fact.name).label(number, language)
    if fact.kind == "date":
        return "0" if number == 0 else f"{number % 100:02}.{number // 100 % 100:02}.{number // 10000:04}"
    if fact.scale == 1:
        return f"{number:,}".replace(",", " ")
    return f"{number // fact.scale},{number % fact.scale:02}"


def written_table(snapshot: Path, entity: str, language: str) -> pl.DataFrame:
    """An entity's table in words, headed by the titles of its facts."""
    table = pl.from_arrow(read_entity(snapshot, entity))
    assert isinstance(table, pl.DataFrame)
    facts = load_schema().entities[entity].facts
    columns = {KEY: [f"KZ-{number:05}" for number in table[FAMILY_ID]]}
    for name, fact in facts.items():
        columns[find_fact(entity, name).title[language]] = [as_written(fact, v, language) for v in table[name]]
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def write_csv(table: pl.DataFrame, path: Path) -> None:
    table.write_csv(path, separator=";", include_bom=True)


def write_xlsx(table: pl.DataFrame, path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in [table.columns, *table.rows()]:
        page.append([value or None for value in row])
    book.save(path)


def write_parquet(table: pl.DataFrame, path: Path) -> None:
    table.write_parquet(path)


def mapping_text(suffix: str, language: str) -> str:
    tables = {}
    for entity in FILES:
        facts = load_schema().entities[entity].facts
        columns = {name: find_fact(entity, name).title[language] for name in facts}
        tables[entity] = {"file": f"{entity}{suffix}", "key": KEY, "columns": columns}
    return yaml.safe_dump({"as_of": date(2026, 1, 1), "tables": tables}, allow_unicode=True)


@pytest.mark.parametrize(
    ("suffix", "write", "language"),
    [(".csv", write_csv, "kk"), (".xlsx", write_xlsx, "ru"), (".parquet", write_parquet, "kk")],
)
def test_a_snapshot_comes_back_from_its_tables(
    city_folder: Path, tmp_path: Path, suffix: str, write: Callable[[pl.DataFrame, Path], None], language: str
) -> None:
    snapshot = deal_families(city_folder, tmp_path / "first", FAMILIES, SEED, gaps=0.1)
    for entity in FILES:
        write(written_table(snapshot, entity, language), tmp_path / f"{entity}{suffix}")
    mapping = tmp_path / "map.yaml"
    mapping.write_text(mapping_text(suffix, language), encoding="utf-8")
    files = [tmp_path / f"{entity}{suffix}" for entity in FILES]
    imported = import_tables(files, read_mapping(mapping))
    assert imported.problems == ()
    imported.write(tmp_path / "second")
    assert check_snapshot(tmp_path / "second").total == 0
    for entity in FILES:
        assert read_entity(tmp_path / "second", entity).equals(read_entity(snapshot, entity)), entity
    assert imported.keys["key"].to_list() == [f"KZ-{number:05}" for number in range(FAMILIES)]


def small_import(folder: Path, families: str, persons: str, more: str = "") -> Callable[[], Imported]:
    (folder / "f.csv").write_text(families, encoding="utf-8")
    (folder / "p.csv").write_text(persons, encoding="utf-8")
    (folder / "map.yaml").write_text(
        "as_of: 2026-01-01\n"
        "tables:\n"
        f"  family: {{file: f.csv, key: k{more}, columns: {{territory: t}}}}\n"
        "  person: {file: p.csv, key: k, columns: {wage: w, birth_date: b}}\n"
        "  dwelling: none\n  vehicle: none\n  claim: none\n",
        encoding="utf-8",
    )
    return lambda: import_tables([folder / "f.csv", folder / "p.csv"], read_mapping(folder / "map.yaml"))


def test_every_problem_names_its_row_and_its_family_is_left_out(tmp_path: Path) -> None:
    families = "k,t\nA,750000000\nB,750000000\nC,750000000\nA,750000000\n,750000000\nD,7\n"
    persons = "k,w,b\nA,5,01.01.1990\nB,x,01.01.1990\nZ,5,01.01.1990\nD,1,01.01.1990\nA,6,\n"
    imported = small_import(tmp_path, families, persons)()
    found = sorted((problem.file, problem.row, problem.kind) for problem in imported.problems)
    assert found == [
        ("f.csv", 4, "no_members"),
        ("f.csv", 5, "same_family"),
        ("f.csv", 6, "no_family_key"),
        ("f.csv", 7, "out_of_range"),
        ("p.csv", 3, "not_number"),
        ("p.csv", 4, "unknown_family"),
    ]
    assert imported.tables["family"].height == 0
    with pytest.raises(ImportProblem, match=r"Problems in the tables: 6; nothing was written"):
        imported.refuse_problems()


def test_sound_families_stay_when_others_are_left_out(tmp_path: Path) -> None:
    imported = small_import(tmp_path, "k,t\nA,750000000\nB,750000000\n", "k,w,b\nA,x,\nB,5,01.01.1990\nB,6,\n")()
    assert imported.families_left_out == 1
    assert imported.keys.rows() == [(0, "B")]
    assert imported.tables["person"].select(FAMILY_ID, "wage", "birth_date").rows() == [
        (0, 5, 19900101),
        (0, 6, None),
    ]


def test_a_row_of_every_person_may_carry_the_family(tmp_path: Path) -> None:
    families = "k,t\nA,750000000\nA,750000000\nB,750000000\nB,751210000\n"
    imported = small_import(tmp_path, families, "k,w,b\nA,1,\nB,2,\n", ", distinct: true")()
    assert [(p.kind, p.row) for p in imported.problems] == [("differs", 5)]
    assert imported.keys["key"].to_list() == ["A"]


def test_facts_without_a_column_and_columns_without_a_fact_are_named(tmp_path: Path) -> None:
    imported = small_import(tmp_path, "k,t,extra\nA,750000000,1\n", "k,w,b\nA,1,\n")()
    assert imported.unused == {"f.csv": ("extra",)}
    assert "overdue_debt" in imported.unmapped["family"]
    assert imported.unmapped["dwelling"] == ()


def of_family(line: str) -> str:
    return f"as_of: 2026-01-01\ntables:\n  family:\n    file: f.csv\n    key: k\n    {line}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tables: 5\n", r"map\.yaml:1: a mapping is keys and values"),
        ("tables: {}\n", r"map\.yaml:1: no day says when the facts held"),
        ("as_of: 2026-01-01\ntables: {}\n", r"map\.yaml:2 \(family\): there is no table"),
        ("as_of: 2026-01-01\ntables:\n  families: {}\n", r"map\.yaml:3: there is no key families"),
        ("as_of: 2026-01-01\ntables:\n  family: {file: f.csv}\n", r"map\.yaml:3: no column says which family"),
        (
            "as_of: 2026-01-01\ntables:\n  family:\n    file: f.csv\n    key: k\n    columns: {territory_code: t}\n",
            r"map\.yaml:6: there is no fact territory_code\. Similar: territory",
        ),
        (
            "as_of: 2026-01-01\ntables:\n  family: {file: f.csv, key: k, columns: "
            "{overdue_debt: {column: d, words: {x: often}}}}\n",
            r"often does not fit here\. There may be: true, false",
        ),
        (of_family("heading_row: zero"), r"map\.yaml:6 \(heading_row\): zero does not fit here\. There may be: 1, 2"),
        (of_family("heading_row: 0"), r"0 does not fit here"),
        (of_family("distinct: sometimes"), r"sometimes does not fit here\. There may be: true, false"),
        (of_family("columns: [territory]"), r"map\.yaml:6: a mapping is keys and values"),
        (of_family("columns: {territory: }"), r"a mapping is keys and values"),
        (of_family("columns: {territory: {value: }}"), r"a mapping is keys and values"),
        (of_family("columns: {territory: {column: t, value: 750000000}}"), r"a mapping is keys and values"),
        (of_family("columns: {territory: {column: t, words: [a]}}"), r"a mapping is keys and values"),
        (of_family("columns: {territory: {column: t, words: {a: 750000000}}}"), r"750000000 does not fit here"),
        (of_family("columns: {territory: {heading: t, value: 1}}"), r"there is no key heading"),
        (of_family("columns: {contract_broken_on: {column: t, format: [1]}}"), r"1 does not fit here"),
        (of_family("columns: {contract_broken_on: {column: t, format: '%H'}}"), r"%H does not fit here"),
        (of_family("columns: {contract_broken_on: {column: t, words: {n: 0}}}"), r"0 does not fit.*: never"),
    ],
)
def test_a_wrong_mapping_is_told_by_its_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ImportProblem, match=message):
        read_mapping(path)


def test_a_file_or_a_column_that_is_not_there(tmp_path: Path) -> None:
    run = small_import(tmp_path, "k,x\nA,1\n", "k,w,b\nA,1,\n")
    with pytest.raises(ImportProblem, match=r"f\.csv: there is no column t\. There are: k, x"):
        run()
    with pytest.raises(ImportProblem, match=r"person: there is no file p\.csv"):
        import_tables([tmp_path / "f.csv"], read_mapping(_written(tmp_path, "k,t\nA,750000000\n")))


def _written(folder: Path, families: str) -> Path:
    small_import(folder, families, "k,w,b\nA,1,\n")
    return folder / "map.yaml"


@pytest.mark.parametrize(
    ("name", "content", "value"),
    [("f.xlsx", b"no workbook", "ValueError"), ("f.parquet", b"PAR0", "Error"), ("f.doc", b"", r"\.doc")],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, content: bytes, value: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ImportProblem, match=rf"{name}: the file cannot be read \(.*{value}"):
        suggest_mapping([tmp_path / name], date(2026, 1, 1))


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match="the column t stands twice"):
        small_import(tmp_path, "k,t,t\nA,1,2\n", "k,w,b\nA,1,\n")()


def test_a_quotation_mark_that_is_not_closed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportProblem, match=r"f\.csv, row 3: a quotation mark is not closed"):
        small_import(tmp_path, 'k,t\nA,750000000\n"B,750000000\nC,750000000\n', "k,w,b\nA,1,\n")()


def test_cells_beyond_the_headings_are_a_problem(tmp_path: Path) -> None:
    """An unquoted separator moves every later cell by one."""
    families = "k,t\nA,750000000,\nB,750000000\nC,750000000,5\n"
    imported = small_import(tmp_path, families, "k,w,b\nA,1,\nB,120,000,01.01.1990\nC,1,\n")()
    found = sorted((problem.file, problem.row, problem.kind) for problem in imported.problems)
    assert found == [("f.csv", 4, "beyond"), ("p.csv", 3, "beyond"), ("p.csv", 3, "not_a_date")]
    assert imported.keys["key"].to_list() == ["A"]


def test_a_column_without_a_heading_is_called_by_its_number(tmp_path: Path) -> None:
    imported = small_import(tmp_path, "k,t,,\nA,750000000,,5\n", "k,w,b\nA,1,\n")()
    assert imported.problems == ()
    assert imported.unused == {"f.csv": ("№4",)}


def test_the_size_of_a_block_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1\n\n2,3\n4,5,6\n", encoding="utf-8")
    whole = read_table(tmp_path / "t.csv")
    assert whole.rows() == [(2, "1", None, False), (4, "2", "3", False), (5, "4", "5", True)]
    monkeypatch.setattr(sources, "ROWS_A_BLOCK", 1)
    assert read_table(tmp_path / "t.csv").equals(whole)
    assert read_table(tmp_path / "t.csv", most=3).equals(whole.head(2))


def test_headings_may_stand_lower_and_rows_are_numbered_as_a_spreadsheet_does(tmp_path: Path) -> None:
    families = "Report of 2026\n\nk,t\n\nA,7\n"
    run = small_import(tmp_path, families, "k,w,b\nA,1,\n", ", heading_row: 3")
    assert [(problem.row, problem.kind) for problem in run().problems] == [(5, "out_of_range")]


def test_too_many_rows_of_one_family(tmp_path: Path) -> None:
    most = load_schema().entities["person"].rows
    persons = "k,w,b\n" + "A,1,\n" * (most + 1) + "B,1,\n"
    imported = small_import(tmp_path, "k,t\nA,750000000\nB,750000000\n", persons)()
    assert [(p.kind, p.row, p.expected) for p in imported.problems] == [("too_many", 2, str(most))]
    assert imported.keys["key"].to_list() == ["B"]


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    mapping = _written(tmp_path, "k,t\nA,750000000\n")
    with pytest.raises(ImportProblem, match="two files have this name"):
        import_tables([tmp_path / "f.csv", tmp_path / "other" / "f.csv", tmp_path / "p.csv"], read_mapping(mapping))


def test_cells_of_a_workbook_and_of_parquet_are_read_as_they_are_shown(tmp_path: Path) -> None:
    rows = [("A", 5.0, True, date(2020, 3, 4), None), ("B", 5.25, False, None, "x")]
    frame = pl.DataFrame(rows, schema=["k", "number", "flag", "day", "text"], orient="row")
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in [frame.columns, *rows]:
        book.active.append(list(row))
    book.create_sheet("second").append(["k"])
    book.save(tmp_path / "t.xlsx")
    frame.with_columns(pl.col("day").cast(pl.Datetime)).write_parquet(tmp_path / "t.parquet")
    expected = [("A", "true", "2020-03-04", None), ("B", "false", None, "x")]
    for name in ("t.xlsx", "t.parquet"):
        assert read_table(tmp_path / name).select("k", "flag", "day", "text").rows() == expected
    assert read_table(tmp_path / "t.xlsx")["number"].to_list() == ["5", "5.25"]
    assert read_table(tmp_path / "t.xlsx", "second").height == 0
    with pytest.raises(ImportProblem, match=r"t\.xlsx: the file cannot be read \(KeyError\)"):
        read_table(tmp_path / "t.xlsx", "third")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "t.txt").write_text("Семья\tПол\nА\tженский\n", encoding=encoding)
    assert read_table(tmp_path / "t.txt").select("Семья", "Пол").rows() == [("А", "женский")]


def test_bytes_of_no_encoding_are_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"a\n\x98\n")
    with pytest.raises(ImportProblem, match=r"t\.csv: the file cannot be read \(ValueError\)"):
        read_table(tmp_path / "t.csv")


def test_a_table_in_the_older_encoding_is_read(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_bytes("Семья;Пол\nA;женский\n".encode("cp1251"))
    assert "sex: Пол" in suggest_mapping([tmp_path / "p.csv"], date(2026, 1, 1))


def test_what_a_proposal_leaves_over_stands_in_its_comments(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("Семья;Пол;Фамилия\n", encoding="utf-8")
    (tmp_path / "q.csv").write_text("Семья;Дата рождения;Пол\n", encoding="utf-8")
    text = suggest_mapping([tmp_path / "p.csv", tmp_path / "q.csv"], date(2026, 1, 1), "en")
    assert text.endswith("# p.csv: left over: *\n")
    alone = suggest_mapping([tmp_path / "p.csv"], date(2026, 1, 1))
    assert alone.endswith("# p.csv: не взято: Фамилия\n")
    assert yaml.safe_load(alone)["tables"]["family"] == {"file": "?", "key": "?"}


def test_what_is_suggested_can_be_read_as_it_is(city_folder: Path, tmp_path: Path) -> None:
    snapshot = deal_families(city_folder, tmp_path / "first", FAMILIES, SEED)
    files = []
    for entity in FILES:
        files.append(tmp_path / f"{entity}.csv")
        write_csv(written_table(snapshot, entity, "ru"), files[-1])
    (tmp_path / "map.yaml").write_text(suggest_mapping(files, date(2026, 1, 1)), encoding="utf-8")
    mapping = read_mapping(tmp_path / "map.yaml")
    for entity in FILES:
        facts = load_schema().entities[entity].facts
        found = {column.fact.name: column.heading for column in mapping.tables[entity].columns}
        assert mapping.tables[entity].key == KEY
        assert found == {name: find_fact(entity, name).title["ru"] for name in facts}
