"""A checked file in words: rows of a table, totals, and JSON."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from tirek.figures.checking import Checked
from tirek.figures.errors import texts
from tirek.figures.findings import Finding
from tirek.figures.records import Text
from tirek.figures.units import RATES, unit_names, unit_title
from tirek.rulebook.engine.wording import SPACE, number_text

WITHIN = ("part_of", "limit", "bounds", "chain", "share")
_INNER_QUOTES = str.maketrans("«»", "„“")
COLUMNS = ("verdict", "id", "computed", "stated", "sentence")


def say(key: str, language: str, **details: object) -> str:
    """A line of ``sentences.yaml``; a point leads into a part of it."""
    found: Any = texts("sentences")
    for part in key.split("."):
        found = found[part]
    line: str = found[language].format(**details)
    return line


def shown(checked: Checked, only: str = "") -> list[Finding]:
    """The findings of a table: all of one verdict, or all but the automatic checks that hold."""
    if only:
        return [found for found in checked.findings if found.verdict == only]
    return [found for found in checked.findings if not is_quiet(found)]


def is_quiet(found: Finding) -> bool:
    """Whether an automatic check holds as foreseen, which goes without saying."""
    return found.automatic and found.is_expected and found.verdict in ("holds", "holds_by_rounding")


def rows(checked: Checked, language: str, findings: Iterable[Finding]) -> list[list[str]]:
    """Rows of a table, in the order of ``COLUMNS``."""
    return [
        [
            say(f"verdicts.{found.verdict}", language),
            found.id,
            amount(found.computed, found, language, found.whole_unit),
            stated_text(found, language),
            " ".join(part for part in (subject(found, language), sentence(found, language)) if part),
        ]
        for found in findings
    ]


def subject(found: Finding, language: str) -> str:
    """What the finding is about, as a sentence of its own; empty where the words that follow name it already."""
    named = found.detail is not None and found.detail[0] in ("units", "scopes", "times")
    told = named or (found.verdict == "derived" and bool(found.explain))
    return "" if told or not found.subject else f"{found.subject[language]}."


def amount(value: Fraction | None, found: Finding, language: str, unit: str = "") -> str:
    """A number in the multiple and, unless another unit is given, with the unit of the stated one."""
    if value is None:
        return "–"
    unit = unit_title(unit or found.unit, language) if unit or found.unit else ""
    if found.like is not None:
        return found.like.like(value, language) + (SPACE + unit if unit and found.unit not in RATES else "")
    scaled = value * 100 if found.unit in RATES else value
    return number_text(scaled, language) + (SPACE + unit if unit else "")


def stated_text(found: Finding, language: str) -> str:
    """What the source states: a number, or one or two bounds."""
    if found.bounds is None:
        return amount(found.stated, found, language)
    low, high = found.bounds
    if low is None or high is None:
        return ("≥" if high is None else "≤") + SPACE + amount(high if low is None else low, found, language)
    return f"{amount(low, found, language)} …\n{amount(high, found, language)}"


def sentence(found: Finding, language: str) -> str:
    """The verdict in words, then what the file explains."""
    parts = [_verdict_in_words(found, language)]
    if found.explain:
        parts.append(found.explain.get(language) or found.explain["ru"])
    if not found.is_expected:
        parts.append(say("unexpected", language, expected=say(f"verdicts.{found.expected}", language)))
    return " ".join(parts)


def _verdict_in_words(found: Finding, language: str) -> str:
    if found.detail:
        key, details = found.detail
        named = {name: _named(value, language) for name, value in details.items()}
        return say(f"details.{key}", language, **named)
    group = "within" if found.kind in WITHIN else "same"
    group = "alone" if found.verdict == "derived" or (found.verdict == "holds" and found.stated is None) else group
    group = "within" if found.bounds is not None else group
    return say(f"{group}.{found.verdict}", language, difference=_difference(found, language))


def _named(value: str | Text, language: str) -> str:
    """A label in the language, a unit by its title, any other word as it is."""
    if not isinstance(value, str):
        return value[language].translate(_INNER_QUOTES)
    return unit_title(value, language) if value in unit_names() else value


def _difference(found: Finding, language: str) -> str:
    if found.difference is None:
        return ""
    sign = "+" if found.difference > 0 else ""
    written = sign + amount(found.difference, found, language)
    return written.replace("%", say("points", language)) if found.unit in RATES else written


def totals(checked: Checked, language: str) -> str:
    """The line under a table."""
    counts = ", ".join(f"{say(f'verdicts.{name}', language)} {count}" for name, count in checked.counts.items())
    return say(
        "totals",
        language,
        figures=len(checked.publication.figures),
        checks=len(checked.findings),
        counts=counts,
        unexpected=len(checked.unexpected),
    )


def as_json(checked: Checked, language: str, only: str = "") -> dict[str, Any]:
    """A checked file for a program to read; numbers are exact, as text: ``"16/3"``."""
    publication = checked.publication
    return {
        "file": publication.name,
        "title": dict(publication.title),
        "figures": len(publication.figures),
        "counts": dict(checked.counts),
        "unexpected": [found.id for found in checked.unexpected],
        "findings": [
            {
                "id": found.id,
                "kind": found.kind,
                "automatic": found.automatic,
                "verdict": found.verdict,
                "expected": found.expected,
                "computed": _exact(found.computed),
                "stated": _exact(found.stated),
                "difference": _exact(found.difference),
                "bounds": found.bounds and [_exact(value) for value in found.bounds],
                "unit": found.unit or None,
                "subject": subject(found, language),
                "where": found.where,
                "sentence": sentence(found, language),
            }
            for found in shown(checked, only)
        ],
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
