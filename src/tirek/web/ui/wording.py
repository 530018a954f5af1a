"""Figures, days and counts in words of the language of the page.

Spaces inside a figure and before its unit do not break. A value that is not there is a dash, never a nought.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Final, Protocol

import yaml
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext, pgettext

NOTHING: Final = "—"
HARD: Final = "\N{NO-BREAK SPACE}"
COUNTED: Final = Path(__file__).with_name("counted.yaml")
ROMAN: Final = ("I", "II", "III", "IV")
# Kazakh says "from" and "inclusive of" by endings, which follow the last sound of the month: қаңтардан, шілдені.
FROM_KK: Final = ("дан", "нан", "дан", "ден", "дан", "нан", "ден", "дан", "тен", "нан", "дан", "нан")
OBJECT_KK: Final = ("ды", "ды", "ды", "ді", "ды", "ды", "ні", "ды", "ті", "ды", "ны", "ды")


class Range(Protocol):
    """A range of days as PostgreSQL keeps it."""

    lower: date | None
    upper: date | None

    @property
    def upper_inc(self) -> bool: ...  # noqa: D102


def number_words(value: int | Decimal | None, *, places: int | None = None) -> str:
    """A figure in groups of three: ``1 234 567,5``; ``places`` fixes the decimal places."""
    if value is None:
        return NOTHING
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError(f"a figure is an int or a Decimal, not {type(value).__name__}")
    if places is not None:
        value = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = number_format(value, use_l10n=True, force_grouping=True)
    return text.replace("-", "\N{MINUS SIGN}", 1)


def tenge_words(value: int | Decimal | None) -> str:
    """A sum: ``1 234 567 ₸``; tiyn are written only where the sum carries them."""
    if value is None:
        return NOTHING
    is_whole = isinstance(value, int) or value == value.to_integral_value()
    return f"{number_words(value, places=0 if is_whole else 2)}{HARD}₸"


def month_words(day: date | None) -> str:
    """The month of a day: ``ноябрь 2026 г.``, ``2026 ж. қараша``; inside a sentence, so in small letters."""
    if day is None:
        return NOTHING
    text = date_format(day, "YEAR_MONTH_FORMAT")
    return _hard(text if _language() == "en" else text[:1].lower() + text[1:])


def quarter_words(day: date | None) -> str:
    """The quarter in which a day lies: ``IV квартал 2026 г.``."""
    if day is None:
        return NOTHING
    # Translators: %(quarter)s is a Roman figure, I to IV.
    text = gettext("quarter %(quarter)s of %(year)s")
    return _hard(text % {"quarter": ROMAN[(day.month - 1) // 3], "year": day.year})


def day_words(day: date | None) -> str:
    """A day: ``22 ноября 2026 г.``."""
    return NOTHING if day is None else _hard(date_format(day, "DATE_FORMAT"))


def period_words(period: Range | tuple[date | None, date | None] | None) -> str:
    """Days from and to, both counted in: ``1 января – 31 марта 2026 г.``.

    A pair is taken as it stands; of a range of the database, whose end does not belong to it, the last day is shown.
    """
    if period is None:
        return NOTHING
    first, last = period if isinstance(period, tuple) else (period.lower, _last_day(period))
    if first is None and last is None:
        return pgettext("period", "without a term")
    if last is None:
        return pgettext("period", "from %(day)s") % {"day": day_words(first) + _ending(FROM_KK, first)}
    if first is None:
        return pgettext("period", "until %(day)s inclusive") % {"day": day_words(last) + _ending(OBJECT_KK, last)}
    if first == last:
        return day_words(first)
    if first.year != last.year:
        return f"{day_words(first)} – {day_words(last)}"
    if _language() == "kk":
        return f"{day_words(first)} – {_hard(date_format(last, 'MONTH_DAY_FORMAT'))}"
    return f"{_hard(date_format(first, 'MONTH_DAY_FORMAT'))} – {day_words(last)}"


def days_words(first: date | None, last: date | None = None) -> str:
    """Days from and to in figures, both counted in, for narrow places: ``01.01.2020 – 31.03.2026``."""
    if first is None and last is None:
        return NOTHING
    shown = [_hard(date_format(day, "SHORT_DATE_FORMAT")) if day else "" for day in (first, last)]
    if last is None:
        return _hard(pgettext("days", "from %(day)s") % {"day": shown[0]})
    if first is None:
        return _hard(pgettext("days", "until %(day)s") % {"day": shown[1]})
    return f"{shown[0]} – {shown[1]}"


def counted_words(count: int | None, noun: str) -> str:
    """A count with its noun in the right form: ``5 человек``, ``5 адам``, ``5 people``.

    Raises
    ------
    KeyError
        For a noun that ``counted.yaml`` does not hold.
    """
    if count is None:
        return NOTHING
    forms = _nouns()[noun].get(_language(), _nouns()[noun]["en"])
    return f"{number_words(count)}{HARD}{forms[plural_form(count, _language())]}"


def plural_form(count: int, language: str) -> str:
    """Which form of a noun follows a whole number: ``one``, ``few``, ``many`` or ``other``.

    Kazakh nouns stay singular after a number; the rules of Russian and English are those of the Unicode CLDR.

    >>> [plural_form(count, "ru") for count in (1, 3, 5, 11, 21, 112)]
    ['one', 'few', 'many', 'many', 'one', 'many']
    """
    count = abs(count)
    if language == "ru":
        if count % 10 == 1 and count % 100 != 11:
            return "one"
        return "few" if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else "many"
    return "one" if language == "en" and count == 1 else "other"


@cache
def _nouns() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    nouns: Mapping[str, Mapping[str, Mapping[str, str]]] = yaml.safe_load(COUNTED.read_text(encoding="utf-8"))["nouns"]
    return nouns


def _last_day(period: Range) -> date | None:
    if period.upper is None or period.upper_inc:
        return period.upper
    return period.upper - timedelta(days=1)


def _ending(endings: tuple[str, ...], day: date | None) -> str:
    return endings[day.month - 1] if day is not None and _language() == "kk" else ""


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


def _hard(text: str) -> str:
    return text.replace(" ", HARD)
