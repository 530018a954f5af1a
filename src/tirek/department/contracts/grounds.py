"""Grounds of an exemption as ``exemptions.yaml`` tells them, checked whole when they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tirek.department.contracts.enums import ExemptionGround
from tirek.rulebook.engine.acts import act_register, cite_act

FILE = Path(__file__).with_name("exemptions.yaml")
LANGUAGES = ("kk", "ru", "en")
MARKS = ("seed", "found", "calc", "memory")
KEYS = frozenset({"title", "act", "article", "provenance"})


class GroundFault(ValueError):
    """``exemptions.yaml`` says something that cannot be: which ground, what is wrong, what to write."""


@dataclass(frozen=True)
class Ground:
    """A ground of an exemption; ``title`` is by language, ``mark`` and ``source`` say where it was read."""

    code: ExemptionGround
    title: Mapping[str, str]
    act: str
    article: str
    mark: str
    source: str

    @property
    def verified(self) -> bool:
        """Whether the ground was read in a source."""
        return self.mark != "memory"

    def cite(self, language: str) -> str:
        """The act and the article."""
        return cite_act(self.act, language, self.article)


@cache
def grounds() -> Mapping[ExemptionGround, Ground]:
    """All grounds, in the order in which they are looked for.

    Raises
    ------
    GroundFault
        If the file is written wrong.
    """
    return read_grounds(FILE)


def read_grounds(path: Path) -> Mapping[ExemptionGround, Ground]:
    """Read and check a file of grounds."""
    entries: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["exemptions"]
    odd = set(entries) ^ set(ExemptionGround.values)
    if odd:
        raise GroundFault(f"{path.name}: missing or unknown: {', '.join(sorted(odd))}; write each ground once")
    return {ExemptionGround(code): _ground(path.name, code, entry) for code, entry in entries.items()}


def _ground(file: str, code: str, entry: Mapping[str, Any]) -> Ground:
    where = f"{file}, {code}"
    if set(entry) != KEYS:
        raise GroundFault(f"{where}: missing or unknown keys: {', '.join(sorted(set(entry) ^ KEYS))}")
    titles = {language: str(entry["title"].get(language) or "").strip() for language in LANGUAGES}
    if not all(titles.values()):
        raise GroundFault(f"{where}: the title lacks a language; give kk, ru and en")
    mark, source = entry["provenance"].get("mark"), entry["provenance"].get("source")
    if mark not in MARKS or not source:
        raise GroundFault(f"{where}: provenance needs a mark ({', '.join(MARKS)}) and a source")
    if entry["act"] not in act_register():
        raise GroundFault(f"{where}: act {entry['act']!r} is in no register of acts")
    return Ground(ExemptionGround(code), titles, entry["act"], str(entry["article"]), mark, source)
