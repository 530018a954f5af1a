"""The command line as a process of its own: the installed script, closed pipes, no trace of an error ever."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tirek.commands.usage import message

TIREK = Path(sys.executable).with_name("tirek")


def shell(line: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line.replace("tirek ", f"{TIREK} ", 1)],
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "line",
    [
        "tirek law list | head -1",
        "tirek law list | true",
        "tirek law show targeted_assistance_unconditional --format json | head -1",
        "tirek law facts targeted_assistance_unconditional | head -1",
    ],
)
def test_a_closed_pipe_leaves_no_trace(line: str) -> None:
    answer = shell(line)
    assert answer.stderr == ""
    # Whether the writer had finished before the reader left is a matter of chance.
    assert answer.returncode in (0, 1)
    assert len(answer.stdout.splitlines()) == (0 if line.endswith("true") else 1)


@pytest.mark.parametrize(
    "line", ["tirek law list > /dev/full", "tirek law facts tuberculosis_aid --format text > /dev/full"]
)
def test_output_that_cannot_be_written_is_told_in_one_line(line: str) -> None:
    answer = shell(line)
    assert answer.returncode == 2
    assert answer.stderr == message("unreadable", "ru", name="stdout") + "\n"


def test_a_closed_output_is_no_error() -> None:
    answer = shell("tirek law list >&-")
    assert (answer.returncode, answer.stderr) == (0, "")


def test_the_script_decides_from_standard_input(family: str) -> None:
    answer = shell("tirek law decide half_yearly_aid --on 2020-10-05 --facts - --format json", family)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert '"amount": 19446' in answer.stdout


def test_the_script_refuses_in_one_line() -> None:
    answer = shell("tirek law decide half_yearly_aid --on 2020-10-05 --facts nowhere.json --lang en")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == "--facts nowhere.json: There is no such file. Check the path.\n"


def test_a_decision_loads_no_population() -> None:
    code = "import sys; from tirek.commands import run; run(['law', 'list']); sys.exit('polars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False).returncode == 0
