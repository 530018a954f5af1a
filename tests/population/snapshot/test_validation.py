"""A sound snapshot has no problems; each kind of problem is planted once and found where it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from tirek.population.snapshot import Problem, check_snapshot, load_schema, validate_snapshot, write_snapshot
from tirek.population.snapshot.columns import impossible_dates
from tirek.population.snapshot.problems import MOST_LISTED, problem_texts

Change = Callable[[pa.Table], pa.Table]
MOST_AREA = load_schema().fact("dwelling", "area").high


def setting(column: str, row: int, value: Any) -> Change:
    """Change one cell of a table."""

    def change(table: pa.Table) -> pa.Table:
        values = table[column].to_pylist()
        values[row] = value
        place = table.column_names.index(column)
        return table.set_column(place, table.schema.field(column), pa.array(values, table.schema.field(column).type))

    return change


def nullable_family(table: pa.Table) -> pa.Table:
    ids = pa.array([0, None, 1, 2, 2, 2], pa.int32())
    return table.set_column(0, pa.field("family_id", pa.int32()), ids)


def retyped(table: pa.Table) -> pa.Table:
    place = table.column_names.index("sex")
    return table.set_column(place, "sex", table["sex"].cast(pa.int64()))


PLANTED: dict[str, tuple[str, Change, Problem]] = {
    "out_of_range": (
        "dwellings.parquet",
        setting("area", 1, MOST_AREA + 1),
        Problem("out_of_range", "dwellings.parquet", 1, "area", MOST_AREA + 1, f"0..{MOST_AREA}"),
    ),
    "unknown_code": (
        "persons.parquet",
        setting("sex", 4, 2),
        Problem("unknown_code", "persons.parquet", 4, "sex", 2, "0..1"),
    ),
    "impossible_date": (
        "persons.parquet",
        setting("birth_date", 3, 20230231),
        Problem("impossible_date", "persons.parquet", 3, "birth_date", 20230231, None),
    ),
    "never is no birth date": (
        "persons.parquet",
        setting("birth_date", 3, 0),
        Problem("impossible_date", "persons.parquet", 3, "birth_date", 0, None),
    ),
    "date_after_as_of": (
        "persons.parquet",
        setting("birth_date", 5, 20260102),
        Problem("date_after_as_of", "persons.parquet", 5, "birth_date", 20260102, 20260101),
    ),
    "event after as_of": (
        "families.parquet",
        setting("contract_broken_on", 1, 20270101),
        Problem("date_after_as_of", "families.parquet", 1, "contract_broken_on", 20270101, 20260101),
    ),
    "unsorted_families": (
        "persons.parquet",
        lambda table: table.take([0, 2, 1, 3, 4, 5]),
        Problem("unsorted_families", "persons.parquet", 2, None, 0, 1),
    ),
    "unknown_family": (
        "vehicles.parquet",
        setting("family_id", 0, 7),
        Problem("unknown_family", "vehicles.parquet", 0, None, 7, None),
    ),
    "null_family": (
        "persons.parquet",
        nullable_family,
        Problem("null_family", "persons.parquet", 1, None, -1, None),
    ),
    "family_not_dense": (
        "families.parquet",
        setting("family_id", 2, 3),
        Problem("family_not_dense", "families.parquet", 2, None, 3, 2),
    ),
    "family_without_persons": (
        "persons.parquet",
        setting("family_id", 2, 0),
        Problem("family_without_persons", "persons.parquet", None, None, 1, None),
    ),
    "too_many_rows": (
        "dwellings.parquet",
        lambda table: table.take([0] * 61),
        Problem("too_many_rows", "dwellings.parquet", None, None, 0, 60),
    ),
    "empty_file": (
        "persons.parquet",
        lambda table: table.slice(0, 0),
        Problem("empty_file", "persons.parquet"),
    ),
    "missing_column": (
        "persons.parquet",
        lambda table: table.drop_columns(["sex"]),
        Problem("missing_column", "persons.parquet", None, "sex"),
    ),
    "unknown_column": (
        "persons.parquet",
        lambda table: table.append_column("name", table["sex"]),
        Problem("unknown_column", "persons.parquet", None, "name"),
    ),
    "wrong_type": (
        "persons.parquet",
        retyped,
        Problem("wrong_type", "persons.parquet", None, "sex", "int64", "int8"),
    ),
}


def test_a_sound_snapshot_has_no_problems(snapshot: Path) -> None:
    assert validate_snapshot(snapshot) == []
    assert check_snapshot(snapshot).total == 0


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_problem_is_found(rewrite: Callable[..., Path], name: str) -> None:
    file, change, problem = PLANTED[name]
    findings = check_snapshot(rewrite(file, change))
    assert problem in findings.problems
    assert findings.counts[problem.kind] >= 1
    # Counts of the manifest may differ as a consequence; nothing else does.
    others = set(findings.counts) - {problem.kind, "wrong_count", "family_without_persons", "unknown_family"}
    assert not others


def test_a_split_family_is_found(rewrite: Callable[..., Path]) -> None:
    findings = check_snapshot(rewrite("persons.parquet", lambda table: table, group=1))
    assert Problem("split_family", "persons.parquet", 1, None, 0) in findings.problems
    assert findings.counts == {"split_family": 3}


def test_unknown_values_are_allowed(rewrite: Callable[..., Path]) -> None:
    rewrite("persons.parquet", setting("birth_date", 0, None))
    rewrite("persons.parquet", setting("sex", 1, None))
    rewrite("persons.parquet", setting("orphan", 2, None))
    assert validate_snapshot(rewrite("claims.parquet", lambda table: table)) == []


def test_an_unknown_value_does_not_hide_a_wrong_one(rewrite: Callable[..., Path]) -> None:
    rewrite("persons.parquet", setting("sex", 1, None))
    assert validate_snapshot(rewrite("persons.parquet", setting("sex", 3, 9))) == [
        Problem("unknown_code", "persons.parquet", 3, "sex", 9, "0..1")
    ]


def test_files_must_be_there_whole_and_unchanged(snapshot: Path) -> None:
    (snapshot / "claims.parquet").unlink()
    (snapshot / "vehicles.parquet").write_bytes(b"not parquet")
    counts = check_snapshot(snapshot).counts
    assert counts == {"missing_file": 1, "digest_mismatch": 1, "unreadable_file": 1}
    (snapshot / "families.parquet").unlink()
    assert check_snapshot(snapshot).counts["missing_file"] == 2


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"version": 2}, "unknown_version"),
        ({"format": "other"}, "unknown_format"),
        ({"register_digest": "0"}, "register_changed"),
        ({"people": 7}, "wrong_count"),
        ({"families": 4}, "wrong_count"),
        ({"max_rows": {}}, "wrong_count"),
        ({"surprise": 1}, "bad_manifest"),
    ],
)
def test_the_manifest_is_checked(manifest_changer: Callable[..., Path], change: dict[str, Any], kind: str) -> None:
    folder = manifest_changer(lambda fields: fields.update(change))
    assert set(check_snapshot(folder).counts) == {kind}


def test_a_folder_without_manifest_is_no_snapshot(tmp_path: Path) -> None:
    assert validate_snapshot(tmp_path) == [Problem("missing_manifest", "manifest.json")]


def test_the_first_hundred_are_listed_and_all_are_counted(tmp_path: Path, entities: dict[str, Any]) -> None:
    many = 150
    for columns, rows in ((entities["family"], many), (entities["person"], many)):
        for name in columns:
            columns[name] = np.arange(many) if name == "family_id" else np.repeat(columns[name][:1], rows)
    entities["person"]["birth_date"] = np.full(many, 20230231)
    entities["person"]["sex"] = np.full(many, 5)
    for name in ("dwelling", "vehicle"):
        entities[name] = {key: column[:0] for key, column in entities[name].items()}
    write_snapshot(tmp_path / "city", entities, as_of=20260101)
    findings = check_snapshot(tmp_path / "city")
    assert len(findings.problems) == MOST_LISTED
    assert findings.counts == {"impossible_date": many, "unknown_code": many}
    assert findings.total == 2 * many


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_kind_has_a_sentence(language: str) -> None:
    for kind in problem_texts():
        sentence = Problem(kind, "persons.parquet", 1, "sex", 2, 3).message(language)
        assert "{" not in sentence
        assert sentence


def test_every_planted_kind_is_a_known_kind() -> None:
    kinds = {problem.kind for _, _, problem in PLANTED.values()}
    rest = {"missing_manifest", "bad_manifest", "unknown_format", "unknown_version", "register_changed",
            "wrong_count", "missing_file", "unreadable_file", "digest_mismatch", "split_family"}  # fmt: skip
    assert kinds | rest == set(problem_texts())


def test_calendar() -> None:
    good = np.array([20000229, 20240229, 19991231, 20260101])
    bad = np.array([19000229, 20230229, 20230431, 20231301, 20230001, 20230100, 17991231, 22000101])
    assert not impossible_dates(good).any()
    assert impossible_dates(bad).all()
