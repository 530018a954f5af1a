"""A table taken out: with a reason, marked, harmless, of the rows that its reader may see, and written down."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.department.database import owner_connection
from tests.department.factories import ALMALY, make_person, make_user, whole_city
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.registry.models import Person
from tirek.web.ui.exports import Column, Export, add_export, tables, views
from tirek.web.ui.exports.writing import FORMULA_BEGINS, Watermark, safe, write_csv, write_xlsx

MARK = Watermark("Persons", ("by =me", "why", "number 7"), "me", "7")
ADDRESS = "/ui/exports/test-persons/"


def csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


@given(
    st.lists(st.lists(st.one_of(st.text(), st.integers(), st.dates(), st.none()), min_size=1, max_size=4), max_size=8)
)
def test_no_cell_is_ever_a_formula(rows: list[list[object]]) -> None:
    sheet, text = BytesIO(), BytesIO()
    write_xlsx(sheet, ["=head"], rows, MARK)  # type: ignore[arg-type]
    write_csv(text, ["=head"], rows, MARK)  # type: ignore[arg-type]
    cells = [cell for row in load_workbook(BytesIO(sheet.getvalue())).active.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    for cell in [cell for row in csv_rows(text.getvalue()) for cell in row]:
        is_number = cell.removeprefix("-").isdigit()
        assert is_number or not cell.lstrip().startswith(FORMULA_BEGINS)


@pytest.mark.parametrize("begin", [*FORMULA_BEGINS, " =", "\x00="])
def test_text_keeps_its_words_behind_an_apostrophe(begin: str) -> None:
    told = safe(f"{begin}cmd|' /C calc'!A0")
    assert str(told).startswith("'")
    assert str(told).endswith("cmd|' /C calc'!A0")


@pytest.fixture
def table(db: None) -> Iterator[Export]:
    made = Export(
        "test-persons",
        "Persons",
        (Column("Name", lambda row: row.surname_kk), Column("Phone", lambda row: row.phone)),
        lambda _request: Person.objects.order_by("pk"),
        ability="view_person",
        persons=lambda row: [row.pk],
    )
    add_export(made)
    yield made
    del tables._exports[made.name]


def asked(client: PageClient, form: str, reason: str = "Asked by the maslikhat."):  # type: ignore[no-untyped-def]
    return client.post(ADDRESS, {"form": form, "reason": reason, "once_key": str(uuid4())})


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
def test_a_table_goes_out_with_a_reason_and_a_line(
    client: PageClient, table: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    with entered(whole_city(frozenset({"hiv"}))):
        seen = [make_person(surname_kk="=1+1", phone="+77010000001"), make_person()]
        make_person("751210000", surname_kk="Elsewhere")
    auditor = make_user(Role.AUDITOR, ALMALY)
    sign_in(client, auditor)
    assert asked(client, "csv", "").status_code == 422
    answer = asked(client, "csv")
    assert answer["Content-Disposition"].startswith('attachment; filename="test-persons-')
    rows = csv_rows(b"".join(answer.streaming_content))
    assert [row[0] for row in rows if len(row) == 2] == ["Name", "'=1+1", seen[1].surname_kk]
    assert rows[1][0].count(auditor.get_username()) == 1
    assert "Asked by the maslikhat." in rows[2][0]
    with owner_connection() as owner:
        lines = owner.execute(
            "SELECT person_ids, request_id FROM journal_line WHERE action = 'export' AND kind = 'table'"
        )
        ((persons, number),) = lines.fetchall()
    assert sorted(persons) == [each.pk for each in seen]
    assert number in rows[3][0] == rows[-1][0]

    book = load_workbook(BytesIO(b"".join(asked(client, "xlsx").streaming_content)))
    assert book.properties.creator == auditor.get_full_name()
    assert book.active["A7"].value == "'=1+1"
    monkeypatch.setattr(views, "ROWS_AT_MOST", 1)
    assert asked(client, "csv").status_code == 422

    sign_in(client, make_user(Role.REGISTRAR))
    assert asked(client, "csv").status_code == 403
    sign_in(client, auditor)
    assert client.get("/ui/exports/nothing/").status_code == 404
