"""What people type around the characters of a number: spaces, hyphens, brackets, digits of other scripts."""

from __future__ import annotations

import re
import unicodedata

_AROUND = re.compile(r"[\s\-\u2010-\u2015.()/·]+")


def bare(text: str) -> str:
    """The text in plain characters, without what stands between them.

    Examples
    --------
    >>> bare(" 791028 302728"), bare("+7 (701) 123-45-67")
    ('791028302728', '+77011234567')
    """
    return _AROUND.sub("", unicodedata.normalize("NFKC", text))


def is_digits(text: str) -> bool:
    """Whether these are the digits 0 to 9 and nothing else."""
    return text.isascii() and text.isdigit()
