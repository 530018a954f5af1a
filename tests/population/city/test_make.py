"""The city is a sound snapshot, the same for the same seed, and holds exactly the people asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tirek.population.city import CityError, make_city, read_city
from tirek.population.city.draft import Draft, FamilyKind
from tirek.population.city.households import make_households
from tirek.population.city.make import AS_OF
from tirek.population.snapshot import load_schema, read_entity, read_manifest, validate_snapshot


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_city_is_a_sound_snapshot(folders: dict[int, Path], seed: int) -> None:
    assert validate_snapshot(folders[seed]) == []
    manifest = read_manifest(folders[seed])
    assert (manifest.people, manifest.seed, manifest.as_of) == (20_000, seed, AS_OF)
    assert manifest.made_by["people"] == 20_000


def test_nothing_is_unknown_in_it(folders: dict[int, Path]) -> None:
    for entity in load_schema().entities:
        table = read_entity(folders[1], entity)
        assert sum(table[name].null_count for name in table.column_names) == 0


def test_the_same_seed_gives_the_same_bytes(folders: dict[int, Path], tmp_path: Path) -> None:
    again = make_city(20_000, 2, tmp_path / "again")
    assert again == read_manifest(folders[2])
    assert again.digests != read_manifest(folders[1]).digests


def test_progress_is_told_stage_by_stage(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    make_city(500, 1, tmp_path / "city", lambda *step: told.append(step))
    assert [done for _, done, _ in told] == list(range(len(told)))
    assert told[0][0] == "make_households"
    assert told[-1] == ("write_snapshot", len(told) - 1, len(told) - 1)


@pytest.mark.parametrize("people", [100, 101, 333, 5_000])
def test_people_come_out_exactly(tmp_path: Path, people: int) -> None:
    make_city(people, 4, tmp_path / "city")
    city = read_city(tmp_path / "city")
    assert city.people == people
    assert validate_snapshot(tmp_path / "city") == []


def test_a_city_of_too_few_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CityError, match="at least 100 people, not 99"):
        make_city(99, 1, tmp_path / "city")
    assert not any(tmp_path.iterdir())


def test_a_family_of_twenty_exists() -> None:
    draft = make_households(5_000, 1, AS_OF)
    assert draft.size.max() == 20
    assert make_households(4_999, 1, AS_OF).size.max() < 20


def test_rows_of_a_family_stand_by_role() -> None:
    draft = Draft(
        people=9,
        seed=1,
        as_of=AS_OF,
        family_kind=np.array([FamilyKind.THREE_GENERATIONS, FamilyKind.SINGLE], dtype=np.int8),
        counts=np.array([[2, 1, 1, 0, 4], [1, 0, 0, 0, 0]]),
    )
    assert draft.of_family.tolist() == [0] * 8 + [1]
    assert draft.role.tolist() == [0, 0, 1, 2, 4, 4, 4, 4, 0]
    assert draft.place.tolist() == [0, 1, 0, 0, 0, 1, 2, 3, 0]
    assert draft.in_family(draft.role == 4).tolist() == [4, 0]
