"""A sandbox that really runs: a process of its own, asked over HTTP."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.registers.asking import SEED, RunningSandbox

TIREK = Path(sys.executable).with_name("tirek")


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[RunningSandbox]:
    process = subprocess.Popen(
        [str(TIREK), "sandbox", "--port", "0", "--seed", str(SEED)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:"), url
        with httpx.Client(base_url=url, trust_env=False) as http:
            yield RunningSandbox(url, http)
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def sandbox(sandbox_process: RunningSandbox) -> Iterator[RunningSandbox]:
    """The running sandbox, well behaved before and after each test."""
    sandbox_process.misbehave("")
    yield sandbox_process
    sandbox_process.misbehave("")
