"""A village whose take-up is counted by hand, and the list of its payer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.population.comparison.villages import ALATAU, ALMALY, TODAY, Family, pensioner, settle, worker
from tirek.population.run import run_population
from tirek.population.run_folder import RunFolder, open_run

GROUPS: dict[str, tuple[int, Family]] = {
    "almaly": (30, (ALMALY, [pensioner(100_000)])),
    "alatau": (20, (ALATAU, [pensioner(100_000)])),
    "worker": (40, (ALATAU, [worker()])),
    "unsure": (15, (ALATAU, [pensioner(None)])),
}
"""How many families of a kind: entitled in each district, not entitled, and undetermined since nobody knows the pension."""

RECEIVING = {"almaly": 18, "alatau": 12, "worker": 11, "unsure": 12}
PERIOD = 7 * 4_325
"""Half-yearly aid of 2026: 7 MCI."""


def numbers(group: str) -> range:
    """Family numbers of a group."""
    first = 0
    for name, (count, _) in GROUPS.items():
        if name == group:
            return range(first, first + count)
        first += count
    raise KeyError(group)


def settle_village(folder: Path) -> RunFolder:
    """The run over the village."""
    snapshot = settle(folder / "village", [family for count, family in GROUPS.values() for _ in range(count)])
    return open_run(run_population(snapshot, TODAY, folder / "run", checked=True).folder)


def rows() -> Iterator[tuple[int, str, str]]:
    """The list; programmes by any of their names. The last worker's family has two persons on it."""
    names = ("half_yearly_aid", "Помощь раз в полугодие", " ЖАРТЫЖЫЛДЫҚ  көмек")
    for group, count in RECEIVING.items():
        for number in numbers(group)[:count]:
            if group == "worker" and number == numbers(group)[count - 1]:
                yield number, names[0], "10 000"
                yield number, names[0], f"{PERIOD - 10_000}"
            else:
                yield number, names[number % 3], str(PERIOD)


def write_list(path: Path, *more: str, head: str = "family_id;Программа;Тенге") -> Path:
    """The list as CSV, with further lines."""
    lines = [head, *(";".join(map(str, row)) for row in rows()), *more]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
