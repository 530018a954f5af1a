from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.registers.asking import iins
from tirek.department.core.identifiers.faults import IdentifierError
from tirek.department.core.identifiers.iin import Sex, parse_iin, synthetic_iin
from tirek.registers.check_digit import check_digit
from tirek.registers.contract import Key, KeyKind
from tirek.registers.identifiers import (
    birth_date_of,
    is_bin,
    is_cadastral_number,
    is_iin,
    is_invented,
    is_plate,
    sex_of,
)


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


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.sampled_from(("male", "female")), st.integers(0, 999))
def test_invented_people_are_the_same_here_and_in_the_registry(born_on: date, sex: Sex, serial: int) -> None:
    iin = synthetic_iin(born_on, sex, serial)
    if iin is not None:
        assert is_iin(iin)
        assert is_invented(iin)
        assert (birth_date_of(iin), sex_of(iin)) == (born_on, sex)


five_digits = st.text("0123456789", min_size=5, max_size=5)
days = st.dates(date(1800, 1, 1), date(2099, 12, 31)).map("{:%y%m%d}".format)


@given(st.tuples(st.one_of(days, st.text("0123456789", min_size=6, max_size=6)), five_digits).map("".join))
def test_a_number_is_right_here_exactly_when_it_is_in_the_registry(base: str) -> None:
    digit = check_digit(base)
    number = f"{base}{0 if digit is None else digit}"
    try:
        told = parse_iin(number, with_synthetic=True)
    except IdentifierError:
        assert not is_iin(number)
    else:
        assert is_iin(number)
        assert (birth_date_of(number), sex_of(number)) == (told.born_on, told.sex)
