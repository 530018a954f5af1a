"""Numbers and dates as Kazakh, Russian and English write them."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tirek.rulebook.engine.units import NONE, Unit, named_unit
from tirek.rulebook.engine.wording import (
    SPACE,
    date_text,
    dated_text,
    day_text,
    number_text,
    quantity_text,
    quarter_text,
    since_text,
    yes_text,
)

LANGUAGES = ("kk", "ru", "en")


def spaced(text: str) -> str:
    """The text with every space that may not break; an ordinary one becomes visible."""
    return text.replace(" ", "!").replace(SPACE, " ")


@pytest.mark.parametrize(
    ("value", "kk", "en"),
    [
        (0, "0", "0"),
        (7, "7", "7"),
        (999, "999", "999"),
        (1000, "1 000", "1,000"),
        (1234567, "1 234 567", "1,234,567"),
        (-1234, "−1 234", "−1,234"),
        (Fraction(94452, 10), "9 445,2", "9,445.2"),
        (Fraction(1, 20), "0,05", "0.05"),
        (Fraction(1, 4), "0,25", "0.25"),
        (Fraction(-1, 2), "−0,5", "−0.5"),
        (Fraction(20000, 3), "≈6 666,67", "≈6,666.67"),
        (Fraction(-20000, 3), "≈−6 666,67", "≈−6,666.67"),
        (Fraction(1, 1000), "≈0", "≈0"),
        (Fraction(-1, 1000), "≈0", "≈0"),
        (Fraction(1999, 1000), "≈2", "≈2"),
        (Fraction(100, 1), "100", "100"),
        (Fraction(1001, 10), "100,1", "100.1"),
        (10**12, "1 000 000 000 000", "1,000,000,000,000"),
    ],
)
def test_numbers(value: int | Fraction, kk: str, en: str) -> None:
    assert spaced(number_text(value, "kk")) == kk
    assert spaced(number_text(value, "ru")) == kk
    assert number_text(value, "en") == en


def test_more_places() -> None:
    assert number_text(Fraction(1, 8), "ru", 4) == "0,125"
    assert number_text(Fraction(1, 3), "ru", 4) == "≈0,3333"
    assert number_text(Fraction(1, 8), "ru") == "≈0,12"


@given(st.fractions(-(10**9), 10**9, max_denominator=1000), st.sampled_from(LANGUAGES))
def test_what_is_written_can_be_read_back(value: Fraction, language: str) -> None:
    text = number_text(value, language)
    plain = text.removeprefix("≈").replace("−", "-").replace(SPACE, "")
    plain = plain.replace(",", "") if language == "en" else plain.replace(",", ".")
    assert " " not in text
    assert abs(Fraction(plain) - value) <= Fraction(1, 200)
    assert text.startswith("≈") == (Fraction(plain) != value)


@pytest.mark.parametrize(
    ("unit", "kk", "ru", "en"),
    [
        ("tenge", "2 778 теңге", "2 778 тенге", "2,778 tenge"),
        ("tenge_month", "2 778 теңге!айына", "2 778 тенге!в!месяц", "2,778 tenge!a!month"),
        ("person", "2 778 адам", "2 778 чел.", "2,778 persons"),
        ("none", "2 778", "2 778", "2,778"),
    ],
)
def test_quantities(unit: str, kk: str, ru: str, en: str) -> None:
    shown = [spaced(quantity_text(2778, named_unit(unit), language)) for language in LANGUAGES]
    assert shown == [kk, ru, en]


def test_a_unit_without_a_name() -> None:
    odd = Unit.of({"tenge": 2})
    assert quantity_text(5, odd, "ru") == "5"
    assert quantity_text(5, odd, "en") == f"5{SPACE}tenge*tenge"
    assert quantity_text(5, NONE, "en") == "5"


KAZAKH = [
    ("қаңтар", "қаңтардан", "қаңтардағы"),
    ("ақпан", "ақпаннан", "ақпандағы"),
    ("наурыз", "наурыздан", "наурыздағы"),
    ("сәуір", "сәуірден", "сәуірдегі"),
    ("мамыр", "мамырдан", "мамырдағы"),
    ("маусым", "маусымнан", "маусымдағы"),
    ("шілде", "шілдеден", "шілдедегі"),
    ("тамыз", "тамыздан", "тамыздағы"),
    ("қыркүйек", "қыркүйектен", "қыркүйектегі"),
    ("қазан", "қазаннан", "қазандағы"),
    ("қараша", "қарашадан", "қарашадағы"),
    ("желтоқсан", "желтоқсаннан", "желтоқсандағы"),
]


@pytest.mark.parametrize("month", range(1, 13))
def test_kazakh_months(month: int) -> None:
    day = date(2020, month, 9)
    name, since, of = KAZAKH[month - 1]
    assert date_text(day, "kk") == f"2020 жылғы 9 {name}"
    assert since_text(day, "kk") == f"2020 жылғы 9 {since} бастап"
    assert dated_text(day, "kk") == f"2020 жылғы 9 {of}"


RUSSIAN = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@pytest.mark.parametrize("month", range(1, 13))
def test_russian_and_english_months(month: int) -> None:
    day = date(2020, month, 9)
    assert date_text(day, "ru") == f"9 {RUSSIAN[month - 1]} 2020 года"
    assert since_text(day, "ru") == f"с 9 {RUSSIAN[month - 1]} 2020 года"
    assert dated_text(day, "ru") == f"от 9 {RUSSIAN[month - 1]} 2020 года"
    assert date_text(day, "en") == f"9 {ENGLISH[month - 1]} 2020"
    assert since_text(day, "en") == f"since 9 {ENGLISH[month - 1]} 2020"
    assert dated_text(day, "en") == f"of 9 {ENGLISH[month - 1]} 2020"


@pytest.mark.parametrize(
    ("number", "kk", "ru"),
    [
        (20200229, "2020 жылғы 29 ақпан", "29 февраля 2020 года"),
        (20261231, "2026 жылғы 31 желтоқсан", "31 декабря 2026 года"),
        (0, "болған жоқ", "не было"),
        (20210229, "20210229", "20210229"),
    ],
)
def test_stored_days(number: int, kk: str, ru: str) -> None:
    assert (day_text(number, "kk"), day_text(number, "ru")) == (kk, ru)


@pytest.mark.parametrize(("number", "roman"), [(1, "I"), (2, "II"), (3, "III"), (4, "IV")])
def test_quarters(number: int, roman: str) -> None:
    shown = [quarter_text(f"2020Q{number}", language) for language in LANGUAGES]
    assert shown == [f"2020 жылғы {roman} тоқсан", f"{roman} квартал 2020 года", f"quarter {roman} of 2020"]


def test_yes_and_no() -> None:
    assert [yes_text(True, language) for language in LANGUAGES] == ["иә", "да", "yes"]
    assert [yes_text(False, language) for language in LANGUAGES] == ["жоқ", "нет", "no"]
    assert day_text(0, "en") == "never"
