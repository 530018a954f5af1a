"""Measure this machine: ``python benchmarks/run.py --people 2300000 --runs 3``; see docs/benchmarks.md."""

import runpy
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])
runpy.run_module("benchmarks.session", run_name="__main__", alter_sys=True)
