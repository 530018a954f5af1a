"""What may be found and what is a risk, as the files of this folder say it, checked when read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tirek.department.control.enums import MeasureKind
from tirek.rulebook.engine.documents import line_of, read_document

FINDINGS, RISKS = Path(__file__).with_name("findings.yaml"), Path(__file__).with_name("risks.yaml")
LANGUAGES = ("kk", "ru", "en")
MARKS = ("seed", "found", "calc", "memory")
MOST_POINTS = 100
FINDING_KEYS = {"title", "money", "measures", "provenance"}
RISK_KEYS = {"weight", "title", "reason"}


class RegisterFault(ValueError):
    """A file of this folder says something that cannot be: file, line, what is wrong, what to write."""


@dataclass(frozen=True)
class FindingCode:
    """What may be found: its title by language, whether a sum stands with it, what is ordered first, its provenance."""

    code: str
    title: Mapping[str, str]
    money: bool
    measures: tuple[MeasureKind, ...]
    mark: str


@dataclass(frozen=True)
class Risk:
    """An indicator: its weight in points, and its reason by language, with places for figures."""

    code: str
    weight: int
    title: Mapping[str, str]
    reason: Mapping[str, str]
    more_than: int
    percent: int

    def told(self, language: str, figures: Mapping[str, Any]) -> str:
        """The reason in words, with its figures."""
        return self.reason[language].format(**figures)


@cache
def finding_codes() -> Mapping[str, FindingCode]:
    """What may be found, by code; raises `RegisterFault`."""
    return {code: _finding(code, entry) for code, entry in _read(FINDINGS).items()}


@cache
def risks() -> Mapping[str, Risk]:
    """The indicators, by code; raises `RegisterFault`."""
    return {code: _risk(code, entry) for code, entry in _read(RISKS).items()}


def score_of(found: Mapping[str, Any]) -> int:
    """Points of what was found, at most 100.

    Examples
    --------
    >>> score_of({"overridden": {}, "returned": {"count": 1}})
    40
    """
    return min(MOST_POINTS, sum(risks()[code].weight for code in found))


def _read(path: Path) -> Mapping[str, Any]:
    return {str(code): entry for code, entry in (read_document(path) or {}).items()}


def _finding(code: str, entry: Any) -> FindingCode:
    _refuse_keys(FINDINGS, code, entry, FINDING_KEYS, FINDING_KEYS)
    _refuse_languages(FINDINGS, code, entry, "title")
    if not isinstance(entry["money"], bool):
        raise _fault(FINDINGS, code, "money", "money is true or false")
    if not entry["measures"] or any(each not in MeasureKind.values for each in entry["measures"]):
        raise _fault(FINDINGS, code, "measures", f"measures are some of {', '.join(MeasureKind.values)}")
    mark = entry["provenance"].get("mark")
    if mark not in MARKS or not entry["provenance"].get("source"):
        raise _fault(FINDINGS, code, "provenance", f"give mark ({', '.join(MARKS)}) and source")
    measures = tuple(MeasureKind(each) for each in entry["measures"])
    return FindingCode(code, dict(entry["title"]), entry["money"], measures, mark)


def _risk(code: str, entry: Any) -> Risk:
    _refuse_keys(RISKS, code, entry, RISK_KEYS, RISK_KEYS | {"more_than", "percent"})
    for name in ("title", "reason"):
        _refuse_languages(RISKS, code, entry, name)
    if not isinstance(entry["weight"], int) or not 0 < entry["weight"] <= MOST_POINTS:
        raise _fault(RISKS, code, "weight", f"weight is a whole number from 1 to {MOST_POINTS}")
    return Risk(
        code,
        entry["weight"],
        dict(entry["title"]),
        dict(entry["reason"]),
        int(entry.get("more_than", 0)),
        int(entry.get("percent", 0)),
    )


def _refuse_keys(path: Path, code: str, entry: Any, needed: set[str], known: set[str]) -> None:
    if not isinstance(entry, Mapping) or not needed <= set(entry) <= known:
        raise _fault(path, code, "", f"the keys are {', '.join(sorted(known))}")


def _refuse_languages(path: Path, code: str, entry: Mapping[str, Any], name: str) -> None:
    if not all(str(entry[name].get(language) or "").strip() for language in LANGUAGES):
        raise _fault(path, code, name, f"{name} lacks a language; give kk, ru and en")


def _fault(path: Path, code: str, key: str, what: str) -> RegisterFault:
    return RegisterFault(f"{path.name}:{line_of(path, code, key)}: {code}: {what}")
