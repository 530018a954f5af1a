"""Numbers, dates and yes or no as Kazakh, Russian and English write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from tirek.rulebook.engine.calendar import NEVER, as_date
from tirek.rulebook.engine.units import Unit, symbol_of

SPACE = "\u00a0"
"""Between thousands, and between a number and its unit: a line never breaks there."""

_MONTHS_KK = (
    ("қаңтар", "дан", "дағы"),
    ("ақпан", "нан", "дағы"),
    ("наурыз", "дан", "дағы"),
    ("сәуір", "ден", "дегі"),
    ("мамыр", "дан", "дағы"),
    ("маусым", "нан", "дағы"),
    ("шілде", "ден", "дегі"),
    ("тамыз", "дан", "дағы"),
    ("қыркүйек", "тен", "тегі"),
    ("қазан", "нан", "дағы"),
    ("қараша", "дан", "дағы"),
    ("желтоқсан", "нан", "дағы"),
)
"""Month, its ending for "since", its ending for "of"."""

_MONTHS_RU = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
_MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ROMAN = ("I", "II", "III", "IV")
_YES: Mapping[str, tuple[str, str]] = {"kk": ("иә", "жоқ"), "ru": ("да", "нет"), "en": ("yes", "no")}
_NEVER: Mapping[str, str] = {"kk": "болған жоқ", "ru": "не было", "en": "never"}


def number_text(value: int | Fraction, language: str, places: int = 2) -> str:
    """An exact number; one that does not end is cut to ``places`` and marked with ≈.

    Examples
    --------
    >>> number_text(1234567, "ru").replace(SPACE, " ")
    '1 234 567'
    >>> number_text(Fraction(94452, 10), "kk").replace(SPACE, " ")
    '9 445,2'
    >>> number_text(Fraction(20000, 3), "en")
    '≈6,666.67'
    """
    thousands, point = (",", ".") if language == "en" else (SPACE, ",")
    if value.denominator == 1:  # nearly every number of a trace
        grouped = f"{abs(value.numerator):,}".replace(",", thousands)
        return f"−{grouped}" if value < 0 else grouped
    exact = Fraction(value)
    scaled = exact * 10**places
    mark = "" if scaled.denominator == 1 else "≈"
    rounded = round(scaled)
    sign, digits = ("−" if rounded < 0 else ""), str(abs(rounded)).rjust(places + 1, "0")
    whole, rest = digits[:-places], digits[-places:].rstrip("0")
    grouped = f"{int(whole):,}".replace(",", thousands)
    return f"{mark}{sign}{grouped}" + (f"{point}{rest}" if rest else "")


def quantity_text(value: int | Fraction, unit: Unit, language: str) -> str:
    """A number with the symbol of its unit."""
    symbol = symbol_of(unit).get(language, "") if unit.powers else ""
    return number_text(value, language) + (SPACE + symbol if symbol else "")


def day_text(number: int, language: str) -> str:
    """A YYYYMMDD date in words.

    Examples
    --------
    >>> day_text(20260101, "kk")
    '2026 жылғы 1 қаңтар'
    >>> day_text(20260101, "ru")
    '1 января 2026 года'
    """
    if number == NEVER:
        return _NEVER[language]
    try:
        day = as_date(number)
    except ValueError:
        return str(number)
    return date_text(day, language)


def date_text(day: date, language: str) -> str:
    """A date in words."""
    if language == "kk":
        return f"{day.year} жылғы {day.day} {_MONTHS_KK[day.month - 1][0]}"
    if language == "ru":
        return f"{day.day} {_MONTHS_RU[day.month - 1]} {day.year} года"
    return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


def since_text(day: date, language: str) -> str:
    """A first day, in words.

    Examples
    --------
    >>> since_text(date(2020, 4, 1), "kk")
    '2020 жылғы 1 сәуірден бастап'
    """
    if language == "kk":
        month, ending, _ = _MONTHS_KK[day.month - 1]
        return f"{day.year} жылғы {day.day} {month}{ending} бастап"
    return f"с {date_text(day, language)}" if language == "ru" else f"since {date_text(day, language)}"


def dated_text(day: date, language: str) -> str:
    """The date of an act, as a citation writes it.

    Examples
    --------
    >>> dated_text(date(2015, 7, 23), "kk")
    '2015 жылғы 23 шілдедегі'
    """
    if language == "kk":
        month, _, ending = _MONTHS_KK[day.month - 1]
        return f"{day.year} жылғы {day.day} {month}{ending}"
    return f"от {date_text(day, language)}" if language == "ru" else f"of {date_text(day, language)}"


def quarter_text(quarter: str, language: str) -> str:
    """A quarter written ``2020Q3``, in words.

    Examples
    --------
    >>> quarter_text("2020Q3", "ru")
    'III квартал 2020 года'
    """
    year, _, number = quarter.partition("Q")
    roman = _ROMAN[int(number) - 1]
    if language == "kk":
        return f"{year} жылғы {roman} тоқсан"
    return f"{roman} квартал {year} года" if language == "ru" else f"quarter {roman} of {year}"


def yes_text(value: bool, language: str) -> str:
    """Yes or no."""
    return _YES[language][0 if value else 1]
