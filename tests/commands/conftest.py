from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.command_line import Command, command_with, facts_of


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command; the answer holds exit code and both streams."""
    return command_with(monkeypatch, capsys)


@pytest.fixture
def family() -> str:
    """Facts of a pensioner who is granted half-yearly aid in October 2020, as JSON."""
    return json.dumps(facts_of("half_yearly_aid", "pensioner_within_three_minima"))


@pytest.fixture
def family_file(tmp_path: Path, family: str) -> str:
    """The same facts in a file."""
    path = tmp_path / "family.json"
    path.write_text(family, encoding="utf-8")
    return str(path)
