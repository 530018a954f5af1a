"""The text of a PDF, letter by letter as its fonts map what they show, in the order of the pages."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

_SHOWN = re.compile(
    rb"/[A-Z]\w*\((?:\\.|[^\\()])*\)|/(?P<font>\w+) [\d.]+ Tf|\((?P<text>(?:\\.|[^\\()])*)\)|(?P<end>ET)", re.DOTALL
)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_LETTER = re.compile(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]{4,})>")


def root_of(pdf: bytes) -> Any:
    """The root of the document."""
    return PdfFileReader(BytesIO(pdf)).root


def text_of(pdf: bytes) -> str:
    """The words of all pages, every run of white space as one space."""
    pages = root_of(pdf)["/Pages"]["/Kids"]
    return re.sub(r"\s+", " ", " ".join(_page_text(page.get_object()) for page in pages))


def _page_text(page: Any) -> str:
    fonts = {name[1:]: _letters(page["/Resources"]["/Font"][name]) for name in page["/Resources"]["/Font"]}
    letters: dict[int, str] = {}
    told: list[str] = []
    for found in _SHOWN.finditer(page["/Contents"].data):
        if found["font"]:
            letters = fonts[found["font"].decode()]
        elif found["text"]:
            glyphs = _ESCAPED.sub(_sign, found["text"])
            told += [letters[int.from_bytes(glyphs[at : at + 2], "big")] for at in range(0, len(glyphs), 2)]
        elif found["end"]:
            told.append(" ")
    return "".join(told)


def _letters(font: Any) -> dict[int, str]:
    mapped = _LETTER.findall(font["/ToUnicode"].data)
    return {int(glyph, 16): bytes.fromhex(letters.decode()).decode("utf-16-be") for glyph, letters in mapped}


def _sign(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8) & 255]) if code[0] in b"01234567" else _SIGNS.get(code, code)
