"""Words for the codes of banks and of the treasury, with what is to be done; an unknown code has words too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Reason:
    """A code of a bank: its title by language, and what it asks for (``account name death bank amount file``)."""

    fix: str
    title: Mapping[str, str]


@dataclass(frozen=True)
class Refusal:
    """A code of the treasury: its title and what to do, by language."""

    title: Mapping[str, str]
    todo: Mapping[str, str]


def reason_of(code: str) -> Reason:
    """What a bank means by a code."""
    return _reasons().get(code, _reasons()[UNKNOWN])


def refusal_of(code: str) -> Refusal:
    """What the treasury means by a code."""
    return _refusals().get(code, _refusals()[UNKNOWN])


@cache
def _reasons() -> Mapping[str, Reason]:
    return {code: Reason(**row) for code, row in _read("reasons.yaml").items()}


@cache
def _refusals() -> Mapping[str, Refusal]:
    return {code: Refusal(**row) for code, row in _read("refusals.yaml")["codes"].items()}


def _read(name: str) -> Mapping[str, Any]:
    document: Mapping[str, Any] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return document
