"""Numbers of invented people, a whole city at once: the same rules as ``core.identifiers``, on columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tirek.department.core.identifiers.iin import SYNTHETIC_SERIALS
from tirek.registers.check_digit import FIRST_WEIGHTS, SECOND_WEIGHTS

BANK = "999"
"""A bank code that no bank has (from memory)."""
TRIES = 4
"""About one serial in 120 has no check digit; then the person takes the serial so many quarters further on."""
Integers = NDArray[np.int64]


def number_people(birth_dates: NDArray[Any], sexes: NDArray[Any]) -> pl.Series:
    """A synthetic number for each person; two persons of one day and sex differ in the serial.

    Parameters
    ----------
    birth_dates : array of int
        YYYYMMDD, 1800 to 2099.
    sexes : array of int
        0 male, 1 female.

    Raises
    ------
    ValueError
        If more are born on one day than there are numbers.
    """
    births, females = birth_dates.astype(np.int64), sexes.astype(np.int64)
    cells = pl.DataFrame({"birth": births, "female": females})
    serials = cells.select(pl.int_range(pl.len(), dtype=pl.Int64).over("birth", "female")).to_series().to_numpy().copy()
    room = SYNTHETIC_SERIALS // TRIES
    if serials.size and int(serials.max()) >= room:
        raise ValueError(f"more than {room} people of one birth date and sex")
    checks = _checks(_bases(births, females, serials))
    for _ in range(TRIES - 1):
        wrong = checks < 0
        if not wrong.any():
            break
        serials[wrong] += room
        checks[wrong] = _checks(_bases(births[wrong], females[wrong], serials[wrong]))
    if (checks < 0).any():
        raise ValueError("no number with a check digit is left for a birth date")
    whole = _bases(births, females, serials) * 10 + checks
    return pl.Series("iin", whole).cast(pl.String).str.zfill(12)


def _bases(births: Integers, females: Integers, serials: Integers) -> Integers:
    day, century = births % 1_000_000, births // 1_000_000
    return ((day * 10 + 7 + females) * 10 + century % 10) * 1000 + serials


def _checks(bases: Integers) -> Integers:
    """The check digit of each, -1 where the number is never issued."""
    digits = [(bases // 10 ** (10 - place)) % 10 for place in range(11)]
    first, second = (
        sum((digit * weight for digit, weight in zip(digits, weights, strict=True)), np.zeros_like(bases)) % 11
        for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS)
    )
    return np.where(first < 10, first, np.where(second < 10, second, -1))


def ibans(keys: NDArray[Any]) -> pl.Series:
    """An account of the bank that does not exist for each number, with right check digits (ISO 13616)."""
    accounts = keys.astype(np.int64)
    bban = int(BANK) * 10**13 + accounts
    # The country's letters stand as 20 and 35 behind the account; the remainders keep it within 64 bits.
    check = 98 - ((bban % 97) * (10**6 % 97) + 203500) % 97
    frame = pl.DataFrame({"check": check, "account": accounts})
    made = pl.concat_str(
        pl.lit("KZ"),
        pl.col("check").cast(pl.String).str.zfill(2),
        pl.lit(BANK),
        pl.col("account").cast(pl.String).str.zfill(13),
    )
    return frame.select(made).to_series()
