"""Figures, days, periods and counts as the three languages write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import yaml
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.template import Context, Template
from django.utils.formats import date_format, get_format
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tirek.web.ui.forms import DayField
from tirek.web.ui.wording import (
    COUNTED,
    counted_words,
    day_words,
    month_words,
    number_words,
    period_words,
    plural_form,
    quarter_words,
    tenge_words,
)

LANGUAGES = ("kk", "ru", "en")


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_days_agree_with_the_unicode_locale_data(day: date) -> None:
    with override("kk"):
        assert plain(day_words(day)) == plain(format_date(day, "long", "kk_KZ")).removesuffix(".")
    with override("ru"):
        assert plain(day_words(day)) == plain(format_date(day, "long", "ru_KZ"))


@given(st.integers(-(10**12), 10**12))
def test_whole_figures_agree_with_the_unicode_locale_data(figure: int) -> None:
    for language in ("kk", "ru"):
        with override(language):
            ours = plain(number_words(figure)).replace("\N{MINUS SIGN}", "-")
            assert ours == plain(format_decimal(figure, locale=f"{language}_KZ"))


@given(st.integers(0, 10**6))
def test_the_forms_of_nouns_are_those_of_the_unicode_locale_data(count: int) -> None:
    assert plural_form(count, "ru") == Locale("ru").plural_form(count)
    assert plural_form(count, "en") == ("one" if count == 1 else "other")
    assert plural_form(count, "kk") == "other"


@pytest.mark.parametrize(
    ("value", "kk", "en"),
    [
        (1_234_567, "1\xa0234\xa0567\xa0₸", "1,234,567\xa0₸"),
        (Decimal("1234.5"), "1\xa0234,50\xa0₸", "1,234.50\xa0₸"),
        (Decimal("10.00"), "10\xa0₸", "10\xa0₸"),
        (-5, "\N{MINUS SIGN}5\xa0₸", "\N{MINUS SIGN}5\xa0₸"),
        (0, "0\xa0₸", "0\xa0₸"),
        (None, "—", "—"),
    ],
)
def test_sums(value: int | Decimal | None, kk: str, en: str) -> None:
    for language, expected in (("kk", kk), ("ru", kk), ("en", en)):
        with override(language):
            assert tenge_words(value) == expected


@pytest.mark.parametrize("value", [True, 1.5, "12"])
def test_a_figure_that_is_no_exact_number_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="a figure is an int or a Decimal"):
        number_words(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("period", "kk", "ru", "en"),
    [
        (
            (date(2026, 1, 1), date(2026, 3, 31)),
            "2026 ж. 1 қаңтар – 31 наурыз",
            "1 января – 31 марта 2026 г.",
            "1 January – 31 March 2026",
        ),
        (
            (date(2025, 12, 1), date(2026, 1, 31)),
            "2025 ж. 1 желтоқсан – 2026 ж. 31 қаңтар",
            "1 декабря 2025 г. – 31 января 2026 г.",
            "1 December 2025 – 31 January 2026",
        ),
        ((date(2026, 7, 1), None), "2026 ж. 1 шілдеден бастап", "с 1 июля 2026 г.", "from 1 July 2026"),
        (
            (None, date(2026, 9, 30)),
            "2026 ж. 30 қыркүйекті қоса алғанға дейін",
            "по 30 сентября 2026 г.",
            "until 30 September 2026 inclusive",
        ),
        ((None, None), "мерзімсіз", "бессрочно", "without a term"),
        (
            DateRange(date(2026, 1, 1), date(2026, 4, 1), "[)"),
            "2026 ж. 1 қаңтар – 31 наурыз",
            "1 января – 31 марта 2026 г.",
            "1 January – 31 March 2026",
        ),
        (DateRange(date(2026, 5, 9), date(2026, 5, 10), "[)"), "2026 ж. 9 мамыр", "9 мая 2026 г.", "9 May 2026"),
        (None, "—", "—", "—"),
    ],
)
def test_periods(period: object, kk: str, ru: str, en: str) -> None:
    for language, expected in (("kk", kk), ("ru", ru), ("en", en)):
        with override(language):
            assert plain(period_words(period)) == expected  # type: ignore[arg-type]


FROM_MONTH = (
    *("қаңтардан", "ақпаннан", "наурыздан", "сәуірден", "мамырдан", "маусымнан"),
    *("шілдеден", "тамыздан", "қыркүйектен", "қазаннан", "қарашадан", "желтоқсаннан"),
)


@pytest.mark.parametrize(("month", "kk"), list(enumerate(FROM_MONTH, start=1)))
def test_kazakh_endings_follow_the_month(month: int, kk: str) -> None:
    with override("kk"):
        assert plain(period_words((date(2026, month, 5), None))) == f"2026 ж. 5 {kk} бастап"


@pytest.mark.parametrize(
    ("language", "month", "quarter"),
    [
        ("kk", "2026 ж. қараша", "2026 жылғы IV тоқсан"),
        ("ru", "ноябрь 2026 г.", "IV квартал 2026 г."),
        ("en", "November 2026", "quarter IV of 2026"),
    ],
)
def test_months_and_quarters(language: str, month: str, quarter: str) -> None:
    with override(language):
        assert plain(month_words(date(2026, 11, 22))) == month
        assert plain(quarter_words(date(2026, 11, 22))) == quarter
        assert [month_words(None), quarter_words(None), day_words(None), period_words(None)] == ["—"] * 4


@pytest.mark.parametrize(
    ("count", "noun", "kk", "ru", "en"),
    [
        (1, "person", "1 адам", "1 человек", "1 person"),
        (2_300_003, "person", "2 300 003 адам", "2 300 003 человека", "2,300,003 people"),
        (11, "family", "11 отбасы", "11 семей", "11 families"),
        (24, "year_of_age", "24 жас", "24 года", "24 years"),
    ],
)
def test_counts_with_nouns(count: int, noun: str, kk: str, ru: str, en: str) -> None:
    for language, expected in (("kk", kk), ("ru", ru), ("en", en)):
        with override(language):
            assert plain(counted_words(count, noun)) == expected


def test_an_unknown_noun_is_an_error() -> None:
    with pytest.raises(KeyError, match="unicorn"):
        counted_words(1, "unicorn")


def test_every_noun_has_its_forms_in_three_languages() -> None:
    nouns = yaml.safe_load(COUNTED.read_text(encoding="utf-8"))["nouns"]
    forms_of = {"kk": {"other"}, "ru": {"one", "few", "many"}, "en": {"one", "other"}}
    assert {
        name: {language: set(forms) for language, forms in noun.items()} for name, noun in nouns.items()
    } == dict.fromkeys(nouns, forms_of)


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_are_typed_the_same_way_everywhere(language: str) -> None:
    with override(language):
        assert get_format("FIRST_DAY_OF_WEEK") == 1
        assert date_format(date(2026, 11, 2), "SHORT_DATE_FORMAT") == "02.11.2026"
        assert DayField().clean("02.11.2026") == date(2026, 11, 2)
        assert DayField().widget.format_value(date(2026, 11, 2)) == "02.11.2026"
        for wrong in ("02.11.26", "31.02.2026", "11/02/2026"):
            with pytest.raises(forms.ValidationError):
                DayField().clean(wrong)


def test_the_filters_are_there_for_templates() -> None:
    template = Template(
        "{% load formats %}{{ n|number }}|{{ n|tenge }}|{{ d|date }}|{{ d|month }}|{{ d|quarter }}|{{ p|period }}|"
        "{{ n|counted:'row' }}"
    )
    day = date(2026, 11, 22)
    with override("kk"):
        shown = template.render(Context({"n": 1500, "d": day, "p": (day, day)}))
    assert plain(shown) == (
        "1 500|1 500 ₸|2026 ж. 22 қараша|2026 ж. қараша|2026 жылғы IV тоқсан|2026 ж. 22 қараша|1 500 жол"
    )
