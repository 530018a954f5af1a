"""A whole session of measurements: arguments, order of the runs, results in benchmarks/results, tables on the screen."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.fresh_process import measure, shell
from benchmarks.peers.environments import PEERS, make_environment
from benchmarks.people import ORDERS, make_files
from benchmarks.tables import catalogue_table, exactness_table, family_table, limits_table, population_table

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "var" / "bench"
RESULTS = ROOT / "benchmarks" / "results"
PYTHON = Path(sys.executable)

SIZES = (100_000, 1_000_000, 2_300_000)
CITY = 2_341_900
SCALAR_UP_TO = 100_000
PARTS = ("population", "family", "catalogue", "exactness", "limits")
TIREK = ("tirek-polars", "tirek-polars-memory", "tirek-duckdb", "tirek-scalar")
PEER_ENGINES = {
    "openfisca": ("openfisca", "benchmarks.peers.core_population"),
    "openfisca-lean": ("openfisca", "benchmarks.peers.core_population"),
    "policyengine": ("policyengine", "benchmarks.peers.core_population"),
    "gettsim": ("gettsim", "benchmarks.peers.gettsim_population"),
    "ibis-duckdb": ("ibis", "benchmarks.peers.ibis_population"),
    "ibis-polars": ("ibis", "benchmarks.peers.ibis_population"),
}
"""Engines of the peers: whose environment, and the program."""

PEER_FAMILIES = {
    "openfisca": "benchmarks.peers.core_family",
    "policyengine": "benchmarks.peers.core_family",
    "gettsim": "benchmarks.peers.gettsim_family",
    "ibis": "benchmarks.peers.ibis_family",
}
ENGINES = (*TIREK, *PEER_ENGINES)
PROBED = {"openfisca": "openfisca", "policyengine": "policyengine", "ibis-duckdb": "ibis", "ibis-polars": "ibis"}
DECIDED = "targeted_assistance_conditional"


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks/run.py", description="Speed of Tirek and its peers here.")
    parser.add_argument("--people", type=int, nargs="+", default=SIZES, help="sizes of the common work")
    parser.add_argument("--runs", type=int, default=3, help="runs of each engine")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--orders", nargs="+", choices=ORDERS, default=ORDERS, help="how the persons lie in the file")
    parser.add_argument("--city", type=int, default=CITY, help="people of the city for the whole catalogue")
    parser.add_argument("--calls", type=int, default=300, help="calls of the slower ways of answering one family")
    parser.add_argument("--wait", type=float, default=0, help="minutes to wait for a quiet machine at the start")
    parser.add_argument("--patience", type=float, default=0, help="seconds to wait for an idle moment before each run")
    return parser.parse_args()


def main() -> None:
    """Measure what was asked."""
    asked = read_arguments()
    WORK.mkdir(parents=True, exist_ok=True)
    peers = prepare(asked)
    print(f"load {machine.wait_until_quiet(asked.wait):.2f} at the start", flush=True)
    if "population" in asked.parts:
        for people in asked.people:
            save(f"common_work_{people}", population(people, asked, peers), population_table)
    if "family" in asked.parts:
        save("one_family", family(asked, peers), family_table)
    if "catalogue" in asked.parts:
        save("catalogue", catalogue(asked), catalogue_table)
    if "exactness" in asked.parts:
        save("exactness", exactness(asked, peers), exactness_table)
    if "limits" in asked.parts:
        arguments = [(WORK / f"people-{people}",) for people in asked.people]
        found = [measure(PYTHON, "benchmarks.limits", each, ROOT, asked.patience) for each in arguments]
        save("limits", found, limits_table)


Peers = dict[str, Path]
"""Python of each peer whose environment could be made."""


def prepare(asked: argparse.Namespace) -> Peers:
    """Make the files and the peers' environments first, so that they disturb no measurement."""
    if {"population", "limits"} & set(asked.parts):
        for people in asked.people:
            make_files(people, WORK / f"people-{people}")
    if "catalogue" in asked.parts:
        make_city(asked.city)
    if not {"population", "family", "exactness"} & set(asked.parts):
        return {}
    made = {peer: make_environment(peer, ROOT) for peer in PEERS}
    return {peer: python for peer, python in made.items() if python is not None}


def population(people: int, asked: argparse.Namespace, peers: Peers) -> list[dict[str, Any]]:
    """Every engine in turn, each in a fresh process, round after round."""
    folder, out, found = WORK / f"people-{people}", WORK / "families.parquet", []
    for number in range(asked.runs):
        for order in asked.orders:
            for engine in asked.engines:
                python, module = _program(engine, people, peers)
                if python is None:
                    continue
                out.unlink(missing_ok=True)
                result = measure(python, module, (engine, folder, order, out), ROOT, asked.patience)
                run = {"engine": engine, "people": people, "order": order, "run": number + 1}
                found.append(run | result)
                print(
                    f"  {people:,} {engine:20} {order:9} {result['seconds']:8.3f} s  {result['fingerprint']}",
                    flush=True,
                )
    out.unlink(missing_ok=True)
    if len({run["fingerprint"] for run in found}) > 1:
        raise SystemExit(f"the engines differ: {sorted({(run['engine'], run['fingerprint']) for run in found})}")
    return found


