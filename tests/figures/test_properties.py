"""Numbers that are true stay true however they are printed."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.figures.handmade import figure, found

AGREE = ("holds", "holds_by_rounding")
CUT = (*AGREE, "holds_by_truncation")
TRUE = st.integers(min_value=1, max_value=10**10)
PLACES = st.integers(min_value=0, max_value=3)
MULTIPLES = {"thousand": 10**3, "million": 10**6}


def printed(value: Fraction, multiple: str, places: int, *, cut: bool) -> str:
    """A true number as a report prints it."""
    scaled = value / MULTIPLES[multiple] * 10**places
    digits = scaled.__floor__() if cut else (scaled + Fraction(1, 2)).__floor__()
    whole, part = divmod(digits, 10**places)
    return f"{whole}{'.' + str(part).rjust(places, '0') if places else ''} {multiple}"


def hand(draw: st.DataObject, value: Fraction, cut: bool) -> str:
    return printed(value, draw.draw(st.sampled_from(sorted(MULTIPLES))), draw.draw(PLACES), cut=cut)


@given(st.data(), st.lists(TRUE, min_size=1, max_size=6))
def test_a_true_sum_holds_when_rounded_and_when_cut(draw: st.DataObject, parts: list[int]) -> None:
    for verdicts, cut in ((AGREE, False), (CUT, True)):
        figures = {f"p{n}": figure(hand(draw, Fraction(part), cut)) for n, part in enumerate(parts)}
        formula = " + ".join(figures)
        figures["whole"] = figure(hand(draw, Fraction(sum(parts)), cut))
        assert found(figures, kind="sum", stated="whole", of=formula).verdict in verdicts


@given(st.data(), TRUE, TRUE)
def test_a_true_quotient_holds_when_rounded_and_when_cut(draw: st.DataObject, a: int, b: int) -> None:
    for verdicts, cut in ((AGREE, False), (CUT, True)):
        share = Fraction(a, a + b) * 100 * 1000  # percent, printed in thousands to reuse the hand
        rate = printed(share, "thousand", draw.draw(PLACES), cut=cut).removesuffix(" thousand")
        exact = {"a": figure(str(a)), "b": figure(str(b)), "rate": figure(rate, "share")}
        loose = {**exact, "a": figure(hand(draw, Fraction(a), cut)), "b": figure(hand(draw, Fraction(b), cut))}
        for figures in (exact, loose):
            verdict = found(figures, kind="ratio", stated="rate", of="a / (a + b)").verdict
            assert verdict in (*verdicts, "not_computable")
            assert verdict != "not_computable" or figures is loose


@given(st.data(), TRUE, TRUE)
def test_a_true_part_is_never_more_than_its_whole(draw: st.DataObject, a: int, b: int) -> None:
    for verdicts, cut in ((AGREE, False), (CUT, True)):
        figures = {"a": figure(hand(draw, Fraction(min(a, b)), cut)), "b": figure(hand(draw, Fraction(max(a, b)), cut))}
        assert found(figures, kind="part_of", stated="a", of="b").verdict in verdicts


@given(st.integers(min_value=1, max_value=10**6), st.integers(min_value=1, max_value=10**6))
def test_exact_numbers_agree_only_when_they_do(a: int, b: int) -> None:
    verdict = found({"a": figure(a), "b": figure(b)}, kind="equal", stated="a", of="b").verdict
    assert verdict == ("holds" if a == b else "contradicts")
