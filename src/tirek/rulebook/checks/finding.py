"""One thing that is wrong in the law, and how it is found in titles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tirek.rulebook.engine.documents import place


@dataclass(frozen=True)
class Finding:
    """Where, what, and what to do."""

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.remedy}"


def at(path: Path, keys: tuple[str | int, ...], what: str, remedy: str) -> Finding:
    """A finding at a key of a YAML file."""
    return Finding(place(path, *keys), what, remedy)


def missing_languages(path: Path, keys: tuple[str | int, ...], texts: object) -> Iterator[Finding]:
    """Findings for a text that is not there in Kazakh and Russian."""
    name = ".".join(map(str, keys))
    if not isinstance(texts, Mapping):
        yield at(path, keys, f"{name} is missing.", "Give it kk, ru and en.")
        return
    for language in ("kk", "ru"):
        if not str(texts.get(language) or "").strip():
            yield at(path, keys, f"{name} has no {language}.", "Write it: both languages are obligatory.")
