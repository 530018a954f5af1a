"""What a joint check looked at and what failed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Found:
    """Counts of a check."""

    checked: int
    failed: int


def failing(checked: NDArray[np.bool_], wrong: NDArray[np.bool_]) -> Found:
    """Among the rows checked, those that are wrong."""
    return Found(int(checked.sum()), int((checked & wrong).sum()))


def not_rising(means: NDArray[Any]) -> Found:
    """Neighbouring bands whose mean does not rise; a band with nobody in it is left out."""
    known = means[~np.isnan(means)]
    return Found(max(known.size - 1, 0), int((np.diff(known) <= 0).sum()))


def mean_by_band(values: NDArray[Any], bands: NDArray[Any], count: int) -> NDArray[np.float64]:
    """Mean of values in each band, not-a-number in an empty one."""
    members = np.bincount(bands, minlength=count).astype(np.float64)
    members[members == 0] = np.nan
    means: NDArray[np.float64] = np.bincount(bands, values, minlength=count) / members
    return means
