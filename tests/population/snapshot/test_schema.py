"""The columns are exactly those of the register of facts, in the narrowest types."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
import yaml

from tirek.population.snapshot.schema import FILES, load_schema, parse_schema


def register_of(fields: str, rows: int = 2) -> dict[str, Any]:
    person: dict[str, Any] = yaml.safe_load(f"person: {{rows: {rows}, facts: {{x: {{{fields}}}}}}}")
    return {**{name: {"rows": 1, "facts": {}} for name in FILES}, **person}


def test_every_entity_has_a_file_and_its_family() -> None:
    schema = load_schema()
    assert set(schema.entities) == set(FILES)
    for entity in schema.entities.values():
        assert entity.arrow_schema.names == ["family_id", *entity.facts]


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ("type: boolean", pa.bool_()),
        ("type: enum, values: [a, b]", pa.int8()),
        ("type: date", pa.int32()),
        ("type: integer, range: [1, 60]", pa.int16()),
        ("type: integer, range: [-32768, 32767]", pa.int16()),
        ("type: integer, range: [0, 32768]", pa.int32()),
        ("type: integer, range: [0, 2147483648]", pa.int64()),
    ],
)
def test_a_column_is_as_narrow_as_its_range(fields: str, kind: pa.DataType) -> None:
    schema = parse_schema(register_of(fields))
    assert schema.fact("person", "x").column_type == kind


def test_codes_are_positions() -> None:
    schema = load_schema()
    assert schema.code("person", "employment", "none") == 0
    assert schema.fact("person", "employment").high == len(schema.fact("person", "employment").values) - 1
    assert schema.fact("dwelling", "area").scale == 100
    assert schema.fact("family", "contract_broken_on").never


def test_the_digest_changes_with_what_is_stored_and_not_with_a_title() -> None:
    def digest(fields: str, rows: int = 2) -> str:
        return parse_schema(register_of(fields, rows)).digest

    plain = digest("type: enum, values: [a, b], title: {en: One}")
    assert digest("type: enum, values: [a, b], title: {en: Another}") == plain
    changed = ["type: enum, values: [b, a]", "type: boolean", "type: date, never: true", "type: integer, range: [0, 1]"]
    assert len({plain, digest("type: enum, values: [a, b]", 3), *map(digest, changed)}) == 6
