"""GETTSIM's engine for the one family. ``python -m benchmarks.peers.gettsim_family <calls>``"""

import sys
from typing import Any

import numpy as np

from benchmarks.clock import repeat, report
from benchmarks.common_work.columns import OUTPUTS
from benchmarks.common_work.family import FAMILY_FACTS, PERSONS
from benchmarks.peers.gettsim_model import environment
from benchmarks.peers.gettsim_population import answer, frame_of


def measure(calls: int) -> dict[str, Any]:
    """Microseconds of all outputs of a frame that is ready."""
    law = environment()
    persons: dict[str, Any] = {name: np.array([row[name] for row in PERSONS]) for name in PERSONS[0]}
    persons["family_id"] = np.zeros(len(PERSONS), dtype=np.int64)
    frame = frame_of(persons, {name: np.array([value]) for name, value in FAMILY_FACTS.items()})
    found = answer(frame, law)
    return {
        "outputs": repeat(lambda: answer(frame, law), calls // 5),
        "answer": [int(found[f"{name}_fam"].iloc[0]) for name in OUTPUTS],
    }


if __name__ == "__main__":
    report(measure(int(sys.argv[1])))
