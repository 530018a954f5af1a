"""One family out of a snapshot is the case that was written into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tirek.population.families import read_family
from tirek.population.snapshot import load_schema, read_entity
from tirek.rulebook.catalogue import benefit_ids
from tirek.rulebook.engine.facts import RECEIVES


def test_every_row_of_the_family_and_no_other(dealt: Path) -> None:
    case = read_family(dealt, 12)
    assert len(case.rows["person"] or ()) == 13
    for name, entity in load_schema().entities.items():
        table = read_entity(dealt, name)
        rows = [row for row in table.to_pylist() if row.pop("family_id") == 12]
        found = [{k: v for k, v in case.family.items() if not k.startswith(RECEIVES)}] if name == "family" else None
        assert (found or list(case.rows[name] or ())) == rows, entity.file


def test_an_unknown_fact_is_not_in_the_case(gappy: Path) -> None:
    people = read_entity(gappy, "person", ["family_id", "wage"]).to_pylist()
    unknown = next(row["family_id"] for row in people if row["wage"] is None)
    wages = [row.get("wage") for row in read_family(gappy, unknown).rows["person"] or ()]
    assert wages == [row["wage"] for row in people if row["family_id"] == unknown]
    assert all("wage" not in row or row["wage"] is not None for row in read_family(gappy, unknown).rows["person"] or ())


def test_what_a_family_receives_is_said_for_every_programme(dealt: Path) -> None:
    case = read_family(dealt, 0, frozenset({"housing_aid"}))
    received = {key.removeprefix(RECEIVES): value for key, value in case.family.items() if key.startswith(RECEIVES)}
    assert received == {name: name == "housing_aid" for name in benefit_ids()}


@pytest.mark.parametrize("family_id", [40, -1])
def test_a_family_that_is_not_there(dealt: Path, family_id: int) -> None:
    with pytest.raises(KeyError, match=str(family_id)):
        read_family(dealt, family_id)
