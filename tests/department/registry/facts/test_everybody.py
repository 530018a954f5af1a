"""The card of a family and the export of everybody say the same, and what a slow reading of every row says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.department.factories import whole_city
from tests.department.registry.facts.drawn_city import CONFIDENTIAL, ON, Said, draw_city
from tirek.department.accounts.viewer import entered
from tirek.department.registry.facts.exporting import draw_numbers, read_everybody
from tirek.department.registry.facts.families import Places
from tirek.department.registry.facts.reading import case_of_family

in_database = pytest.mark.django_db(transaction=True)
FAMILIES = 40
ENTITIES = ("family", "person", "dwelling", "vehicle")


@in_database
@pytest.mark.both_servers
@pytest.mark.parametrize(("seed", "confidential"), [(1, frozenset()), (2, CONFIDENTIAL), (3, frozenset({"violence"}))])
def test_card_export_and_a_reading_of_every_row_agree(seed: int, confidential: frozenset[str]) -> None:
    draw_city(seed, FAMILIES)
    said = Said(confidential)
    viewer = whole_city(confidential=confidential)
    numbered: list[int] = []

    def number(families: NDArray[np.int64], inhabited: NDArray[np.bool_]) -> NDArray[np.int64]:
        numbered.extend(families[inhabited].tolist())
        return np.where(inhabited, np.cumsum(inhabited) - 1, -1)

    filling = read_everybody(viewer, ON, number=number)
    exported = {entity: filling.table(entity).to_pylist() for entity in ENTITIES}
    asked = [family for family in said.families if said.members(family)]
    assert numbered == sorted(family.pk for family in asked if said.living(family))
    assert len(asked) > len(numbered) > FAMILIES / 2, "some families have died out, most have not"
    for family in asked:
        expected = said.answer(family)
        with entered(viewer, read_only=True):
            case, order = case_of_family(family.pk, said.records(family), ON, {"real_estate", "vehicles"})
        card = (dict(case.family), *([dict(row) for row in case.rows[entity] or ()] for entity in ENTITIES[1:]))
        assert card == expected
        assert list(order) == [person.pk for person in said.living(family)]
        if family.pk in numbered:
            of_family = [rows_of(exported[entity], numbered.index(family.pk)) for entity in ENTITIES]
            assert (of_family[0][0], *of_family[1:]) == expected


def rows_of(rows: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    """The rows of a family without what nobody knows."""
    return [
        {name: value for name, value in row.items() if value is not None and name != "family_id"}
        for row in rows
        if row["family_id"] == number
    ]


@pytest.mark.parametrize("step", [1, 3, 10_000_019])
def test_places_finds_ids_that_stand_close_and_ids_that_stand_far_apart(step: int) -> None:
    ids = np.random.default_rng(5).permutation(np.arange(50, dtype=np.int64) * step + 7)
    places = Places(ids, np.arange(50))
    assert places.of(ids[::-1]).tolist() == list(range(50))[::-1]
    strangers = np.array([0, 6, 7 + 50 * step, -1, np.iinfo(np.int64).max], dtype=np.int64)
    assert (places.of(strangers) == -1).all()
    assert Places(ids[:0], ids[:0]).of(strangers).tolist() == [-1] * 5


def test_numbers_are_dense_and_leave_out_families_without_people() -> None:
    inhabited = np.arange(1000) % 3 > 0
    numbers = draw_numbers(np.arange(1000), inhabited)
    assert (numbers[~inhabited] == -1).all()
    assert sorted(numbers[inhabited]) == list(range(int(inhabited.sum())))
    assert (draw_numbers(np.arange(1000), inhabited) != numbers).any()
