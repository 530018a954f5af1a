"""Small publications made by hand, without a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from tirek.figures.building import Builder
from tirek.figures.checking import Checked, check_figures
from tirek.figures.findings import Finding
from tirek.figures.places import Places
from tirek.figures.records import Publication

TEXT: Final = {"kk": "Мәтін", "ru": "Текст"}
DOCUMENT: Final[dict[str, Any]] = {
    "title": TEXT,
    "source": "S9",
    "as_of": date(2025, 12, 31),
    "period": "2025",
    "paragraphs": {"p": {"title": TEXT}, "q": {"title": TEXT}},
    "scopes": {"some": TEXT, "others": TEXT},
}


class KeyPlaces(Places):
    """The path of keys itself."""

    def __call__(self, *keys: str | int) -> str:
        return ".".join(map(str, keys))


def figure(value: object, unit: str = "person", **more: object) -> dict[str, Any]:
    return {"label": TEXT, "value": value, "unit": unit, "paragraph": "p", **more}


def published(
    figures: Mapping[str, Any], relations: Mapping[str, Any] | None = None, *, used: Any = None, **parts: Any
) -> Publication:
    document = {**DOCUMENT, **parts.pop("document", {})}
    raw = {"document": document, "figures": dict(figures), "relations": relations or {}, **parts}
    return Builder(raw, "handmade", KeyPlaces(), used or {}).build()


def checked(figures: Mapping[str, Any], relations: Mapping[str, Any] | None = None, **parts: Any) -> Checked:
    return check_figures(published(figures, relations, **parts))


def found(figures: Mapping[str, Any], /, **relation: Any) -> Finding:
    """The finding on one relation; a verdict is what it is, whatever the file expects."""
    return checked(figures, {"R": relation}).findings[0]


def automatic(outcome: Checked) -> dict[str, str]:
    """Verdicts of the automatic checks, by id."""
    return {finding.id: finding.verdict for finding in outcome.findings if finding.automatic}
