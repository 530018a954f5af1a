"""A written city is answered as written, and agrees with itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.registers.asking import AS_OF, CODES, INVENTED, SEED, question
from tirek.registers.catalogue import find_register
from tirek.registers.clock import SystemClock
from tirek.registers.comparison import find_contradictions
from tirek.registers.contract import Answer, Status
from tirek.registers.replies import read_reply
from tirek.registers.sandbox.city_file import read_city
from tirek.registers.sandbox.faults import SandboxError
from tirek.registers.sandbox.kinship import make_iin
from tirek.registers.sandbox.server import Sandbox

MOTHER = str(make_iin(1988, 4, 3, "female", f"{INVENTED}0012"))
FATHER = str(make_iin(1986, 9, 9, "male", f"{INVENTED}0101"))
DAUGHTER = str(make_iin(2015, 5, 6, "female", f"{INVENTED}0203"))
GRANDMOTHER = str(make_iin(1955, 1, 2, "female", f"{INVENTED}0007"))
HOME = {"family": 7, "territory": "751210000"}
ROWS: list[dict[str, Any]] = [
    HOME | {"iin": MOTHER, "role": "head", "employment": "none", "overdue": True},
    HOME
    | {"iin": FATHER, "role": "spouse", "employment": "permanent_job"}
    | {"wage_tenge": 150_000, "vehicles": 2, "dwellings": 1},
    HOME | {"iin": DAUGHTER, "role": "child", "disability": "child_without_group"},
    HOME | {"iin": GRANDMOTHER, "role": "parent", "pension_tenge": 90_000, "pension_kind": "age_pension"},
]


def written(folder: Path, rows: list[dict[str, Any]]) -> Path:
    (folder / "people.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def ask(sandbox: Sandbox, code: str, iin: str) -> Answer:
    asked, now = question(code, iin), SystemClock().now()
    reply = sandbox.reply_to(code, str(asked.request_id), json.dumps(asked.as_json()).encode())
    assert reply.status == 200
    return read_reply(reply.body, asked, find_register(code), now, now)


@pytest.mark.parametrize("table", [False, True])
def test_registers_answer_as_the_city_is_written(tmp_path: Path, table: bool) -> None:
    if table:
        columns = sorted({name for row in ROWS for name in row})
        rows = [{name: row.get(name) for name in columns} for row in ROWS]
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / "people.parquet")
    else:
        written(tmp_path, ROWS)
    sandbox = Sandbox(read_city(tmp_path, SEED), SEED)
    for row in ROWS:
        answers = [ask(sandbox, code, row["iin"]) for code in CODES]
        assert {answer.status for answer in answers} == {Status.COMPLETE}
        assert find_contradictions(answers) == ()
    card: Any = ask(sandbox, "family_card", MOTHER).record
    assert {(member.iin, member.relation.value) for member in card.members} == {
        (MOTHER, "self"), (FATHER, "spouse"), (DAUGHTER, "child"), (GRANDMOTHER, "parent")
    }  # fmt: skip
    assert card.indicators.overdue_debt
    incomes: Any = ask(sandbox, "incomes", FATHER).record
    assert {one.net_tenge for one in incomes.incomes if one.kind == "wage"} == {150_000}
    vehicles: Any = ask(sandbox, "vehicles", FATHER).record
    assert len(vehicles.vehicles) == 2
    assert ask(sandbox, "population", "850101300015").status is Status.NOT_FOUND


def test_nobody_is_found_before_birth(tmp_path: Path) -> None:
    city = read_city(written(tmp_path, ROWS), SEED)
    found = city.find(MOTHER, AS_OF.replace(year=2014))
    assert found is not None
    assert found.children == ()
    assert city.find(DAUGHTER, AS_OF.replace(year=2014)) is None


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"iin": "850101300016", "family": 1, "role": "head"}, "iin"),
        ({"iin": MOTHER, "family": 1, "role": "head"}, "iin"),
        ({"iin": "850101300015", "role": "head"}, "family"),
        ({"iin": "850101300015", "family": 1, "role": "uncle"}, "role"),
        ({"iin": "850101300015", "family": 1, "role": "head", "wage_tenge": -1}, "wage_tenge"),
        ({"iin": "850101300015", "family": 1, "role": "head", "vehicles": True}, "vehicles"),
        ({"iin": "850101300015", "family": 1, "role": "head", "employment": "boss"}, "employment"),
        ({"iin": "850101300015", "family": 1, "role": "head", "shoe_size": 42}, "shoe_size"),
    ],
)
def test_a_wrong_row_is_named_without_its_value(tmp_path: Path, row: dict[str, Any], field: str) -> None:
    with pytest.raises(SandboxError) as error:
        read_city(written(tmp_path, [*ROWS, row]), SEED)
    assert (error.value.details["line"], error.value.details["field"]) == (5, field)
    assert str(row.get("iin")) not in error.value.text("ru")


def test_a_folder_without_people_is_told(tmp_path: Path) -> None:
    with pytest.raises(SandboxError) as error:
        read_city(tmp_path, SEED)
    assert error.value.code == "no_people"
