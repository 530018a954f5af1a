"""``tirek sandbox`` as a person starts it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.commands.command_line import Command

TIREK = Path(sys.executable).with_name("tirek")


@pytest.mark.parametrize(("language", "word"), [("kk", "тізілімдері"), ("ru", "реестры"), ("en", "registers")])
def test_it_refuses_production(command: Command, monkeypatch: pytest.MonkeyPatch, language: str, word: str) -> None:
    monkeypatch.setenv("TIREK_ENV", "production")
    line = command("sandbox", "--port", "0", "--lang", language).refusal
    assert "TIREK_ENV=production" in line
    assert word in line


@pytest.mark.parametrize(
    "arguments",
    [
        ("--faults", "tax:slow"),
        ("--faults", "nowhere.yaml"),
        ("--from", "nowhere"),
        ("--port", "70000"),
        ("--host", "256.1.1.1"),
    ],
)
def test_what_it_cannot_do_is_one_line(command: Command, arguments: tuple[str, str]) -> None:
    assert command("sandbox", "--port", "0", *arguments).refusal


def test_a_mistyped_environment_is_told(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIREK_ENV", "prod")
    assert "TIREK_ENV" in command("sandbox").refusal


def test_it_prints_where_it_listens_and_writes_down_nobody() -> None:
    iin = "850101300015"
    with subprocess.Popen(
        [str(TIREK), "sandbox", "--port", "0", "--faults", "*:drop@0.5"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            body = {"key": {"kind": "iin", "value": iin}, "purpose": "review", "as_of": "2026-11-01"}
            for number in range(20):
                address = f"{url}/population/requests/00000000-0000-4000-8000-{number:012}"
                try:
                    assert httpx.put(address, json=body, trust_env=False).status_code == 200
                except httpx.RemoteProtocolError:
                    continue
            counts = httpx.get(f"{url}/control/counts", trust_env=False).json()
        finally:
            process.terminate()
            out, err = process.communicate(timeout=10)
    assert counts["population:asked"] == 20
    assert 0 < counts["population:drop"] < 20
    assert (out, err) == ("", "")
