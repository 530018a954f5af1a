"""What may be done about an overpayment, and within which bounds: the reader of ``claims.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("claims.yaml")
LANGUAGES = ("kk", "ru", "en")
AGREED, ORDERED = "agreed", "ordered"
WHOLE_SHARE = 10_000
MARKS = ("seed", "found", "calc", "memory")


class ClaimRulesFault(Exception):
    """``claims.yaml`` is written wrong: where, what, what to write."""


@dataclass(frozen=True)
class CauseRule:
    """A cause: its title by language, whether withholding needs the debtor's word, whether a court may be asked."""

    title: Mapping[str, str]
    needs_agreement: bool
    goes_to_court: bool


@dataclass(frozen=True)
class ClaimRules:
    """All of it. ``share`` is per ten thousand of a payment; ``protected_periods`` are not withheld from at all."""

    causes: Mapping[str, CauseRule]
    answer_days: int
    plan_months: int
    share: int
    protected_periods: frozenset[str]


@cache
def claim_rules() -> ClaimRules:
    """The rules, read once.

    Raises
    ------
    ClaimRulesFault
        If the file is written wrong.
    """
    return read_rules(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def read_rules(document: Mapping[str, Any]) -> ClaimRules:
    """The rules of a parsed document.

    Raises
    ------
    ClaimRulesFault
        Naming the place and what to write there.
    """
    _demand_mark("causes_provenance", document.get("causes_provenance"))
    causes = {name: _cause(name, entry) for name, entry in document["causes"].items()}
    share = _value(document, "deduction", "share_per_ten_thousand")
    if not isinstance(share, int) or not 0 <= share <= WHOLE_SHARE:
        raise ClaimRulesFault("claims.yaml, share_per_ten_thousand: write a whole number from 0 to 10000")
    return ClaimRules(
        causes=causes,
        answer_days=_count(document, "answer_days"),
        plan_months=_count(document, "plan_months"),
        share=share,
        protected_periods=frozenset(_value(document, "deduction", "protected_periods")),
    )


def _cause(name: str, entry: Mapping[str, Any]) -> CauseRule:
    lacking = [language for language in LANGUAGES if not str(entry["title"].get(language) or "").strip()]
    if lacking:
        raise ClaimRulesFault(f"claims.yaml, {name}: the title lacks {', '.join(lacking)}")
    if entry["withheld"] not in (AGREED, ORDERED) or not isinstance(entry["court"], bool):
        raise ClaimRulesFault(f"claims.yaml, {name}: withheld is agreed or ordered, court is true or false")
    return CauseRule(entry["title"], entry["withheld"] == AGREED, entry["court"])


def _count(document: Mapping[str, Any], name: str) -> int:
    value = _value(document, "terms", name)
    if not isinstance(value, int) or value < 1:
        raise ClaimRulesFault(f"claims.yaml, {name}: write a whole number from 1 on")
    return value


def _value(document: Mapping[str, Any], part: str, name: str) -> Any:
    entry = document[part][name]
    _demand_mark(name, entry.get("provenance"))
    return entry["value"]


def _demand_mark(name: str, provenance: Mapping[str, Any] | None) -> None:
    if not provenance or provenance.get("mark") not in MARKS or not provenance.get("source"):
        raise ClaimRulesFault(f"claims.yaml, {name}: say where it comes from (mark: {', '.join(MARKS)}; source)")
