"""Sizes, lots and intervals: by the formulas, and by counting every case of a small world."""

from __future__ import annotations

from itertools import pairwise
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tirek.department.control.estimates import estimate
from tirek.department.control.sampling import drawn, population_digest, sample_size, ticket


# Cochran, Sampling Techniques, 4.1 and 4.2 at p = 1/2, worked by hand: 1.96^2 / 4 / 0.05^2 = 384.15, and so on.
@pytest.mark.parametrize(
    ("population", "confidence", "margin", "size"),
    [
        (10**9, 95, 5, 385),
        (1000, 95, 5, 278),
        (1000, 90, 5, 214),
        (1000, 99, 5, 400),
        (1000, 95, 3, 517),
        (1, 95, 5, 1),
    ],
)
def test_a_sample_is_as_large_as_the_formula_says(population: int, confidence: int, margin: float, size: int) -> None:
    assert sample_size(population, confidence, margin) == size


@pytest.mark.parametrize(("population", "confidence", "margin"), [(0, 95, 5), (10, 94, 5), (10, 95, 0), (10, 95, 51)])
def test_a_size_that_means_nothing_is_refused(population: int, confidence: int, margin: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        sample_size(population, confidence, margin)


def test_a_lot_is_drawn_again_by_its_seed_and_every_key_has_the_same_chance() -> None:
    keys = list(range(1, 201))
    assert drawn(keys, 20, "ab" * 16) == drawn(list(reversed(keys)), 20, "ab" * 16)
    times = dict.fromkeys(keys, 0)
    for seed in range(1000):
        for key in drawn(keys, 20, f"{seed:032x}"):
            times[key] += 1
    # Each is drawn 100 times of 1,000; five deviations of the binomial law are 47.
    assert all(50 < count < 150 for count in times.values())
    # The lot is written down: anybody draws it with any tool (printf '%s' 00:7 | sha256sum).
    assert ticket(7, "00") == "61562619a760e258ede1497fcf9bb803718283b385f26ec66c2c38c93f2778c1"
    assert population_digest([3, 1, 2]) == population_digest([1, 2, 3]) != population_digest([1, 2])


@given(data=st.data())
def test_an_interval_never_promises_more_than_it_holds(data: st.DataObject) -> None:
    """Every number of faults a small population can have: the chance that the interval holds it, counted exactly."""
    population = data.draw(st.integers(1, 24))
    inspected = data.draw(st.integers(1, population))
    confidence = data.draw(st.sampled_from([90, 95, 99]))
    told = [estimate(population, inspected, found, confidence) for found in range(inspected + 1)]
    for faulty in range(population + 1):
        ways = {
            found: comb(faulty, found) * comb(population - faulty, inspected - found)
            for found in range(inspected + 1)
            if found <= faulty
        }
        held = sum(count for found, count in ways.items() if told[found].low <= faulty <= told[found].high)
        assert held * 100 >= confidence * comb(population, inspected) * (1 - 1e-9)
    assert all(before.low <= after.low and before.high <= after.high for before, after in pairwise(told))


def test_a_large_population_has_the_interval_of_clopper_and_pearson() -> None:
    # 10 of 100: 4.90 to 17.62 per cent (Clopper and Pearson 1934; any table of exact binomial limits).
    told = estimate(5_000_000, 100, 10, 95)
    assert (told.low_percent, told.high_percent) == pytest.approx((4.90, 17.62), abs=0.01)
    assert estimate(300, 300, 12, 99).low == estimate(300, 300, 12, 99).high == 12
    with pytest.raises(ValueError, match="inspect"):
        estimate(10, 0, 0, 95)
