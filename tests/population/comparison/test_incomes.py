"""Models of income: exact, proven, and each number with its provenance."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.population.conftest import ASSUMED
from tirek.population.comparison.incomes import (
    PATH,
    IncomeModel,
    find_income_models,
    income_models,
    with_incomes,
)
from tirek.population.comparison.pairing import pair_moments
from tirek.rulebook.engine.case import Case
from tirek.rulebook.engine.errors import FactError, OverflowPossible
from tirek.rulebook.engine.facts import find_fact
from tirek.rulebook.engine.interpreter import Interpreter
from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.tree import TRUE, Node, aggregate, fact_node


def model_of(ratio: Fraction) -> IncomeModel:
    return IncomeModel("trial", {}, {}, {"wage": ratio})


def wages() -> Node:
    return aggregate("sum", "person", fact_node("person", "wage", "int"), TRUE)


@given(
    st.integers(0, find_fact("person", "wage").high),
    st.fractions(min_value=Fraction(1, 50), max_value=50, max_denominator=50).filter(lambda ratio: ratio != 1),
)
def test_an_income_is_multiplied_exactly_and_cut_to_tenge(wage: int, ratio: Fraction) -> None:
    node = with_incomes({"wages": wages()}, model_of(ratio))["wages"]
    case = Case({}, {"person": ({"wage": wage},), "dwelling": (), "vehicle": (), "claim": ()})
    found = Interpreter(case, Ranges()).value(node)
    expected = min(wage * ratio.numerator // ratio.denominator, find_fact("person", "wage").high)
    assert found == (expected, expected)


def test_a_ratio_that_could_leave_64_bits_is_refused() -> None:
    with pytest.raises(OverflowPossible):
        with_incomes({"wages": wages()}, model_of(Fraction(10**9, 3)))


def test_the_middle_is_the_snapshot_as_it_is() -> None:
    pair = pair_moments(ASSUMED, ASSUMED)
    middle = pair.under(income_models()["middle"]).outputs
    assert all(middle[name] is node for name, node in pair.outputs.items())
    low = pair.under(income_models()["low"]).outputs
    assert low["level"] is not pair.outputs["level"]
    # What reads no income stays the same tree, computed once for all.
    assert low["before.tuberculosis_aid.total"] is pair.outputs["before.tuberculosis_aid.total"]


def test_models_are_ordered_and_each_is_taken_once() -> None:
    assert [model.name for model in find_income_models(["high", "low", "high"])] == ["low", "high"]


@pytest.mark.parametrize(("names", "said"), [(["rich"], "rich: choose one of low"), ([], "--incomes")])
def test_an_unknown_model_is_refused(names: list[str], said: str) -> None:
    with pytest.raises(FactError, match=said):
        find_income_models(names)


def test_every_ratio_is_exact_and_says_where_it_comes_from() -> None:
    document: Mapping[str, Any] = yaml.safe_load(PATH.read_text("utf-8"))
    for entry in document.values():
        for name, said in entry["ratios"].items():
            assert find_fact("person", name).type == "integer"
            assert isinstance(said["ratio"], str)
            assert Fraction(said["ratio"]) > 0
            assert said["provenance"]["mark"] in ("seed", "found", "calc", "memory")
            assert said["provenance"]["mark"] != "memory" or said["provenance"]["source"].startswith("unverified: ")
