"""Units: products of dimensions, and the words after a number."""

import pytest

from tirek.rulebook.engine.units import NONE, Unit, named_unit, symbol_of, unit_register

TENGE, MONTH = Unit.of({"tenge": 1}), Unit.of({"month": 1})


def test_order_and_zero_exponents_do_not_matter() -> None:
    assert Unit.of({"tenge": 1, "month": -1, "m2": 0}) == Unit.of({"month": -1, "tenge": 1})
    assert Unit.of({"m2": 0}) == NONE


def test_products_and_quotients() -> None:
    assert Unit.of({"tenge": 1, "month": 1}) == TENGE * MONTH
    assert Unit.of({"tenge": 1, "month": -1}) == TENGE / MONTH
    assert (TENGE / MONTH) * MONTH == TENGE
    assert TENGE / TENGE == NONE
    assert Unit.of({"tenge": 2}) == TENGE * TENGE


@pytest.mark.parametrize(
    ("dimensions", "text"),
    [
        ({}, "a plain number"),
        ({"tenge": 1}, "tenge"),
        ({"tenge": 1, "month": -1, "person": -1}, "tenge/month/person"),
        ({"month": -1}, "1/month"),
        ({"m2": 2, "tenge": 1}, "m2*m2*tenge"),
        ({"m2": -2}, "1/m2/m2"),
    ],
)
def test_written(dimensions: dict[str, int], text: str) -> None:
    assert str(Unit.of(dimensions)) == text


def test_named() -> None:
    assert named_unit("tenge_month") == TENGE / MONTH
    assert named_unit("none") == NONE
    with pytest.raises(KeyError, match="tenge_week"):
        named_unit("tenge_week")


def test_no_two_names_for_one_unit() -> None:
    units = [named_unit(name) for name in unit_register()]
    assert len(set(units)) == len(units)


def test_symbol() -> None:
    assert symbol_of(named_unit("tenge")) == {"kk": "теңге", "ru": "тенге", "en": "tenge"}
    assert symbol_of(named_unit("person"))["ru"] == "чел."
    assert symbol_of(Unit.of({"tenge": 3})) == {"kk": "", "ru": "", "en": "tenge*tenge*tenge"}
