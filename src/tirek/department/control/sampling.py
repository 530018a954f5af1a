"""How many to inspect, and which: plain arithmetic and a lot that anybody can draw again.

The size is Cochran's for a share, with the correction for a finite population (Cochran, Sampling Techniques, 3rd edition, 1977,
formulas 4.1 and 4.2), at the share that needs most (one half). The lot is no generator of some library: each key gets
the SHA-256 of ``seed:key`` as its ticket, and the smallest tickets are drawn. Nobody chooses the seed.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from hashlib import sha256
from math import ceil
from statistics import NormalDist

CONFIDENCES_PERCENT = (90, 95, 99)
SEED_BYTES = 16


def sample_size(population: int, confidence_percent: int, margin_percent: float) -> int:
    """How many of a population say its share of faults within a margin, with a confidence; the whole where it is small.

    Examples
    --------
    >>> sample_size(10_000, 95, 5)
    370
    >>> sample_size(200, 95, 5)
    132
    >>> sample_size(3, 95, 5)
    3
    """
    if population < 1 or confidence_percent not in CONFIDENCES_PERCENT or not 0 < margin_percent <= 50:
        raise ValueError("a population of at least one, a known confidence, a margin above 0 and up to 50 per cent")
    deviate = NormalDist().inv_cdf(0.5 + confidence_percent / 200)
    unlimited = deviate**2 * 0.25 / (margin_percent / 100) ** 2
    # Rounded up, yet not for the last bits of a floating number.
    return min(population, ceil(round(unlimited / (1 + (unlimited - 1) / population), 9)))


def fresh_seed() -> str:
    """A seed of 128 random bits, hexadecimal: taken by the house at the drawing, published with the sample."""
    return secrets.token_hex(SEED_BYTES)


def drawn(keys: Iterable[int], size: int, seed: str) -> list[int]:
    """The keys that the lot draws, in the order of their tickets.

    Examples
    --------
    >>> drawn(range(1, 11), 3, "00" * 16) == drawn(reversed(range(1, 11)), 3, "00" * 16)
    True
    """
    return sorted(set(keys), key=lambda key: ticket(key, seed))[:size]


def ticket(key: int, seed: str) -> str:
    """The ticket of a key: SHA-256 of ``seed:key``, hexadecimal."""
    return sha256(f"{seed}:{key}".encode()).hexdigest()


def population_digest(keys: Sequence[int]) -> str:
    """SHA-256 of the sorted keys, one a line: names exactly what could have been drawn."""
    return sha256("\n".join(map(str, sorted(keys))).encode()).hexdigest()
