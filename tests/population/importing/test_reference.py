"""The page of reference: its example is imported as it stands, and every key is described."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.tree import ROOT
from tirek.population.importing import import_tables, mapping, read_mapping
from tirek.population.snapshot.schema import FAMILY_ID

PAGE = (ROOT / "docs/reference/import.md").read_text(encoding="utf-8")


def test_the_worked_example(tmp_path: Path) -> None:
    blocks = re.findall(r"```(yaml|csv)\n(.*?)```", PAGE, re.DOTALL)
    assert [kind for kind, _ in blocks] == ["yaml", "csv", "csv"]
    names = ("map.yaml", "families.csv", "persons.csv")
    for name, (_, text) in zip(names, blocks, strict=True):
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = [tmp_path / name for name in names[1:]]
    imported = import_tables(files, read_mapping(tmp_path / "map.yaml"))
    assert imported.problems == ()
    assert imported.keys["key"].to_list() == ["Ә-17", "Б-4"]
    family = imported.tables["family"].select(FAMILY_ID, "territory", "overdue_debt")
    assert family.rows() == [(0, 751110000, False), (1, 751110000, True)]
    person = imported.tables["person"].select(FAMILY_ID, "birth_date", "sex", "wage", "registered_at_address")
    assert person.rows() == [
        (0, 19840305, 1, 540_000, True),
        (0, 20190911, 0, None, True),
        (1, 19510630, 0, 0, True),
    ]
    imported.write(tmp_path / "snapshot")


def test_every_key_is_described() -> None:
    names = (*mapping._TABLE_KEYS, *mapping._COLUMN_KEYS)
    assert [name for name in names if f"| `{name}` |" not in PAGE] == []
