"""IIN, BIN, accounts, phones: right ones are read, wrong ones are refused with a reason, and no number is repeated in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tirek.department.core.identifiers.bin import parse_bin
from tirek.department.core.identifiers.faults import FAULTS, IdentifierError
from tirek.department.core.identifiers.iban import mask_iban, parse_iban
from tirek.department.core.identifiers.iin import Sex, mask_iin, parse_iin, synthetic_iin
from tirek.department.core.identifiers.phone import mask_phone, parse_phone
from tirek.registers.check_digit import check_digit, is_checked

# Public vectors; the third and the fourth lines pass by the second weights only.
IINS = (
    ("791028302728", date(1979, 10, 28), "male"),
    ("061211600012", date(2006, 12, 11), "female"),
    ("850101300015", date(1985, 1, 1), "male"),
    ("850101300025", date(1985, 1, 1), "male"),
    ("850101310311", date(1985, 1, 1), "male"),
    ("850101310323", date(1985, 1, 1), "male"),
)
NEVER_ISSUED = ("85010131030", "85010131111")

births = st.dates(date(1800, 1, 1), date(2099, 12, 31))
sexes: st.SearchStrategy[Sex] = st.sampled_from(("male", "female"))


def code_of(parse: Callable[[str], object], text: str) -> str:
    with pytest.raises(IdentifierError) as caught:
        parse(text)
    assert all(caught.value.text(language) for language in ("kk", "ru", "en"))
    assert str(caught.value) == caught.value.text("en")
    return caught.value.code


@pytest.mark.parametrize(("number", "born_on", "sex"), IINS)
def test_an_iin_tells_birth_and_sex(number: str, born_on: date, sex: str) -> None:
    iin = parse_iin(f" {number[:6]} {number[6:]}\u00a0")
    assert (iin.value, iin.born_on, iin.sex, iin.is_synthetic) == (number, born_on, sex, False)


@pytest.mark.parametrize("base", NEVER_ISSUED)
def test_a_number_that_fails_both_passes_is_never_right(base: str) -> None:
    assert check_digit(base) is None
    assert {code_of(parse_iin, f"{base}{digit}") for digit in range(10)} == {"check"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "length"),
        ("79102830272", "length"),
        ("7910283027280", "length"),
        ("79102830272а", "length"),
        ("791328302728", "date"),
        ("790230302728", "date"),
        ("791028902728", "century"),
        ("791028302727", "check"),
        ("940140000385", "organisation"),
        ("850101890072", "synthetic"),
    ],
)
def test_a_wrong_iin_is_refused_with_its_reason(text: str, code: str) -> None:
    assert code_of(parse_iin, text) == code


def test_digits_of_another_script_are_read_as_digits() -> None:
    assert parse_iin("７９１０２８３０２７２８").value == "791028302728"
    assert code_of(parse_iin, "٧٩١٠٢٨٣٠٢٧٢٨") == "length"


def test_a_foreigner_with_century_zero_has_neither_date_nor_sex() -> None:
    base = "00022900001"  # 29 February of no told year
    iin = parse_iin(f"{base}{check_digit(base)}")
    assert (iin.born_on, iin.sex) == (None, None)


@given(births, sexes, st.integers(0, 999))
def test_an_invented_person_is_seen_as_invented_and_keeps_birth_and_sex(born_on: date, sex: Sex, serial: int) -> None:
    number = synthetic_iin(born_on, sex, serial)
    if number is None:
        return
    iin = parse_iin(number, with_synthetic=True)
    assert (iin.born_on, iin.sex, iin.is_synthetic) == (born_on, sex, True)
    assert code_of(parse_iin, number) == "synthetic"


@given(births, sexes)
def test_nearly_every_serial_gives_an_invented_person_a_number_of_his_own(born_on: date, sex: Sex) -> None:
    numbers = [synthetic_iin(born_on, sex, serial) for serial in range(1000)]
    made = [number for number in numbers if number]
    assert len(set(made)) == len(made) >= 970


@given(births, sexes, st.integers(0, 999), st.sampled_from([*range(10), 11]), st.integers(1, 9))
def test_one_mistyped_digit_is_seen(born_on: date, sex: Sex, serial: int, place: int, by: int) -> None:
    """Eleven is prime, so the first pass sees each slip but one in the eleventh digit, unless a second pass steps in."""
    number = synthetic_iin(born_on, sex, serial)
    if number is None:
        return
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    remainders = [
        sum(int(digit) * weight for weight, digit in enumerate(text[:11], 1)) % 11 for text in (number, wrong)
    ]
    if 10 not in remainders:
        assert not is_checked(wrong)


@given(st.text(max_size=20) | st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_whatever_is_typed_gives_a_number_or_a_reason(text: str) -> None:
    for parse in (parse_iin, parse_bin, parse_iban, parse_phone):
        try:
            parse(text)
        except IdentifierError as error:
            message = str(error)
        else:
            continue
        digits = "".join(sign for sign in text if sign.isdigit())
        assert len(digits) < 5 or digits not in message


def test_no_number_is_both_a_person_and_an_organisation() -> None:
    assert parse_bin("970740001013").part == "head"
    for number, _, _ in IINS:
        assert code_of(parse_bin, number) == "person"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9401400003", "length"),
        ("941340000385", "date"),
        ("940170000385", "kind"),
        ("940149000385", "kind"),
        ("940140000386", "check"),
    ],
)
def test_a_wrong_bin_is_refused_with_its_reason(text: str, code: str) -> None:
    assert code_of(parse_bin, text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE89370400440532013000", "country"),
        ("KZ86125KZT500410010", "length"),
        ("KZ8612AKZT5004100100", "length"),
        ("KZ86125КZT5004100100", "length"),  # the fifth character after the bank is a Cyrillic К
        ("KZ86125KZT5004100101", "check"),
    ],
)
def test_a_wrong_account_is_refused_with_its_reason(text: str, code: str) -> None:
    assert code_of(parse_iban, text) == code


@pytest.mark.parametrize("text", ["+7 701 123 45 67", "8-701-123-45-67", "77011234567", "7011234567"])
def test_a_phone_has_one_form(text: str) -> None:
    assert parse_phone(text) == "+77011234567"


@pytest.mark.parametrize(
    ("text", "code"),
    [("12345", "length"), ("+7 701 123 45", "length"), ("+7 912 345 67 89", "country"), ("+49 30 1234567", "country")],
)
def test_a_wrong_phone_is_refused(text: str, code: str) -> None:
    assert code_of(parse_phone, text) == code


def test_masks_hide_all_but_the_tail() -> None:
    assert mask_iin("791028302728") == "••••••••••28"
    assert mask_iban("KZ86125KZT5004100100") == "KZ••125•••••••••0100"
    assert mask_phone("+77011234567") == "+7••••••••67"
    assert "7910" not in repr(parse_iin("791028302728"))


def test_every_reason_is_in_three_languages() -> None:
    document = yaml.safe_load(FAULTS.read_text("utf-8"))
    assert set(document) == {"iin", "bin", "iban", "phone", "kato"}
    assert all(set(text) == {"kk", "ru", "en"} for faults in document.values() for text in faults.values())
