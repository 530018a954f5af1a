"""Families: how many of each kind, and how many members of each role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tirek.population.city.draft import CityError, Draft, FamilyKind, Role
from tirek.population.city.draws import draw_keys, round_at_random, share_out, stream
from tirek.population.city.targets import CITY_PEOPLE, read_targets
from tirek.population.city.tunables import tunables

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

# The keys of margins/households.yaml, in the order of Role.
ROLES = ("parents", "grandparents", "adult_children", "relatives", "minors")
KINDS = tuple(kind.name.lower() for kind in FamilyKind if kind < FamilyKind.SINGLE)


def make_households(people: int, seed: int, as_of: int) -> Draft:
    """Lay out families of exactly `people` persons.

    Raises
    ------
    CityError
        When the city is too small for its margins to mean anything.
    """
    numbers = tunables("households")
    if people < numbers.whole("fewest_people"):
        raise CityError(f"a city needs at least {numbers.whole('fewest_people')} people, not {people}")
    rng = stream(seed, "households")
    families = round(people / numbers.number("household_size"))
    kinds, counts = _families_with_relations(people, families, seed, rng)
    if people >= numbers.whole("largest_family_from"):
        _enlarge_one(kinds, counts, numbers.whole("largest_family"))
    kinds, counts = _drop_what_does_not_fit(kinds, counts, people)
    kinds, counts = _fill_up(kinds, counts, people, families)
    order = rng.permutation(kinds.size)
    return Draft(people, seed, as_of, kinds[order], counts[order])


def _families_with_relations(
    people: int, families: int, seed: int, rng: Generator
) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    numbers = tunables("households")
    trees = [numbers.tree(kind) for kind in KINDS]
    shares = [tree.get("share", 0.0) for tree in trees]
    many = share_out(families, [*shares, 1 - sum(shares)])[: len(KINDS)]
    large = read_targets()["large_families"].value * people / CITY_PEOPLE
    many[FamilyKind.LARGE_FAMILY] = round_at_random(large, stream(seed, "target large_families"))
    kinds = np.repeat(np.arange(len(KINDS), dtype=np.int8), many)
    counts = [_members(rng, tree, int(count)) for tree, count in zip(trees, many, strict=True)]
    return kinds, np.concatenate(counts)


def _members(rng: Generator, tree: dict[str, Any], families: int) -> NDArray[np.int64]:
    columns = [draw_keys(rng, tree.get(role, {0: 1}), families) for role in ROLES]
    return np.stack(columns, axis=1)


def _enlarge_one(kinds: NDArray[np.int8], counts: NDArray[np.int64], members: int) -> None:
    row = int(np.argmax(kinds == FamilyKind.RELATIVES))
    counts[row] = 0
    counts[row, Role.PARENT] = 2
    counts[row, Role.RELATIVE] = members - 2


def _drop_what_does_not_fit(
    kinds: NDArray[np.int8], counts: NDArray[np.int64], people: int
) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """In a very small city chance may lay out more people than there are: leave out the last families."""
    keep = np.cumsum(counts.sum(axis=1)) <= people
    return kinds[keep], counts[keep]


def _fill_up(
    kinds: NDArray[np.int8], counts: NDArray[np.int64], people: int, families: int
) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """Add as many singles and couples as make both the people and, where possible, the families come out."""
    left = people - int(counts.sum())
    fewest = (left + 1) // 2
    more = min(max(families - kinds.size, fewest), left)
    couples = left - more
    added = np.zeros((more, len(ROLES)), dtype=np.int64)
    added[:, Role.PARENT] = 1
    added[:couples, Role.PARENT] = 2
    added_kinds = np.where(added[:, Role.PARENT] == 2, FamilyKind.COUPLE, FamilyKind.SINGLE).astype(np.int8)
    return np.concatenate((kinds, added_kinds)), np.concatenate((counts, added))
