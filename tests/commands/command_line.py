"""Running the command line as a person does, without the cost of a new process."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tirek.commands import run
from tirek.rulebook.cases import with_defaults
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.documents import read_document


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON; a command that succeeded says nothing on standard error."""
        assert (self.code, self.err) == (0, ""), self.err
        return json.loads(self.out)

    @property
    def refusal(self) -> str:
        """The one line of a refusal."""
        assert (self.code, self.out) == (2, "")
        assert self.err.endswith("\n")
        assert self.err.count("\n") == 1
        return self.err.removesuffix("\n")


Command = Callable[..., Answer]


def command_with(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """A way to run commands: arguments, and what stands on standard input."""

    def command(*arguments: str, given: str | bytes = b"") -> Answer:
        raw = given.encode() if isinstance(given, str) else given
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        code = run(list(arguments))
        return Answer(code, *capsys.readouterr())

    return command


def facts_of(benefit: str, name: str) -> dict[str, Any]:
    """Facts of a case of the law, as JSON holds them."""
    document = read_document(find_benefit(benefit).folder / "cases.yaml")
    entry = next(entry for entry in document["cases"] if entry["name"] == name)
    facts: dict[str, Any] = json.loads(json.dumps(with_defaults(entry["facts"], document["defaults"]), default=str))
    return facts
