"""The checks that need no relation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.figures.handmade import TEXT, automatic, checked, figure


@pytest.mark.parametrize(
    ("value", "also", "verdict"),
    [
        (5, [5, 5], "holds"),
        (5, [5, 6], "contradicts"),
        ("2.3 million", ["2341.9 thousand"], "holds_by_rounding"),
        ("2.3 million", ["2351 thousand"], "holds_by_truncation"),
        ("2.3 million", ["2401 thousand"], "contradicts"),
        ("21818 thousand", ["21863"], "contradicts"),
        (5, [{"value": 6, "paragraph": "q", "as_of": "2025-11-01"}], "contradicts"),
    ],
)
def test_a_figure_printed_twice_says_the_same(value: Any, also: list[Any], verdict: str) -> None:
    assert automatic(checked({"a": figure(value, also=also)})) == {"same.a": verdict}


def test_a_unit_printed_wrongly_is_told() -> None:
    assert automatic(checked({"a": figure(5, "visit", printed_unit="person")})) == {"printed.a": "unit"}


@pytest.mark.parametrize(
    ("value", "verdict"),
    [("0", "holds"), ("100", "holds"), ("100.4", "contradicts"), ("101", "contradicts"), ("-1", "contradicts")],
)
def test_a_share_lies_between_nothing_and_all(value: str, verdict: str) -> None:
    assert automatic(checked({"a": figure(value, "share")})) == {"share.a": verdict}
    assert automatic(checked({"a": figure(value, "percent")})) == {}


def test_dates_are_not_mixed_in_a_sum() -> None:
    sum_ = {"R": {"kind": "sum", "stated": "w", "of": "a + b"}}
    stocks = {"w": figure(3, kind="stock"), "a": figure(1, kind="stock"), "b": figure(2, kind="stock")}
    assert automatic(checked(stocks, sum_)) == {"unit.R": "holds", "date.R": "holds"}
    stocks["b"]["as_of"] = "2025-11-01"
    assert automatic(checked(stocks, sum_)) == {"unit.R": "holds", "date.R": "unit"}
    flows = {"w": figure(3), "a": figure(1), "b": figure(2, period="2025-Q3")}
    assert automatic(checked(flows, sum_))["date.R"] == "unit"


def test_a_chain_of_parts_is_followed_to_its_end() -> None:
    """Each step lies within rounding, the whole way does not."""
    figures = {
        "a": figure("1.4 thousand"),
        "b": figure("1.3 thousand"),
        "c": figure("1.2 thousand"),
        "d": figure("1.1 thousand"),
    }
    steps = {f"R{n}": {"kind": "part_of", "stated": one, "of": two} for n, (one, two) in enumerate(["ab", "bc", "cd"])}
    outcome = checked(figures, steps)
    assert {one.verdict for one in outcome.findings if not one.automatic} == {"holds_by_truncation"}
    assert automatic(outcome) == {"chain.a.c": "contradicts", "chain.a.d": "contradicts", "chain.b.d": "contradicts"}


def test_a_chain_through_a_sum_holds_and_a_broken_step_breaks_it() -> None:
    figures = {"a": figure(1), "b": figure(2), "c": figure(3), "d": figure(10)}
    relations = {
        "R": {"kind": "sum", "stated": "c", "of": "a + b"},
        "S": {"kind": "part_of", "stated": "c", "of": "d"},
    }
    assert {name for name in automatic(checked(figures, relations)) if name.startswith("chain")} == {
        "chain.a.d",
        "chain.b.d",
    }
    figures["d"] = figure(2)
    assert not [name for name in automatic(checked(figures, relations)) if name.startswith("chain")]


def test_every_numeral_of_the_source_is_a_record() -> None:
    paragraphs = {"p": {"title": TEXT, "numbers_in_source": 4, "not_figures": 1, "why": "a year"}, "q": {"title": TEXT}}
    figures = {
        "a": figure(1, also=[1]),
        "b": figure(2),
        "spelled": figure(3, printed="words"),
        "c": figure(4, paragraph="q"),
    }
    counted = {"document": {"paragraphs": paragraphs}}
    assert automatic(checked(figures, **counted))["numbers.p"] == "holds"
    del figures["b"]
    outcome = checked(figures, **counted)
    assert [(one.id, one.computed, one.stated) for one in outcome.unexpected] == [("numbers.p", 3, 4)]


def test_a_finding_foreseen_takes_its_own_id() -> None:
    figures = {"a": figure(5, also=[6])}
    told = {"same.a": {"id": "A90", "expected": "contradicts", "explain": TEXT}}
    outcome = checked(figures, automatic=told)
    assert [(one.id, one.verdict, one.explain) for one in outcome.findings] == [("A90", "contradicts", TEXT)]
    assert outcome.unexpected == ()


def test_a_finding_foreseen_that_is_gone_is_told() -> None:
    figures = {"a": figure(5)}
    told = {"same.a": {"expected": "contradicts", "explain": TEXT}}
    (gone,) = checked(figures, automatic=told).unexpected
    assert gone.id == "same.a"
    assert gone.detail == ("gone", {"id": "same.a"})
