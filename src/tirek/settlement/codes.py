"""Codes of ``codes.yaml``: what a payment is for (КНП), and the sector of who pays and who receives (КОд, КБе)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tirek.settlement.failures import NotWritten

CODES = Path(__file__).with_name("codes.yaml")


@dataclass(frozen=True)
class Code:
    """One code: its digits, its titles by language, where it comes from (``found`` or ``memory``)."""

    code: str
    title: Mapping[str, str]
    provenance: str


def find_code(kind: str, name: str) -> Code:
    """A code of ``knp`` or ``kbe`` by its name here.

    Raises
    ------
    NotWritten
        If there is none.
    """
    try:
        return codes()[kind][name]
    except KeyError:
        raise NotWritten("bad_code", kind=kind, value=name) from None


@cache
def codes() -> Mapping[str, Mapping[str, Code]]:
    """All of them, by kind and name."""
    document = yaml.safe_load(CODES.read_text(encoding="utf-8"))
    return {kind: {name: Code(**row) for name, row in rows.items()} for kind, rows in document.items()}
