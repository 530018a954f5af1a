"""Every kind of relation and every verdict, on numbers made by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.figures.handmade import TEXT, checked, figure, found, published

SUM = {"kind": "sum", "stated": "whole", "of": "a + b"}


def whole_of(whole: Any, a: Any, b: Any, **more: Any) -> dict[str, Any]:
    return {"whole": figure(whole, **more), "a": figure(a), "b": figure(b)}


@pytest.mark.parametrize(
    ("whole", "a", "b", "verdict"),
    [
        (30, 10, 20, "holds"),
        (31, 10, 20, "contradicts"),
        ("3.0 thousand", "1 thousand", "2 thousand", "holds"),
        # 0.95 .. 1.05 twice: from 1.9 up to, and without, 2.1; printed to one decimal from 1.85.
        ("2.1 thousand", "1.0 thousand", "1.0 thousand", "holds_by_rounding"),
        ("1.9 thousand", "1.0 thousand", "1.0 thousand", "holds_by_rounding"),
        # Cut, each may be as much as 1.1 without reaching it, and the sum 2.2: 2.1 is rounding, 2.2 needs a cut part.
        ("2.2 thousand", "1.0 thousand", "1.0 thousand", "holds_by_truncation"),
        ("2.3 thousand", "1.0 thousand", "1.0 thousand", "contradicts"),
        # 1.8, even cut, stays below 1.9.
        ("1.8 thousand", "1.0 thousand", "1.0 thousand", "contradicts"),
        # Exact parts leave the whole alone to be rounded, at half exactly upwards, or cut.
        ("1 thousand", 700, 799, "holds_by_rounding"),
        ("1 thousand", 700, 800, "holds_by_truncation"),
        ("1 thousand", 1000, 999, "holds_by_truncation"),
        ("1 thousand", 1000, 1000, "contradicts"),
        ("1 thousand", 250, 250, "holds_by_rounding"),
        ("1 thousand", 250, 249, "contradicts"),
    ],
)
def test_a_sum_is_judged_at_both_edges(whole: Any, a: Any, b: Any, verdict: str) -> None:
    assert found(whole_of(whole, a, b), **SUM).verdict == verdict


def test_a_declared_cut_is_not_called_rounding() -> None:
    assert found(whole_of("1 thousand", 700, 799, reading="truncated"), **SUM).verdict == "holds_by_truncation"
    assert found(whole_of("1 thousand", 500, 499, reading="truncated"), **SUM).verdict == "contradicts"
    assert found(whole_of("1 thousand", 500, 500, reading="truncated"), **SUM).verdict == "holds"


@pytest.mark.parametrize(
    ("reading", "whole", "verdict"),
    [
        ("at_least", "25", "holds_by_rounding"),
        ("at_least", "31", "contradicts"),
        ("at_most", "31", "holds_by_rounding"),
        ("at_most", "29", "contradicts"),
        ("about", "29", "holds_by_rounding"),
        ("about", "28", "contradicts"),
        ("exact", "30", "holds"),
    ],
)
def test_words_leave_room(reading: str, whole: str, verdict: str) -> None:
    assert found(whole_of(whole, 10, 20, reading=reading), **SUM).verdict == verdict


def test_precision_says_which_digit_means_something() -> None:
    figures = whole_of("370 thousand", 300_000, 75_800, reading="about", precision="10 thousand")
    assert found(figures, **SUM).verdict == "holds_by_rounding"
    del figures["whole"]["precision"]
    assert found(figures, **SUM).verdict == "contradicts"


def test_both_numbers_and_the_difference_are_told() -> None:
    finding = found(whole_of(31, 10, 20), **SUM)
    assert (finding.computed, finding.stated, finding.difference) == (30, 31, -1)


def test_families_are_not_added_to_persons() -> None:
    figures = {"whole": figure(31), "a": figure(10, "family"), "b": figure(20, "child")}
    finding = found(figures, **SUM)
    assert finding.verdict == "unit"
    assert finding.detail is not None
    assert finding.detail[1]["unit_one"] == "family"
    # Where they add up, the sum keeps its verdict, and the units are a finding of their own.
    figures["whole"] = figure(30)
    verdicts = {one.id: one.verdict for one in checked(figures, {"R": SUM}).findings}
    assert verdicts == {"R": "holds", "unit.R": "unit", "date.R": "holds"}


@pytest.mark.parametrize(
    ("part", "whole", "verdict"),
    [
        (figure(10), figure(10), "holds"),
        (figure(11), figure(10), "contradicts"),
        (figure("1.0 thousand"), figure(951), "holds_by_rounding"),
        (figure("1.0 thousand"), figure(950), "holds_by_rounding"),
        (figure("1.0 thousand"), figure(949), "contradicts"),
        (figure("1.1 thousand"), figure("1.0 thousand"), "holds_by_truncation"),
        (figure("1.2 thousand"), figure("1.0 thousand"), "contradicts"),
        (figure(5, "child"), figure(10), "holds"),
        (figure(5), figure(10, "child"), "unit"),
        (figure(5, "adult"), figure(10, "child"), "unit"),
        (figure(5, "family"), figure(10), "unit"),
    ],
)
def test_a_part_is_no_more_than_its_whole(part: Any, whole: Any, verdict: str) -> None:
    assert found({"a": part, "b": whole}, kind="part_of", stated="a", of="b").verdict == verdict


@pytest.mark.parametrize(
    ("spent", "allotted", "verdict"),
    [
        ("3.3 million", "3.3 million", "holds"),
        ("3.7 million", "3.3 million", "limit_exceeded"),
        ("3.35 million", "3.3 million", "holds_by_rounding"),
        ("3.36 million", "3.3 million", "holds_by_truncation"),
    ],
)
def test_what_is_spent_stays_within_the_limit(spent: str, allotted: str, verdict: str) -> None:
    figures = {"a": figure(spent, "tenge"), "b": figure(allotted, "tenge", kind="limit")}
    assert found(figures, kind="limit", stated="a", of="b").verdict == verdict
    figures["b"] = figure(allotted)
    assert found(figures, kind="limit", stated="a", of="b").verdict == "unit"


@pytest.mark.parametrize(
    ("stated", "verdict"),
    [
        ("33.3", "holds_by_rounding"),
        ("33.4", "contradicts"),
        ("33", "holds_by_rounding"),
        ("33.33", "holds_by_rounding"),
    ],
)
def test_a_percent_is_a_quotient(stated: str, verdict: str) -> None:
    figures = {"rate": figure(stated, "share", kind="rate"), "a": figure(1), "b": figure(3)}
    assert found(figures, kind="ratio", stated="rate", of="a / b").verdict == verdict


def test_a_cut_percent_and_an_exact_one() -> None:
    figures = {
        "rate": figure("66.6", "share"),
        "half": figure(50, "percent"),
        "a": figure(2),
        "b": figure(3),
        "c": figure(4),
    }
    assert found(figures, kind="ratio", stated="rate", of="a / b").verdict == "holds_by_truncation"
    assert found(figures, kind="ratio", stated="half", of="a / c").verdict == "holds"


def test_a_share_of_measures_is_no_share_of_people() -> None:
    figures = {"rate": figure(50, "share", share_of="measure"), "a": figure(1), "b": figure(2)}
    finding = found(figures, kind="ratio", stated="rate", of="a / b")
    assert (finding.verdict, finding.computed, finding.stated) == ("unit", Fraction(1, 2), Fraction(1, 2))
    figures["rate"]["share_of"] = "child"
    assert found(figures, kind="ratio", stated="rate", of="a / b").verdict == "holds"


def test_one_figure_named_twice_is_one_number() -> None:
    """At most 52.25 / (52.25 + 1123.15) = 4.44529 percent; taken as two numbers, 52.25 / (52.15 + 1123.15) = 4.44567."""
    figures = {
        "rate": figure("4.4455", "share"),
        "without": figure("52.2 thousand"),
        "employed": figure("1123.2 thousand"),
    }
    relation = {"kind": "ratio", "stated": "rate", "of": "without / (employed + without)"}
    assert found(figures, **relation).verdict == "holds_by_truncation"
    figures["rate"] = figure("4.4452", "share")
    assert found(figures, **relation).verdict == "holds_by_rounding"


def test_the_mean_of_a_month_is_rounded_or_cut() -> None:
    figures = {
        "mean": figure(8176, "tenge", kind="rate"),
        "money": figure("2339.4 million", "tenge"),
        "people": figure(23842),
    }
    relation = {"kind": "ratio", "stated": "mean", "of": "money / people / 12"}
    assert found(figures, **relation).verdict == "holds_by_truncation"
    figures["mean"] = figure(8177, "tenge", kind="rate")
    assert found(figures, **relation).verdict == "holds_by_rounding"
    figures["mean"] = figure(8176, "tenge")  # a count of tenge, exact
    assert found(figures, **relation).verdict == "contradicts"


@pytest.mark.parametrize(
    ("value", "formula", "verdict"),
    [
        ("19446", "7 * mci('2020-04-01')", "holds"),
        ("18557", "7 * mci('2020-03-31')", "holds"),
        ("33338", "12 * mci('2020-04-01')", "contradicts"),
        ("65336", "2 * subsistence_minimum('2020-04-01')", "holds"),
        ("1.5 million", "400 * mci('2025-01-01')", "holds_by_truncation"),
        ("1", "mci('1990-01-01')", "not_computable"),
        ("1", "1 / (mci('2025-01-01') - 3932)", "not_computable"),
    ],
)
def test_the_law_gives_the_factor(value: str, formula: str, verdict: str) -> None:
    assert found({"a": figure(value, "tenge")}, kind="product", stated="a", of=formula).verdict == verdict


def test_a_plan_is_held_against_what_was_done() -> None:
    figures = {"rate": figure("113.3", "percent"), "fact": figure("98.8 thousand"), "plan": figure("87.2 thousand")}
    assert found(figures, kind="plan_fact", stated="rate", of="fact / plan").verdict == "holds_by_rounding"
    alone = found(figures, kind="plan_fact", of="fact / plan")
    assert (alone.verdict, alone.computed, alone.unit) == ("derived", Fraction(988, 872), "percent")
    figures["plan"] = figure("87.2 thousand", "family")
    assert found(figures, kind="plan_fact", of="fact / plan").verdict == "unit"


@pytest.mark.parametrize(
    ("one", "two", "verdict"),
    [
        (figure(5), figure(5), "holds"),
        (figure(5), figure(6), "contradicts"),
        (figure("2.3 million"), figure("2341.9 thousand"), "holds_by_rounding"),
        (figure(5), figure(5, "family"), "unit"),
        (figure(5, scope="some"), figure(5, scope="others"), "unit"),
        (figure(5), figure(5, scope="others"), "unit"),
        (figure(5), figure(6, as_of="2025-11-01"), "unit"),
        (figure(5), figure(5, as_of="2025-11-01"), "holds"),
        (figure(5, "child"), figure(5), "holds"),
    ],
)
def test_one_quantity_twice_is_equal(one: Any, two: Any, verdict: str) -> None:
    assert found({"a": one, "b": two}, kind="equal", stated="a", of="b").verdict == verdict


@pytest.mark.parametrize(
    ("two", "verdict"),
    [
        (figure(999), "holds"),
        (figure(5, "child"), "unit"),
        (figure(5, scope="some"), "unit"),
        (figure(5, as_of="2025-11-01"), "holds"),
        (figure(5, period="2024"), "unit"),
        (figure(5, kind="stock"), "unit"),
    ],
)
def test_side_by_side_means_one_unit_scope_and_time(two: Any, verdict: str) -> None:
    assert found({"a": figure(5), "b": two}, kind="same_unit", of="a, b").verdict == verdict


def test_a_list_is_counted() -> None:
    relation = {"kind": "count", "stated": "a", "items": ["one", "two", "three", "four"]}
    assert found({"a": figure(4, "district")}, **relation).verdict == "holds"
    assert found({"a": figure(3, "district")}, **relation).verdict == "contradicts"
    finding = found({"a": figure(5, "district")}, **relation)
    assert (finding.verdict, finding.computed, finding.stated) == ("contradicts", 4, 5)


@pytest.mark.parametrize(
    ("low", "high", "verdict", "crossed"),
    [
        ("5", "7", "holds", None),
        ("6", "6", "holds", None),
        ("7", "", "contradicts", 7),
        ("", "5", "contradicts", 5),
        ("", "b", "holds_by_truncation", Fraction(59, 10)),
        ("", "c", "holds_by_rounding", Fraction(596, 100)),
        ("7", "5", "contradicts", 7),
    ],
)
def test_bounds_name_the_one_that_is_crossed(low: str, high: str, verdict: str, crossed: Fraction | None) -> None:
    figures = {"a": figure("6.0"), "b": figure("5.9"), "c": figure("5.96")}
    relation = {"kind": "bounds", "of": "a", **({"low": low} if low else {}), **({"high": high} if high else {})}
    finding = found(figures, **relation)
    assert (finding.verdict, finding.stated) == (verdict, crossed)


def test_a_derived_number_is_only_shown() -> None:
    finding = found({"a": figure(1), "b": figure(3)}, kind="derived", of="-a / b")
    assert (finding.verdict, finding.computed, finding.stated, finding.difference) == (
        "derived",
        Fraction(-1, 3),
        None,
        None,
    )


def test_a_divisor_that_may_be_zero_is_said_so() -> None:
    figures = {"a": figure(1), "b": figure(0)}
    assert found(figures, kind="derived", of="a / b").verdict == "not_computable"
    figures["b"] = figure("0.3 thousand", reading="at_most")
    assert found(figures, kind="derived", of="a / b").verdict == "not_computable"


def test_another_file_is_named_with_a_point() -> None:
    other = published({"a": figure(7)})
    assert found_in({"b": figure(7)}, "other.a", {"other": other}) == "holds"
    assert found_in({"b": figure(8)}, "other.a", {"other": other}) == "contradicts"


def found_in(figures: Any, of: str, used: Any) -> str:
    return checked(figures, {"R": {"kind": "equal", "stated": "b", "of": of}}, used=used).findings[0].verdict


def test_an_unforeseen_verdict_is_told_from_a_foreseen_one() -> None:
    figures = whole_of(31, 10, 20)
    assert [one.id for one in checked(figures, {"R": SUM}).unexpected] == ["R"]
    foreseen = {**SUM, "expected": "contradicts", "explain": TEXT}
    assert checked(figures, {"R": foreseen}).unexpected == ()
    figures["whole"] = figure(30)
    assert [one.verdict for one in checked(figures, {"R": foreseen}).unexpected] == ["holds"]
    rounded = whole_of("1 thousand", 700, 799)
    assert checked(rounded, {"R": SUM}).unexpected == ()
    assert len(checked(rounded, {"R": {**SUM, "expected": "holds"}}).unexpected) == 1
