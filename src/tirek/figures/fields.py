"""Fields of a raw record, checked one by one; every refusal names its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from keyword import iskeyword
from typing import Any
from unicodedata import normalize

from tirek.figures.errors import FiguresError
from tirek.figures.formulas import Formula, FormulaError, read_formula
from tirek.figures.numerals import Numeral, read_numeral
from tirek.figures.places import Places
from tirek.figures.records import Period, Text
from tirek.rulebook.engine.calendar import shift_months

MUST_HAVE = ("kk", "ru")
_PERIOD = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>0[1-9]|1[0-2])))?")


class Fields:
    """One raw record and its place.

    Parameters
    ----------
    raw : object
        The record as it was read; anything but a mapping is refused.
    where : Places
        Place of a path of keys.
    path : tuple
        Keys that lead to the record.
    allowed : tuple of str
        Fields it may have; empty where keys are free.
    """

    def __init__(self, raw: object, where: Places, path: tuple[str | int, ...], allowed: Iterable[str] = ()) -> None:
        self.where, self.path = where, path
        if not isinstance(raw, Mapping):
            raise FiguresError(where(*path), "not_a_mapping")
        self.raw: Mapping[str, Any] = raw
        names = tuple(allowed)
        for name in raw if names else ():
            if name not in names:
                raise self.error(str(name), "unknown_field", value=name, allowed=", ".join(names))

    def error(self, name: str, code: str, **details: object) -> FiguresError:
        """An error at a field."""
        return FiguresError(self.where(*self.path, name), code, **details)

    def needed(self, name: str) -> Any:
        """A field that must be there."""
        value = self.raw.get(name)
        if value is None or value == "":
            raise FiguresError(self.where(*self.path), "missing_field", value=self.where.field(name))
        return value

    def word(self, name: str, default: str = "") -> str:
        """A short string."""
        return str(default if self.raw.get(name) is None else self.raw[name]).strip()

    def choice(self, name: str, allowed: Iterable[str], default: str | None = None) -> str:
        """One of a list."""
        names = list(allowed)
        value = str(self.needed(name) if default is None else self.word(name, default))
        if value not in names and value != default:
            raise self.error(name, "not_in_list", value=value, allowed=", ".join(_nearest(value, names)))
        return value

    def text(self, name: str, *, needed: bool = True) -> Text:
        """A text in kk and ru."""
        value = self.raw.get(name)
        if value is None and not needed:
            return {}
        if not isinstance(value, Mapping) or not all(str(value.get(one) or "").strip() for one in MUST_HAVE):
            raise self.error(name, "bad_text", value=name)
        return {language: " ".join(str(words).split()) for language, words in value.items()}

    def numeral(self, value: object, name: str) -> Numeral:
        """A printed number, which stands in a field."""
        if isinstance(value, float):
            raise self.error(name, "not_exact", value=value)
        try:
            if isinstance(value, bool):
                raise ValueError
            return read_numeral(str(value))
        except ValueError:
            raise self.error(name, "not_a_number", value=value) from None

    def day(self, name: str, value: object = None) -> date | None:
        """A date, or None where there is none."""
        found = self.raw.get(name) if value is None else value
        if found is None or found == "":
            return None
        if type(found) is date:
            return found
        try:
            return date.fromisoformat(str(found)[:10])
        except ValueError:
            raise self.error(name, "not_a_date", value=found) from None

    def period(self, name: str) -> Period | None:
        """A stretch of days, or None where there is none."""
        value = self.raw.get(name)
        try:
            return None if value is None or value == "" else read_period(str(value))
        except ValueError:
            raise self.error(name, "not_a_period", value=value) from None

    def whole(self, name: str) -> int | None:
        """A count, or None where there is none."""
        value = self.raw.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.error(name, "not_whole", value=value)
        return value

    def key(self, name: str) -> str:
        """A key of the record, checked for its form."""
        if not name.isidentifier() or iskeyword(name) or normalize("NFKC", name) != name:
            raise self.error(name, "bad_key", value=name)
        return name

    def formula(self, name: str, is_known: Callable[[str], bool], known: Iterable[str]) -> Formula | None:
        """A formula whose names are all figures, or None where there is none."""
        text = self.word(name)
        if not text:
            return None
        try:
            formula = read_formula(text)
        except FormulaError as error:
            raise self.error(name, error.code, value=error.value) from None
        for figure in formula.names:
            if not is_known(figure):
                raise self.error(name, "unknown_figure", value=figure, allowed=", ".join(_nearest(figure, known)))
        return formula


def _nearest(value: str, names: Iterable[str]) -> list[str]:
    """The names most like a value; all of a short list."""
    listed = list(names)
    return listed if len(listed) <= 8 else get_close_matches(value, listed, n=5, cutoff=0.3) or listed[:8]


def read_period(text: str) -> Period:
    """A period from its text.

    Raises
    ------
    ValueError
        If it is none.

    Examples
    --------
    >>> read_period("2025-Q3").start, read_period("2025-Q3").end
    (datetime.date(2025, 7, 1), datetime.date(2025, 9, 30))
    """
    if "/" in text:
        first, _, last = text.partition("/")
        start, end = date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
        if start > end:
            raise ValueError(text)
        return Period(start, end)
    found = _PERIOD.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    quarter, half, month = (int(found[name] or 0) for name in ("quarter", "half", "month"))
    first_month = month or (quarter - 1) * 3 + 1 if month or quarter else (half - 1) * 6 + 1 if half else 1
    months = 1 if month else 3 if quarter else 6 if half else 12
    start = date(int(found["year"]), first_month, 1)
    return Period(start, shift_months(start, months) - timedelta(days=1))
