"""``tirek registry sample``: an office that can be opened at once, filled once, and never in production."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.launched import launched_server
from tests.recorded import make_department
from tirek.population.snapshot.reading import read_manifest

PEOPLE = 300


def tirek(data: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    told = {**os.environ, "TIREK_DATA": str(data), **variables}
    command = [sys.executable, "-m", "tirek", *arguments]
    return subprocess.run(command, env=told, capture_output=True, text=True, check=False)


def test_an_empty_registry_is_filled_once_and_left_as_it_is_afterwards() -> None:
    with launched_server() as data:
        make_department(data)
        sample = ("registry", "sample", "--people", str(PEOPLE), "--format", "json")
        first = json.loads(tirek(data, *sample).stdout)
        assert first["rows"]["persons"] == PEOPLE
        assert {"specialist.almaly", "head.city", "auditor.alatau"} <= set(first["logins"])
        assert read_manifest(data / "snapshot").people == PEOPLE
        again = json.loads(tirek(data, *sample).stdout)
        assert (again["rows"], again["logins"]) == ({}, first["logins"])
        passwords = data / "demo_logins.json"
        assert passwords.stat().st_mode & 0o077 == 0, "nobody else reads the passwords"


def test_production_makes_no_sample(tmp_path: Path) -> None:
    refused = tirek(tmp_path, "registry", "sample", "--lang", "kk", TIREK_ENV="production")
    assert refused.returncode == 2
    assert "production" in refused.stderr
    assert not any(tmp_path.iterdir()), "nothing was written"
