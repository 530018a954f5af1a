"""Models of income: the same law on the same people, had they a little less or a little more than the registers show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.factoring import substitute
from tirek.rulebook.engine.facts import find_fact
from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.tree import Node, build, fact_node, literal, walk

PATH = Path(__file__).parent / "incomes.yaml"
MIDDLE = "middle"


@dataclass(frozen=True)
class IncomeModel:
    """A model of income.

    Attributes
    ----------
    ratios : dict
        Exact ratio by fact of a person; an income that is not there stays as it is.
    """

    name: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    ratios: Mapping[str, Fraction]


@cache
def income_models() -> Mapping[str, IncomeModel]:
    """All models by name, from the lowest to the highest."""
    document: dict[str, dict[str, Any]] = yaml.load(PATH.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return {name: _read(name, entry) for name, entry in document.items()}


def _read(name: str, entry: Mapping[str, Any]) -> IncomeModel:
    ratios = {fact: Fraction(said["ratio"]) for fact, said in entry["ratios"].items()}
    return IncomeModel(name, entry["title"], entry["about"], {f: r for f, r in ratios.items() if r != 1})


def find_income_models(names: Iterable[str]) -> list[IncomeModel]:
    """Models by name, from the lowest to the highest, each once.

    Raises
    ------
    FactError
        If one is unknown, or none is named.
    """
    known, wanted = income_models(), set(names)
    for name in sorted(wanted - set(known)) or ([] if wanted else [""]):
        raise FactError("--incomes", "unknown_choice", value=name, allowed=", ".join(known))
    return [model for name, model in known.items() if name in wanted]


def with_incomes(outputs: Mapping[str, Node], model: IncomeModel) -> dict[str, Node]:
    """Outputs as they are under a model: each income becomes floor(income x ratio), at most the fact's own greatest value.

    Raises
    ------
    OverflowPossible, RuleError
        If a value could now leave 64 bits, or a divisor be below 1.

    Examples
    --------
    >>> model = find_income_models(["low"])[0]
    >>> with_incomes({"rent": fact_node("person", "rent_income", "int")}, model)["rent"]
    floordiv(fact('person', 'rent_income'), lit(2))
    """
    scaled = {fact_node("person", name, "int"): _scaled(name, ratio) for name, ratio in model.ratios.items()}
    made = substitute(outputs.values(), scaled)
    divisors = [made[node.args[1]] for node in walk(*outputs.values()) if node.op == "floordiv"]
    changed = [(divisor, f"{PATH.name}: {model.name}") for divisor in divisors if _reads(divisor, scaled)]
    results = {name: made[node] for name, node in outputs.items()}
    Ranges().prove(list(results.values()), changed)
    return results


def _scaled(name: str, ratio: Fraction) -> Node:
    """The range stays the register's, so what was proven of the law for facts inside it holds here too."""
    product = build("mul", fact_node("person", name, "int"), literal(ratio.numerator))
    made = build("floordiv", product, literal(ratio.denominator)) if ratio.denominator > 1 else product
    return build("min", made, literal(find_fact("person", name).high)) if ratio > 1 else made


def _reads(root: Node, scaled: Mapping[Node, Node]) -> bool:
    return any(node in scaled for node in walk(root))
