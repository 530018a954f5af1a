from __future__ import annotations

import pytest
from hypothesis import given

from tests.registers.asking import iins
from tirek.registers.contract import Key, KeyKind
from tirek.registers.identifiers import birth_date_of, check_digit, is_bin, is_cadastral_number, is_iin, is_plate


@pytest.mark.parametrize(
    "iin", ["791028302728", "061211600012", "850101300015", "850101300025", "850101310311", "850101310323"]
)
def test_published_numbers_are_valid(iin: str) -> None:
    assert is_iin(iin)
    assert not is_bin(iin)


@pytest.mark.parametrize("number", ["940140000385", "970740001013"])
def test_published_business_numbers_are_valid(number: str) -> None:
    assert is_bin(number)
    assert not is_iin(number)


@pytest.mark.parametrize("base", ["85010131030", "85010131111"])
def test_a_number_that_both_passes_reject_is_never_issued(base: str) -> None:
    assert check_digit(base) is None


@pytest.mark.parametrize(
    "text", ["", "85010130001", "850101300016", "851301300010", "８５0101300015", "85010130001５", "850230300016"]
)
def test_what_is_no_number_of_a_person_is_seen(text: str) -> None:
    assert not is_iin(text)


@given(iins)
def test_one_wrong_digit_is_always_noticed(iin: str) -> None:
    assert birth_date_of(iin) is not None
    # The second weights are used where the first give 10, so a change may pass only by changing the pass as well.
    changed = [f"{iin[:11]}{digit}" for digit in "0123456789" if digit != iin[11]]
    assert is_iin(iin)
    assert not any(is_iin(other) for other in changed)


def test_forms_of_things() -> None:
    assert is_cadastral_number("20-312-041-123")
    assert is_cadastral_number("20-312-041-123-1-12")
    assert not is_cadastral_number("20312041123")
    assert is_plate("123ABC02")
    assert not is_plate("123абв02")


def test_a_key_never_shows_its_number() -> None:
    assert "850101300015" not in repr(Key(KeyKind.IIN, "850101300015"))
