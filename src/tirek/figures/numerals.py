"""Numbers as reports print them: digits, decimal comma or point, a multiple in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from tirek.rulebook.engine.wording import SPACE, number_text

MULTIPLES = {"": 1, "thousand": 10**3, "million": 10**6, "billion": 10**9}

_WORDS = {
    "thousand": ("thousand", "тыс", "тысяч", "тысяча", "тысячи", "мың"),
    "million": ("million", "млн", "миллион", "миллиона", "миллионов"),
    "billion": ("billion", "млрд", "миллиард", "миллиарда", "миллиардов"),
}
_MULTIPLE_OF = {word: multiple for multiple, words in _WORDS.items() for word in words}
_SHORT = {
    "thousand": {"kk": "мың", "ru": "тыс.", "en": "thousand"},
    "million": {"kk": "млн", "ru": "млн", "en": "million"},
    "billion": {"kk": "млрд", "ru": "млрд", "en": "billion"},
}
_SPACES = "\u0020\u00a0\u202f\u2009"
_NUMERAL = re.compile(
    rf"(?P<sign>[-−]?)(?P<whole>[0-9]+|[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+)(?:[.,](?P<part>[0-9]+))?"
    rf"[{_SPACES}]*(?P<word>[^\W\d_]*)\.?[{_SPACES}]*(?P<percent>%?)"
)


@dataclass(frozen=True)
class Numeral:
    """A printed number: its value, a percent as a fraction of one, and what its last digit is worth."""

    value: Fraction
    step: Fraction
    multiple: str = ""
    percent: bool = False

    def text(self, language: str) -> str:
        """The number as it was printed, its zeros kept."""
        return self.like(self.value, language, spare=0)

    def like(self, value: Fraction, language: str, spare: int = 2) -> str:
        """Another value in the same multiple, with up to ``spare`` digits more than were printed."""
        worth = Fraction(1, 100) if self.percent else Fraction(MULTIPLES[self.multiple])
        shown, size = value / worth, self.step / worth
        places = len(str(size.denominator)) - 1 if size < 1 else 0
        written = number_text(shown, language, places + spare) if places + spare else number_text(shown, language, 1)
        if not spare and places:
            written = _with_zeros(written, places, "." if language == "en" else ",")
        sign = "%" if self.percent else _SHORT[self.multiple][language] if self.multiple else ""
        return written + (SPACE + sign if sign else "")


def _with_zeros(written: str, places: int, point: str) -> str:
    whole, _, part = written.partition(point)
    return f"{whole}{point}{part.ljust(places, '0')}"


def read_numeral(text: str) -> Numeral:
    """A number as Kazakhstan writes it, or in the plain form of the files.

    Raises
    ------
    ValueError
        If it is no number, or its multiple is unknown.

    Examples
    --------
    >>> read_numeral("3099.9 million").value
    Fraction(3099900000, 1)
    >>> read_numeral("2 341,9 тыс.").step
    Fraction(100, 1)
    >>> read_numeral("4,40 %").step
    Fraction(1, 100)
    """
    found = _NUMERAL.fullmatch(text.strip())
    word = found["word"].lower() if found else ""
    if found is None or (word and word not in _MULTIPLE_OF):
        raise ValueError(text)
    multiple = _MULTIPLE_OF.get(word, "")
    part = found["part"] or ""
    step = Fraction(MULTIPLES[multiple], 10 ** len(part))
    digits = re.sub(r"\D", "", found["whole"]) + part
    value = int(digits) * step * (-1 if found["sign"] else 1)
    return Numeral(value, step, multiple, bool(found["percent"]))
