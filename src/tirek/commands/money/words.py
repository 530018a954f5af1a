"""The words of the money of a drive, in three languages; read without Django."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tirek.rulebook.engine.documents import read_document

WORDS = Path(__file__).with_name("money.yaml")


def say(name: str, language: str, **told: str) -> str:
    """A text of ``money.yaml``."""
    text: str = _words()[name][language]
    return text.format(**told)


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return read_document(WORDS) or {}
