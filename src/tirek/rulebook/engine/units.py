"""Units: products of dimensions. Only equal dimensions may be added or compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from tirek.rulebook.engine.documents import ROOT, read_document


@dataclass(frozen=True)
class Unit:
    """A product of dimensions, as sorted (dimension, exponent) pairs.

    Examples
    --------
    >>> str(Unit.of({"tenge": 1, "month": -1}))
    'tenge/month'
    >>> Unit.of({"tenge": 1, "month": -1}) * Unit.of({"month": 1}) == Unit.of({"tenge": 1})
    True
    """

    powers: tuple[tuple[str, int], ...] = ()

    @staticmethod
    def of(dimensions: Mapping[str, int]) -> Unit:
        """Unit of a mapping of dimension to exponent; zero exponents vanish."""
        return Unit(tuple(sorted((name, power) for name, power in dimensions.items() if power)))

    def __mul__(self, other: Unit) -> Unit:
        powers = dict(self.powers)
        for name, power in other.powers:
            powers[name] = powers.get(name, 0) + power
        return Unit.of(powers)

    def __truediv__(self, other: Unit) -> Unit:
        return self * Unit(tuple((name, -power) for name, power in other.powers))

    def __str__(self) -> str:
        over = "*".join(name for name, power in self.powers for _ in range(max(power, 0)))
        under = "".join("/" + name for name, power in self.powers for _ in range(max(-power, 0)))
        return (over or "1") + under if self.powers else "a plain number"


NONE = Unit()


@lru_cache(maxsize=1)
def unit_register() -> Mapping[str, dict[str, object]]:
    """The register of units, ``units.yaml``."""
    register: dict[str, dict[str, object]] = read_document(ROOT / "units.yaml")
    return register


@cache
def named_unit(name: str) -> Unit:
    """Unit registered under a name.

    Raises
    ------
    KeyError
        If the register has no such unit.
    """
    dimensions = unit_register()[name]["dimensions"]
    assert isinstance(dimensions, dict)
    return Unit.of(dimensions)


@cache
def symbol_of(unit: Unit) -> Mapping[str, str]:
    """What a sentence writes after a number of this unit, by language; empty where the register has no such unit."""
    for entry in unit_register().values():
        if Unit.of(entry["dimensions"]) == unit:  # type: ignore[arg-type]
            return entry["symbol"]  # type: ignore[return-value]
    return {"kk": "", "ru": "", "en": str(unit)}
