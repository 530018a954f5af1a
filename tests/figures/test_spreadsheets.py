"""Workbooks and CSV: Kazakh and Russian words, merged cells, empty rows, and errors that name sheet, row and column."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tirek.figures.checking import Checked, check_figures
from tirek.figures.errors import FiguresError, texts
from tirek.figures.headings import heading
from tirek.figures.reading import read_figures
from tirek.figures.records import KINDS
from tirek.figures.template import write_template
from tirek.figures.units import unit_names, unit_title

RUSSIAN = {
    "Документ": [
        ["Поле", "Значение"],
        ["Название", "Отчёт"],
        ["Источник", "S9"],
        ["Дата", "2026-01-01"],
        ["Период", "2025"],
    ],
    "Показатели": [
        ["Ключ", "Показатель", "Значение", "Единица", "Раздел", "Вид"],
        ["всего", "Выделено всего", "38,8 млрд", "тенге", "Бюджет", "лимит"],
        ["республика", "Республиканский бюджет", "0,9 млрд", "тенге", "Бюджет", "лимит"],
        ["город", "Местный бюджет", "37\u00a0900 млн.", "тенге", "Бюджет", "лимит"],
    ],
    "Связи": [["Номер", "Вид связи", "Напечатано", "Из чего"], ["B04", "сумма", "всего", "республика + город"]],
}
KAZAKH = {
    "Құжат": [["Өріс", "Мәні"], ["Атауы", "Есеп"], ["Дереккөз", "S9"], ["Күні", "2026-01-01"], ["Кезең", "2025"]],
    "Көрсеткіштер": [
        ["Кілт", "Көрсеткіш", "Мәні", "Өлшем бірлігі", "Бөлім", "Түрі"],
        ["барлығы", "Барлығы бөлінген", "38,8 млрд", "теңге", "Бюджет", "лимит"],
        ["республика", "Республикалық бюджет", "0,9 млрд", "теңге", "Бюджет", "лимит"],
        ["қала", "Қала бюджеті", "37 900 млн", "теңге", "Бюджет", "лимит"],
    ],
    "Байланыстар": [
        ["Белгісі", "Байланыс түрі", "Жазылғаны", "Формула"],
        ["B04", "қосынды", "барлығы", "республика + қала"],
    ],
}


def workbook(path: Path, sheets: Mapping[str, list[list[Any]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def changed(sheets: Mapping[str, list[list[Any]]], sheet: str, rows: list[list[Any]]) -> dict[str, list[list[Any]]]:
    return {**sheets, sheet: rows}


def checked(path: Path) -> Checked:
    return check_figures(read_figures(str(path)))


def refusal(path: Path, language: str = "ru") -> str:
    with pytest.raises(FiguresError) as caught:
        read_figures(str(path))
    return caught.value.text(language)


def told(key: str, language: str = "ru", **details: object) -> str:
    return str(texts("messages")[key][language]).format(**details)


@pytest.mark.parametrize("sheets", [KAZAKH, RUSSIAN])
def test_a_workbook_is_read_in_its_own_words(tmp_path: Path, sheets: Mapping[str, list[list[Any]]]) -> None:
    outcome = checked(workbook(tmp_path / "book.xlsx", sheets))
    assert [(one.id, one.verdict) for one in outcome.findings if not one.automatic] == [("B04", "holds")]
    whole, _, city = outcome.publication.figures.values()
    assert (whole.numeral.value, whole.unit, whole.kind, whole.as_of) == (
        38_800_000_000,
        "tenge",
        "limit",
        date(2026, 1, 1),
    )
    assert city.numeral.step == 1_000_000
    assert whole.label["kk"] == whole.label["ru"]
    (paragraph,) = outcome.publication.paragraphs.values()
    assert paragraph.title["ru"] == "Бюджет"


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_template_is_a_file_that_checks(tmp_path: Path, language: str) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path, language)
    outcome = checked(path)
    assert (len(outcome.publication.figures), outcome.unexpected) == (2, ())
    assert outcome.findings[0].verdict == "holds"
    sheet = load_workbook(path)[heading("sheets", "figures", language)]
    assert sheet.cell(1, 1).value == heading("figures", "key", language)
    assert len(sheet.data_validations.dataValidation) == 3


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_word_of_every_unit_and_kind_is_understood(tmp_path: Path, language: str) -> None:
    rows = [["key", "label", "value", "unit", "paragraph", "kind"]]
    rows += [[f"u{n}", f"U{n}", "1", unit_title(unit, language), "p", "fact"] for n, unit in enumerate(unit_names())]
    rows += [
        [f"k{n}", f"K{n}", "1", "item", "p", heading("values.kind", kind, language)] for n, kind in enumerate(KINDS)
    ]
    figures = read_figures(
        str(workbook(tmp_path / "b.xlsx", {"Document": [["field", "value"], ["as_of", "2026-01-01"]], "figures": rows}))
    ).figures
    read = [figure.unit for key, figure in figures.items() if key.startswith("u")]
    assert [(got, unit) for got, unit in zip(read, unit_names(), strict=True) if got != unit] == [("percent", "share")]
    assert [figure.kind for key, figure in figures.items() if key.startswith("k")] == list(KINDS)


def test_cells_are_read_as_a_person_sees_them(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "b.xlsx", {"Документ": [["Поле", "Значение"], ["Дата", date(2026, 1, 1)]], "Показатели": []}
    )
    book = load_workbook(path)
    sheet = book["Показатели"]
    cells = [
        (6199, "General", 6199, 1),
        (38.8, "0.00", 38.8, 0.01),
        (0.163, "0.0%", 0.163, 0.001),
        (2341.9, "General", 2341.9, 0.1),
    ]
    sheet.append(["key", "label", "value", "unit", "paragraph", "as_of"])
    for number, (value, form, _, _) in enumerate(cells, start=1):
        sheet.append([f"a{number}", "A", value, "%" if "%" in form else "item", "p", date(2025, 11, number)])
        sheet.cell(sheet.max_row, 3).number_format = form
    book.save(path)
    figures = list(read_figures(str(path)).figures.values())
    assert [(float(one.numeral.value), float(one.numeral.step)) for one in figures] == [cell[2:] for cell in cells]
    assert [one.as_of.day for one in figures] == [1, 2, 3, 4]


def test_captions_empty_rows_and_merged_cells_do_no_harm(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Отчёт за 2025 год"],
        [],
        RUSSIAN["Показатели"][0],
        ["Раздел первый"],
        *RUSSIAN["Показатели"][1:],
        [],
    ]
    path = workbook(tmp_path / "b.xlsx", changed(RUSSIAN, "Показатели", rows))
    book = load_workbook(path)
    sheet = book["Показатели"]
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("A4:F4")  # a caption across
    sheet.merge_cells("E5:E7")  # one paragraph for three rows
    sheet.merge_cells("F5:F7")
    book.create_sheet("Черновик").append(["что", "угодно"])
    book.save(path)
    figures = read_figures(str(path)).figures
    assert [(one.paragraph, one.kind) for one in figures.values()] == [("p1", "limit")] * 3


def test_relations_carry_lists_words_and_findings_foreseen(tmp_path: Path) -> None:
    about = {"Название (на казахском)": "Есеп", "Название (на русском)": "Отчёт", "Дата": "2026-01-01"}
    figures = ["Ключ", "Показатель (на казахском)", "Показатель (на русском)", "Значение", "Единица", "Раздел", "Охват"]
    relations = ["Номер", "Вид связи", "Напечатано", "Из чего", "Перечень", "Ожидается", "Пояснение"]
    sheets = {
        "Документ": [["Поле", "Значение"], *map(list, about.items()), ["Другие файлы", "almaty_2025; "]],
        "Показатели": [
            [*figures, "Повторы", "Чтение"],
            ["районы", "Аудандар", "Районы", 5, "районов", "А", "весь город", None, "точно"],
            ["люди", "Адамдар", "Люди", "2,3 млн", "чел.", "Б", None, "2 341,9 тыс.; 9", None],
        ],
        "Связи": [
            relations,
            ["A71", "счёт перечня", "районы", None, "один; два; три; четыре", "противоречит", "Названо четыре"],
            ["A72", "равно", "люди", "almaty_2025.population"],
            ["A73", "автоматически", None, "same.люди", None, "противоречит", "Разные числа"],
        ],
    }
    outcome = checked(workbook(tmp_path / "b.xlsx", sheets))
    assert {one.id: one.verdict for one in outcome.findings if one.id.startswith("A")} == {
        "A71": "contradicts",
        "A72": "holds",
        "A73": "contradicts",
    }
    assert outcome.unexpected == ()
    assert outcome.publication.title == {"kk": "Есеп", "ru": "Отчёт"}
    assert outcome.publication.figures["районы"].label == {"kk": "Аудандар", "ru": "Районы"}
    assert outcome.publication.scopes["s1"]["ru"] == "весь город"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_is_a_table_with_the_others_beside_it(tmp_path: Path, delimiter: str) -> None:
    for name, title in (("b", "Показатели"), ("b.relations", "Связи"), ("b.document", "Документ")):
        lines = (delimiter.join(f'"{cell}"' for cell in row) for row in RUSSIAN[title])
        (tmp_path / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8-sig")
    assert [one.verdict for one in checked(tmp_path / "b.csv").findings if not one.automatic] == ["holds"]
    (tmp_path / "b.relations.csv").write_bytes("Номер".encode("cp1251"))
    assert refusal(tmp_path / "b.csv") == f"{tmp_path / 'b.relations.csv'}: {told('not_text')}"


HEAD = RUSSIAN["Показатели"][0]
GOOD = RUSSIAN["Показатели"][1]


@pytest.mark.parametrize(
    ("row", "place", "key", "details"),
    [
        ([*GOOD[:2], "много", *GOOD[3:]], "Показатели!C2 «Значение»", "not_a_number", {"value": "много"}),
        ([*GOOD[:2], True, *GOOD[3:]], "Показатели!C2 «Значение»", "not_a_number", {"value": "True"}),
        ([*GOOD[:2], "5 %", *GOOD[3:]], "Показатели!C2 «Значение»", "percent_sign", {"value": "5 %", "unit": "tenge"}),
        ([*GOOD[:2], None, *GOOD[3:]], "Показатели!2", "missing_field", {"value": "Значение"}),
        ([None, *GOOD[1:]], "Показатели!2", "missing_field", {"value": "Ключ"}),
        (["два слова", *GOOD[1:]], "Показатели!2", "bad_key", {"value": "два слова"}),
        ([*GOOD[:5], "план?"], "Показатели!F2 «Вид»", "not_in_list", {"value": "план?", "allowed": ", ".join(KINDS)}),
    ],
)  # fmt: skip
def test_an_error_names_sheet_row_and_column(
    tmp_path: Path, row: list[Any], place: str, key: str, details: dict[str, str]
) -> None:
    path = workbook(tmp_path / "b.xlsx", changed(RUSSIAN, "Показатели", [HEAD, row]))
    assert refusal(path) == f"b.xlsx, {place}: {told(key, **details)}"


def test_an_error_of_headings_and_sheets_is_told(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    workbook(path, changed(RUSSIAN, "Показатели", [[*HEAD, "Цвет"], GOOD]))
    assert refusal(path, "kk").startswith(
        "b.xlsx, Показатели!G1: «Цвет» деген баған жоқ. Болуы мүмкін: Кілт, Көрсеткіш"
    )
    workbook(path, changed(RUSSIAN, "Показатели", [[*HEAD, "Число"], GOOD]))
    assert refusal(path) == f"b.xlsx, Показатели!G1: {told('column_twice', value='Число')}"
    workbook(path, changed(RUSSIAN, "Показатели", [["ничего"]]))
    assert refusal(path).startswith("b.xlsx, Показатели: Не найдены названия колонок.")
    workbook(path, changed(RUSSIAN, "Показатели", [HEAD, GOOD, GOOD]))
    assert refusal(path) == f"b.xlsx, Показатели!A3 «Ключ»: {told('key_twice', value='всего')}"
    workbook(path, {"Показатели": RUSSIAN["Показатели"]})
    assert refusal(path, "kk") == f"b.xlsx: {told('no_sheet', 'kk', value='Құжат')}"
    workbook(path, changed(RUSSIAN, "Документ", [["Поле", "Значение"], ["Цвет", "синий"]]))
    assert refusal(path).startswith("b.xlsx, Документ!A2 «Поле»: Поля «Цвет» нет. Могут быть: Название,")
    workbook(path, changed(RUSSIAN, "Документ", [*RUSSIAN["Документ"], ["Дата", "2025-01-01"]]))
    assert refusal(path) == f"b.xlsx, Документ!A6 «Поле»: {told('key_twice', value='Дата')}"
    workbook(path, changed(RUSSIAN, "Документ", [["Поле", "Значение"], ["Дата", "вчера"]]))
    assert refusal(path) == f"b.xlsx, Документ!B2 «Значение»: {told('not_a_date', value='вчера')}"
    workbook(path, changed(RUSSIAN, "Связи", [RUSSIAN["Связи"][0], ["R", "сумма", "всего", "республика + граница"]]))
    assert refusal(path).startswith("b.xlsx, Связи!D2 «Из чего»: граница: такого показателя нет.")


def test_a_formula_that_was_never_computed_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", changed(RUSSIAN, "Показатели", [HEAD, [*GOOD[:2], "=1+1", *GOOD[3:]]]))
    assert refusal(path) == f"b.xlsx, Показатели!C2: {told('formula_cell')}"


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    assert refusal(path) == f"{path}: {told('not_workbook')}"


def test_a_template_overwrites_nothing(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(FiguresError, match="such a file already"):
        write_template(path, "kk")
    assert path.read_text(encoding="utf-8") == "mine"
    with pytest.raises(FiguresError, match="YAML, XLSX or CSV"):
        write_template(tmp_path / "b.txt", "kk")
