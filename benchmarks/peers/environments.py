"""Virtual environments of the peers, made with pip under var/bench; Tirek's own never holds a peer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PEERS = ("openfisca", "policyengine", "gettsim", "ibis")


def make_environment(peer: str, root: Path) -> Path | None:
    """Python of a peer's environment; None, with the reason printed, where it cannot be made (no network)."""
    folder = root / "var" / "bench" / f"venv-{peer}"
    python, wanted, done = folder / "bin" / "python", root / "benchmarks" / "peers" / f"{peer}.txt", folder / ".ready"
    if done.exists() and done.read_text(encoding="utf-8") == wanted.read_text(encoding="utf-8"):
        return python
    print(f"making the environment of {peer} in {folder}", flush=True)
    steps = (
        [sys.executable, "-m", "venv", folder],
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", wanted],
    )
    for step in steps:
        answer = subprocess.run(list(map(str, step)), capture_output=True, text=True, check=False)
        if answer.returncode:
            print(f"{peer} is left out: {answer.stderr.strip().splitlines()[-1:]}", flush=True)
            return None
    done.write_text(wanted.read_text(encoding="utf-8"), encoding="utf-8")
    return python
