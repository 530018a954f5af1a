"""What a family receives already: told by the stage that pays it, which comes later on the road and registers itself here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

Source = Callable[[int, date, Sequence[str]], Mapping[str, bool]]
"""Family, day, programmes -> whether the family receives them in the month of the day; what is left out is unknown."""

_sources: dict[str, Source] = {}


def tell_receipts(name: str, source: Source) -> None:
    """Register who knows what families receive; from ``ready()`` of its app. The same name again replaces it."""
    _sources[name] = source


def receipts_of(family_id: int, on: date, programmes: Sequence[str]) -> dict[str, bool]:
    """Which of these programmes the family receives, as far as anybody knows. The queries of each source."""
    if not programmes:
        return {}
    return {
        programme: told for source in _sources.values() for programme, told in source(family_id, on, programmes).items()
    }
