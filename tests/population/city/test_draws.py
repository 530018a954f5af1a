"""Draws keep their promises: counts come out exactly, bands are respected."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tirek.population.city.ages import birth_dates
from tirek.population.city.draws import (
    by_key,
    by_step,
    choose,
    draw_keys,
    draw_steps,
    round_at_random,
    share_out,
    stream,
)
from tirek.population.city.employment import days_before
from tirek.population.snapshot.columns import impossible_dates


@given(st.integers(0, 100_000), st.lists(st.floats(0.01, 100), min_size=1, max_size=12))
def test_shares_sum_up_and_are_near(total: int, weights: list[float]) -> None:
    parts = share_out(total, weights)
    assert parts.sum() == total
    exact = np.array(weights) * total / sum(weights)
    assert (np.abs(parts - exact) < 1 + 1e-6).all()


def test_small_numbers_are_rounded_by_chance_and_large_ones_are_not() -> None:
    rng = stream(1, "x")
    drawn = [round_at_random(0.25, rng) for _ in range(4_000)]
    assert set(drawn) == {0, 1}
    assert 0.2 < np.mean(drawn) < 0.3
    assert round_at_random(250.4, rng) == 250


def test_streams_are_apart_and_repeatable() -> None:
    assert stream(1, "a").random() == stream(1, "a").random()
    assert len({stream(seed, topic).random() for seed in (1, 2) for topic in "ab"}) == 4


def test_keys_and_bands() -> None:
    rng = stream(1, "x")
    assert set(draw_keys(rng, {1: 1, 4: 0, 7: 1}, 200).tolist()) == {1, 7}
    steps = draw_steps(rng, {18: 1, 20: 0, 30: 1}, 31, 500)
    assert set(steps.tolist()) == {18, 19, 30, 31}
    assert by_step({18: 1.0, 30: 2.0}, np.array([17, 18, 29, 30, 99]), 0.5).tolist() == [0.5, 1, 1, 2, 2]
    assert by_key({6: 0.9, 8: 1.0}, np.array([5, 6, 7, 8, 9, 99])).tolist() == [0, 0.9, 0, 1, 0, 0]


def test_a_choice_is_without_repetition_and_follows_weights() -> None:
    rng = stream(1, "x")
    marked = np.array([True, False, True, True])
    assert choose(rng, marked, 9).tolist() == [0, 2, 3]
    assert choose(rng, np.array([5, 6, 7]), 0).size == 0
    rows = choose(rng, np.arange(1_000), 300)
    assert np.unique(rows).size == 300
    heavy = choose(rng, np.ones(1_000, dtype=bool), 100, np.where(np.arange(1_000) < 500, 50.0, 1.0))
    assert (heavy < 500).sum() > 80
    assert choose(rng, np.array([3, 9]), 1, np.array([0.0, 1.0])).tolist() == [9]


@pytest.mark.parametrize("as_of", [20260101, 20250101])
def test_birth_dates_give_the_age_back(as_of: int) -> None:
    ages = np.repeat(np.arange(0, 105), 400)
    dates = birth_dates(ages, as_of, stream(1, "x"))
    assert not impossible_dates(dates).any()
    assert (dates <= as_of).all()
    assert ((as_of - dates.astype(np.int64)) // 10_000 == ages).all()
    assert {101, 229, 1231} <= set((dates % 10_000).tolist())


def test_days_before_are_days_before() -> None:
    dates = days_before(20260101, stream(1, "x"), 800, 5_000)
    assert not impossible_dates(dates).any()
    assert dates.max() == 20251231
    assert dates.min() >= 20231001
