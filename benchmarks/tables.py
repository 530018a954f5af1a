"""Tables of a session, in Markdown. Runs that others disturbed are left out of a row that has undisturbed ones."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.machine import DISTURBED

Runs = Sequence[dict[str, Any]]
RATIOS = {
    "openfisca": "openfisca / this",
    "openfisca-lean": "lean / this",
    "policyengine": "policyengine / this",
    "gettsim": "gettsim / this",
    "ibis-duckdb": "ibis-duckdb / this",
}
"""Peers to whom every row is compared, and the column's name."""

MARK = " †"
"""After the count of runs of a row that has only disturbed ones."""


def population_table(runs: Runs) -> str:
    """One row an engine and order: medians and minima, and how many times longer each peer took, by medians."""
    groups = {key: _calm(own) for key, own in _grouped(runs, "engine", "order").items()}
    peers = [peer for peer in RATIOS if any(engine == peer for engine, _ in groups)]
    rows = []
    for (engine, order), (own, count) in groups.items():
        seconds = _values(own, "seconds")
        against = [groups.get((peer, order)) for peer in peers]
        ratios = [
            f"{statistics.median(_values(p[0], 'seconds')) / statistics.median(seconds):.2f}" if p else "–"
            for p in against
        ]
        rows.append([engine, order, count, *_span(own, 3), *ratios, _others(own), _laps(own)])
    heads = ("engine", "persons", "runs", "median s", "min s", "CPU s", "peak MB", *(RATIOS[peer] for peer in peers))
    return f"{_table((*heads, 'others, cores', 'median of each lap, s'), rows)}\n\n{_prints(runs)}"


def exactness_table(runs: Runs) -> str:
    """One row an engine: what came out of each probe; what is wrong in bold."""
    right: dict[str, str] = runs[0]["right"]
    rows = [["on paper", *right.values()]]
    for run in runs:
        found = [run["answers"][name] for name in right]
        rows.append([run["engine"], *(a if a == b else f"**{a}**" for a, b in zip(found, right.values(), strict=True))])
    return _table(("engine", *right), rows)


def limits_table(runs: Runs) -> str:
    """One row a size: the parts of the floor, and the memory's speed."""
    names = ("people", "decode_s", "scatter_one_core_s", "encode_one_core_s", "floor_s", "read_gb_s", "copy_gb_s")
    return _table(names, [[f"{run[name]:,}" for name in names] for run in runs])


def family_table(runs: Runs) -> str:
    """Every way to one answer, in microseconds: the best of the runs, and the median of their medians."""
    rows = []
    for (engine,), group in _grouped(runs, "engine").items():
        own, count = _calm(group)
        rows += [[engine, *row, count, _others(own)] for row in _ways(own)]
    return _table(("engine", "way", "min us", "median us", "p95 us", "runs", "others, cores"), rows)


def catalogue_table(runs: Runs) -> str:
    """One family, the command, and the runs of the city."""
    parts = _grouped(runs, "what")
    own, count = _calm(parts[("one family",)])
    family = _table(("one family", "min us", "median us", "p95 us", "runs"), [[*row, count] for row in _ways(own)])
    cold = parts[("tirek law decide",)][0]
    shell = f"tirek law decide, cold shell: min {cold['min']} ms, median {cold['median']} ms of {cold['calls']}"
    tables = [_runs_table(name, parts[(name,)]) for name in ("city", "reform")]
    return "\n\n".join([family, shell, *tables])


def _runs_table(name: str, runs: Runs) -> str:
    rows = []
    for (engine,), group in _grouped(runs, "engine").items():
        own, count = _calm(group)
        rows.append([engine, count, *_span(own, 2), _others(own), _laps(own)])
    heads = (name, "runs", "median s", "min s", "CPU s", "peak MB", "others, cores", "median of each lap, s")
    return f"{_table(heads, rows)}\n\n{_prints(runs)}"


def _grouped(runs: Runs, *keys: str) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for run in runs:
        groups.setdefault(tuple(run[key] for key in keys), []).append(run)
    return groups


def _calm(runs: Runs) -> tuple[Runs, str]:
    """The undisturbed runs, or all of them where there is none; and how many, as the table writes it."""
    calm = [run for run in runs if run["others"] < DISTURBED]
    return (calm, f"{len(calm)} of {len(runs)}") if calm else (runs, f"{len(runs)}{MARK}")


def _values(runs: Runs, name: str) -> list[float]:
    return [run[name] for run in runs]


def _span(runs: Runs, digits: int) -> list[str]:
    """Median and least seconds, median CPU seconds, most memory."""
    seconds, cpu = _values(runs, "seconds"), _values(runs, "cpu_seconds")
    times = (statistics.median(seconds), min(seconds))
    return [
        *(f"{value:.{digits}f}" for value in times),
        f"{statistics.median(cpu):.2f}",
        str(max(_values(runs, "peak_mb"))),
    ]


def _others(runs: Runs) -> str:
    return f"{statistics.median(_values(runs, 'others')):.2f}"


def _laps(runs: Runs) -> str:
    names = runs[0]["laps"]
    return ", ".join(f"{name} {statistics.median(run['laps'][name] for run in runs):.3f}" for name in names)


def _ways(runs: Runs) -> list[list[str]]:
    names = [name for name, value in runs[0].items() if isinstance(value, dict) and "median" in value]
    rows = []
    for name in names:
        least = min(run[name]["min"] for run in runs)
        middle, high = (statistics.median(run[name][key] for run in runs) for key in ("median", "p95"))
        rows.append([name, f"{least:.1f}", f"{middle:.1f}", f"{high:.1f}"])
    return rows


def _prints(runs: Runs) -> str:
    return f"fingerprint of all {len(runs)} runs: {', '.join(sorted({run['fingerprint'] for run in runs}))}"


def _table(heads: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
