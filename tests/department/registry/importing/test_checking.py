"""Both ways into the registry find the same faults, each where it is, and repeat no value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tirek.department.core.identifiers.faults import IdentifierError
from tirek.department.core.identifiers.iin import parse_iin
from tirek.department.registry.importing.cells import read_cells
from tirek.department.registry.importing.checking import check_table
from tirek.department.registry.importing.exchange import TABLES, Column
from tirek.department.registry.importing.exchange_files import World, check_exchange
from tirek.department.registry.importing.people import check_people, known_headings, suggest_mapping
from tirek.department.registry.importing.problems import describe
from tirek.department.registry.importing.tables_of_text import read_file
from tirek.registers.check_digit import check_digit

TODAY = date(2026, 11, 22)
ALMALY = "751110000"
RIGHT = {
    "territory": ALMALY,
    "iin": "850101890072",
    "surname_kk": "Сынақова",
    "given_name_kk": "Айсұлу",
    "birth_on": "01.01.1985",
    "sex": "female",
    "citizenship": "KAZ",
    "residence": "citizen",
    "phone": "+77990000001",
    "language": "kk",
}
DIRTY: list[tuple[dict[str, str], set[tuple[str, str]]]] = [
    ({}, set()),
    ({"iin": "850101890073"}, {("iin", "iin.check")}),
    ({"iin": "85010189007"}, {("iin", "iin.length")}),
    ({"iin": "850231890070"}, {("iin", "iin.date")}),
    ({"iin": ""}, set()),
    ({"iin": "", "birth_on": "31.02.1985"}, {("birth_on", "not_a_date")}),
    ({"iin": "", "birth_on": "01.01.2027"}, {("birth_on", "in_the_future")}),
    ({"iin": "", "birth_on": "01.01.1700"}, {("birth_on", "too_early")}),
    ({"iin": "850101890080", "birth_on": "02.01.1985"}, {("birth_on", "iin_birth")}),
    ({"iin": "850101890099", "sex": "male"}, {("sex", "iin_sex")}),
    ({"iin": "", "sex": "other"}, {("sex", "not_in_list")}),
    ({"iin": "", "phone": "12345"}, {("phone", "phone.length")}),
    ({"iin": "", "phone": "8 799 000 00 02"}, set()),
    ({"iin": "", "territory": "999999999"}, {("territory", "kato.region")}),
    ({"iin": "", "territory": "751119999"}, {("territory", "unknown_territory")}),
    ({"iin": "", "surname_kk": "", "given_name_kk": ""}, {("surname_kk", "no_name")}),
    ({"iin": "", "surname_kk": "С" * 81}, {("surname_kk", "too_long")}),
    ({"iin": "", "died_on": "01.01.1980"}, {("died_on", "died_before_birth")}),
    ({"iin": "", "language": "казахша"}, {("language", "not_in_list")}),
    ({}, {("iin", "repeated")}),
]


def synthetic(serial: int) -> str:
    base = f"85010189{serial:03d}"
    return f"{base}{check_digit(base)}"


def dirty_rows() -> list[dict[str, str]]:
    names = [
        column.name for column in TABLES["persons"].columns if column.name not in ("person", "checked_on", "source")
    ]
    rows = [{name: (RIGHT | change).get(name, "") for name in names} for change, _ in DIRTY]
    rows[8]["iin"], rows[9]["iin"] = synthetic(8), synthetic(9)
    return rows


def expected(first: int) -> list[tuple[int, str, str]]:
    return sorted((first + place, *fault) for place, (_, faults) in enumerate(DIRTY) for fault in faults)


def found(problems: pl.DataFrame) -> list[tuple[int, str, str]]:
    return sorted(problems.select("row", "column", "kind").iter_rows())


def test_the_officers_way_finds_every_fault() -> None:
    rows = dirty_rows()
    content = "\n".join(";".join(row) for row in (list(rows[0]), *(row.values() for row in rows))).encode()
    frame = read_file(content, "people.csv")
    good, problems = check_people(
        frame,
        {name: name for name in rows[0]},
        today=TODAY,
        with_synthetic=True,
        home=ALMALY,
        territories=([ALMALY], [ALMALY]),
        known_iins=None,
    )
    assert found(problems) == expected(first=2)
    assert good.height == len(rows) - len({row for row, *_ in expected(2)})


def test_the_copy_way_finds_the_same(tmp_path: Path) -> None:
    rows = dirty_rows()
    for table in TABLES.values():
        pl.DataFrame(schema=table.schema).write_parquet(tmp_path / table.file)
    told = pl.DataFrame(rows).with_columns(
        person=pl.int_range(pl.len()), source=pl.lit("import"), checked_on=pl.lit(None, pl.Date)
    )
    told.write_parquet(tmp_path / "persons.parquet")
    problems = check_exchange(tmp_path, World(TODAY, with_synthetic=True, territories=frozenset([ALMALY])))
    assert found(problems) == expected(first=1)


def test_no_fault_repeats_a_value_and_every_fault_has_its_words() -> None:
    for kind in {kind for _, faults in DIRTY for _, kind in faults}:
        said = {describe(kind, "80", language) for language in ("kk", "ru", "en")}
        assert len(said) == 3
        assert not any("8501" in text for text in said)


@given(st.lists(st.one_of(st.from_regex(r"\A[0-9]{12}\Z"), st.text(max_size=14)), max_size=30), st.booleans())
def test_whole_columns_are_judged_as_the_parser_judges(numbers: list[str], with_synthetic: bool) -> None:
    numbers += [synthetic(serial) for serial in range(20)] + ["791028302728", "850101300025", "940140000385"]
    frame = pl.DataFrame({"row": range(len(numbers)), "iin": numbers}, schema={"row": pl.Int64, "iin": pl.String})
    values, problems = read_cells(frame, Column("iin", "iin"), with_synthetic=with_synthetic)
    faults = dict(problems.select("row", "kind").iter_rows())
    for row, (number, value) in enumerate(zip(numbers, values, strict=True)):
        try:
            wanted, fault = parse_iin(number, with_synthetic=with_synthetic).value if number.strip() else None, None
        except IdentifierError as error:
            wanted, fault = None, f"iin.{error.code}"
        assert (value, faults.get(row)) == (wanted, fault)


def test_headings_of_all_three_languages_are_known() -> None:
    assert suggest_mapping(["ЖСН", "Тегі", "Аты", "Туған күні", "Үй"])["birth_on"] == "Туған күні"
    found_ru = suggest_mapping(["№ семьи", "ИИН", "Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Прочее"])
    assert found_ru["surname_ru"] == "Фамилия"
    assert "Прочее" not in found_ru.values()
    headings = [heading for all_of_one in known_headings().values() for heading in set(all_of_one)]
    twice = {heading for heading in headings if headings.count(heading) > 1}
    assert not twice


@pytest.mark.parametrize("name", ["people.exe", "people.parquet"])
def test_other_files_are_refused_without_their_name(name: str) -> None:
    with pytest.raises(Exception, match="not taken") as refusal:
        read_file(b"1", name)
    assert "people" not in str(refusal.value)


DAYS = st.none() | st.integers(0, 12).map(lambda day: date(2020, 1, 1 + day))


@given(st.lists(st.tuples(st.integers(1, 2), DAYS, DAYS), max_size=9))
def test_every_row_that_begins_before_an_earlier_one_has_ended_is_found(told: list[tuple[int, date, date]]) -> None:
    rows = [(place, person, begins, ends) for place, (person, begins, ends) in enumerate(told, 1)]
    schema = {"row": pl.Int64, "person": pl.Int64, "valid_from": pl.Date, "valid_to": pl.Date}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    nobody = {"persons": pl.Series([1, 2])}
    table = replace(TABLES["disabilities"], columns=())
    found = check_table(frame, table, nobody).filter(pl.col("kind") == "overlaps")
    far = date(9999, 12, 31)
    wrong = {
        row
        for row, person, begins, _ in rows
        if begins is not None
        and any(
            person == before[1] and (before[2] or date.min, before[0]) < (begins, row) and begins < (before[3] or far)
            for before in rows
        )
    }
    assert set(found["row"]) == wrong
