"""What one of a figure is: the register ``units.yaml``, and which unit is a narrower name of which."""

from __future__ import annotations

from tirek.figures.errors import texts

RATES = ("percent", "share")


def unit_names() -> list[str]:
    """All units."""
    return list(texts("units"))


def base_of(unit: str) -> str:
    """The widest unit that a unit is a narrower name of.

    Examples
    --------
    >>> base_of("child"), base_of("family")
    ('person', 'family')
    """
    wider: str | None = texts("units")[unit].get("is_a")
    return base_of(wider) if wider else unit


def is_within(unit: str, whole: str) -> bool:
    """Whether everything counted in a unit is also one of the whole's.

    Examples
    --------
    >>> is_within("child", "person"), is_within("adult", "child"), is_within("family", "person")
    (True, False, False)
    """
    if unit == whole:
        return True
    wider: str | None = texts("units")[unit].get("is_a")
    return bool(wider) and is_within(str(wider), whole)


def unit_title(unit: str, language: str) -> str:
    """Name of a unit as it stands after a number."""
    title: str = texts("units")[unit][language]
    return title
