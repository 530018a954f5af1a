"""Grounds of refusal: the programme's, which its rules know, and the road's (``grounds.yaml``), which officers establish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tirek.department.decisions.models import Decision
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.acts import act_register, cite_act
from tirek.rulebook.engine.documents import line_of, read_document

FILE = Path(__file__).with_name("grounds.yaml")
LANGUAGES = ("kk", "ru", "en")
MARKS = ("seed", "found", "calc", "memory")
KEYS = {"title", "advice", "act", "article", "provenance"}


class GroundFault(ValueError):
    """``grounds.yaml`` says something that cannot be: file, line, what is wrong, what to write."""


@dataclass(frozen=True)
class Ground:
    """Why nothing is granted: the sentence for the family, by language, and the act that says it.

    ``of_the_road`` tells what an officer established from what a rule decided. ``act`` is a key of the register of acts,
    empty where the programme's rule names it in the evaluation. ``mark`` is the provenance.
    """

    code: str
    title: Mapping[str, str]
    advice: Mapping[str, str]
    act: str
    article: str
    mark: str
    of_the_road: bool

    def cited(self, language: str) -> str:
        """The act and the article as a sentence names them; empty where none is named."""
        return cite_act(self.act, language, self.article) if self.act else ""


@cache
def road_grounds() -> Mapping[str, Ground]:
    """The grounds of the road by code.

    Raises
    ------
    GroundFault
        If the file is written wrong.
    """
    return read_grounds(FILE)


def grounds_of(programme: str) -> Mapping[str, Ground]:
    """Everything a programme may be refused for, by code: its own refusals in their order, then the road's."""
    refusals = find_benefit(programme).document.get("refusals") or {}
    own = {code: Ground(code, texts, {}, "", "", "", of_the_road=False) for code, texts in refusals.items()}
    return own | {code: ground for code, ground in road_grounds().items() if code not in own}


def reasons_of(decision: Decision) -> Sequence[Ground]:
    """The grounds of a decision with act and article: those that the evaluation cites, or the road's own."""
    known = grounds_of(decision.programme)
    cited = {str(reason["code"]): reason for reason in decision.evaluation.answer.get("reasons", ())}
    return [_cited(known[code], cited.get(code)) for code in decision.grounds if code in known]


def _cited(ground: Ground, reason: Mapping[str, Any] | None) -> Ground:
    if reason is None or not reason.get("act"):
        return ground
    return Ground(
        ground.code, ground.title, ground.advice, str(reason["act"]), str(reason.get("article") or ""), ground.mark,
        ground.of_the_road,
    )  # fmt: skip


def read_grounds(path: Path) -> Mapping[str, Ground]:
    """Read and check a file of grounds; raises `GroundFault` with file and line."""
    return {str(code): _ground(path, str(code), entry) for code, entry in (read_document(path) or {}).items()}


def _ground(path: Path, code: str, entry: Any) -> Ground:
    def refuse(key: str, what: str) -> GroundFault:
        return GroundFault(f"{path.name}:{line_of(path, code, key)}: {code}: {what}")

    if not isinstance(entry, Mapping) or set(entry) != KEYS:
        raise refuse("", f"the keys are {', '.join(sorted(KEYS))}")
    for name in ("title", "advice"):
        if not all(str(entry[name].get(language) or "").strip() for language in LANGUAGES):
            raise refuse(name, f"{name} lacks a language; give kk, ru and en")
    if entry["act"] not in act_register():
        raise refuse("act", f"the register of acts knows no {entry['act']!r}")
    mark = entry["provenance"].get("mark")
    if mark not in MARKS or not entry["provenance"].get("source"):
        raise refuse("provenance", f"give mark ({', '.join(MARKS)}) and source")
    return Ground(
        code, dict(entry["title"]), dict(entry["advice"]), entry["act"], str(entry["article"]), mark, of_the_road=True
    )