def _program(engine: str, people: int, peers: Peers) -> tuple[Path | None, str]:
    if engine in PEER_ENGINES:
        peer, module = PEER_ENGINES[engine]
        return peers.get(peer), module
    too_large = engine == "tirek-scalar" and people > SCALAR_UP_TO
    return None if too_large else PYTHON, "benchmarks.common_work.population"


def family(asked: argparse.Namespace, peers: Peers) -> list[dict[str, Any]]:
    """One family, in Tirek and in each peer, one after the other."""
    programs = [("tirek", PYTHON, "benchmarks.common_work.one_family")]
    programs += [(peer, peers[peer], module) for peer, module in PEER_FAMILIES.items() if peer in peers]
    found = []
    for number in range(asked.runs):
        for engine, python, module in programs:
            taken = measure(python, module, (asked.calls,), ROOT, asked.patience)
            found.append({"engine": engine, "run": number + 1} | taken)
    answers = [run["answer"] for run in found]
    if any(answer != answers[0] for answer in answers):
        raise SystemExit(f"the engines differ: {answers}")
    return found


def exactness(asked: argparse.Namespace, peers: Peers) -> list[dict[str, Any]]:
    """What each engine makes of sums that are easy on paper."""
    programs = [("tirek", PYTHON), *((engine, peers[peer]) for engine, peer in PROBED.items() if peer in peers)]
    return [measure(python, "benchmarks.peers.exactness", (engine,), ROOT) for engine, python in programs]


def make_city(people: int) -> Path:
    """The synthetic city of so many people, unless it is there."""
    folder = WORK / f"city-{people}"
    if not (folder / "manifest.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        made = shell([PYTHON, "-m", "tirek", "population", "make", "--people", people, "--out", folder], 1, ROOT)
        print(f"city of {people:,}: {made['min'] / 1000:.1f} s to make", flush=True)
    return folder


def catalogue(asked: argparse.Namespace) -> list[dict[str, Any]]:
    """The whole rulebook: one family, the command from a cold shell, and the city with both engines."""
    city, facts = make_city(asked.city), WORK / "family.json"
    decide = [PYTHON.with_name("tirek"), "law", "decide", DECIDED, "--on", "2026-01-15", "--assume", "almaty-demo"]
    found = []
    for number in range(asked.runs):
        arguments = (city, asked.calls // 3, facts)
        one = measure(PYTHON, "benchmarks.catalogue.one_family", arguments, ROOT, asked.patience)
        found.append({"what": "one family", "run": number + 1} | one)
    cold = shell([*decide, "--facts", facts], 10, ROOT, asked.patience)
    found.append({"what": "tirek law decide"} | cold)
    for number in range(asked.runs):
        for engine in ("polars", "duckdb"):
            arguments = (engine, city, WORK / "run")
            run = measure(PYTHON, "benchmarks.catalogue.population", arguments, ROOT, asked.patience)
            found.append({"what": "city", "engine": engine, "run": number + 1} | run)
            print(f"  {engine:20} {run['seconds']:8.3f} s  {run['peak_mb']} MB  {run['fingerprint']}", flush=True)
    for number in range(asked.runs):
        for engine in ("polars", "duckdb"):
            run = measure(PYTHON, "benchmarks.catalogue.comparison", (engine, city), ROOT, asked.patience)
            found.append({"what": "reform", "engine": engine, "run": number + 1} | run)
            print(
                f"  reform, {engine:12} {run['seconds']:8.3f} s  {run['peak_mb']} MB  {run['fingerprint']}", flush=True
            )
    return found


def save(name: str, found: list[dict[str, Any]], table: Callable[..., str]) -> None:
    """Write the runs, one a line, and print their table. Sums are the same in all, so they are written once."""
    RESULTS.mkdir(exist_ok=True)
    sums = [run.pop("sums") for run in found if "sums" in run][:1]
    about = {"machine": machine.describe(ROOT), "command": " ".join(["python benchmarks/run.py", *sys.argv[1:]])}
    lines = [json.dumps(run, ensure_ascii=False) for run in found]
    head = json.dumps(about | ({"sums": sums[0]} if sums else {}), ensure_ascii=False, indent=1)
    text = f'{head[:-2]},\n "runs": [\n  ' + ",\n  ".join(lines) + "\n ]\n}\n"
    (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")
    print(f"\n{table(found)}\n", flush=True)


if __name__ == "__main__":
    main()
