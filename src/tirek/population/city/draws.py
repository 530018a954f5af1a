"""Seeded draws over whole columns. Each topic has a stream of its own, so that a change in one leaves the others alone."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.random import Generator
    from numpy.typing import NDArray


def stream(seed: int, topic: str) -> Generator:
    """The random numbers of one topic."""
    word = int.from_bytes(hashlib.sha256(topic.encode()).digest()[:8], "big")
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, word])))


def share_out(total: int, weights: Sequence[float] | NDArray[Any]) -> NDArray[np.int64]:
    """Split a whole number in proportion to weights, by largest remainders.

    Examples
    --------
    >>> share_out(10, [1, 1, 1]).tolist()
    [4, 3, 3]
    """
    exact = np.asarray(weights, dtype=np.float64) * (total / np.sum(weights))
    whole: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def round_at_random(value: float, rng: Generator) -> int:
    """A whole number whose mean is `value`: 0.2 becomes 1 one time in five. Large numbers are simply rounded."""
    if value >= 100:
        return round(value)
    return int(np.floor(value)) + int(rng.random() < value % 1)


def draw_keys(rng: Generator, weights: Mapping[Any, float], count: int) -> NDArray[np.int64]:
    """Draw whole-number keys with the given weights."""
    keys = np.array([int(key) for key in weights], dtype=np.int64)
    return keys[draw_places(rng, list(weights.values()), count)]


def draw_places(rng: Generator, weights: Sequence[float], count: int) -> NDArray[np.int64]:
    """Draw positions within a list of weights."""
    bounds = np.cumsum(weights) / np.sum(weights)
    return np.searchsorted(bounds[:-1], rng.random(count), side="right")


def draw_steps(rng: Generator, weights: Mapping[Any, float], end: int, count: int) -> NDArray[np.int64]:
    """Draw a number from bands: keys are where a band begins, each lasts to the next, the last to `end` inclusive."""
    begins = [int(key) for key in weights]
    widths = np.diff(np.array([*begins, end + 1]))
    places = draw_places(rng, list(weights.values()), count)
    return np.array(begins)[places] + np.floor(rng.random(count) * widths[places]).astype(np.int64)


def by_step(table: Mapping[Any, float], ages: NDArray[Any], before: float = 0.0) -> NDArray[np.float64]:
    """Look up a table whose keys are where a band begins; below the first band the value is `before`."""
    values = np.array([before, *table.values()])
    found: NDArray[np.float64] = values[np.searchsorted([int(key) for key in table], ages, side="right")]
    return found


def by_key(table: Mapping[Any, float], keys: NDArray[Any]) -> NDArray[np.float64]:
    """Look up a table by exact whole-number key; 0 where there is none."""
    most = max(int(key) for key in table)
    values = np.zeros(most + 2)
    for key, value in table.items():
        values[int(key)] = value
    found: NDArray[np.float64] = values[np.clip(keys, -1, most + 1)]
    return found


def choose(
    rng: Generator, candidates: NDArray[Any], count: int, weights: NDArray[Any] | None = None
) -> NDArray[np.int64]:
    """Choose `count` rows among those marked (or listed), without repetition; all of them if there are fewer."""
    rows = np.flatnonzero(candidates) if candidates.dtype == np.bool_ else candidates
    keys = rng.random(rows.size)
    if weights is not None:
        # Exponential race: the winners are a weighted sample without repetition.
        with np.errstate(divide="ignore"):
            keys = -np.log1p(-keys) / (weights if weights.size == rows.size else weights[rows])
    if count >= rows.size:
        return np.asarray(rows, dtype=np.int64)
    return np.asarray(np.sort(rows[np.argpartition(keys, count)[:count]]), dtype=np.int64)


def lognormal(rng: Generator, median: float, deviation: float, count: int) -> NDArray[np.float64]:
    """Positive numbers around a median."""
    return np.asarray(median * np.exp(deviation * rng.standard_normal(count)))


def whole(values: NDArray[Any]) -> NDArray[np.int64]:
    """Round to whole numbers."""
    return np.asarray(np.rint(values), dtype=np.int64)
