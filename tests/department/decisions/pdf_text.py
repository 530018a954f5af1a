"""The text of a PDF, letter by letter as its fonts map what they show, in the order of the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

_NAMED = re.compile(rb"/[A-Z]\w*\s*$")
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_SECTION = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_LETTER = re.compile(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]{4,})>")


def root_of(pdf: bytes) -> Any:
    """The root of the document."""
    return PdfFileReader(BytesIO(pdf)).root


def text_of(pdf: bytes) -> str:
    """The words of all pages, every run of white space as one space."""
    pages = root_of(pdf)["/Pages"]["/Kids"]
    return re.sub(r"\s+", " ", " ".join(_page_text(page.get_object()) for page in pages))


def _page_text(page: Any) -> str:
    fonts = page["/Resources"].get("/Font", {})  # a page of another file has none of its own
    letters = {name[1:].encode(): _letters(fonts[name]) for name in fonts}
    shown: dict[int, str] = {}
    told: list[str] = []
    for code, glyphs in _parts(page["/Contents"].data):
        fonts_named = re.findall(rb"/(\w+) [\d.]+ Tf", code)
        shown = letters[fonts_named[-1]] if fonts_named else shown
        told += [" "] if b"ET" in code else []
        if not _NAMED.search(code):  # the language of a part stands in brackets as well, after its name
            told += [shown[int.from_bytes(glyphs[at : at + 2], "big")] for at in range(0, len(glyphs), 2)]
    return "".join(told)


def _parts(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each string of a page, and the commands before it. Brackets within a string are escaped or in pairs."""
    at = 0
    while (begin := content.find(b"(", at)) >= 0:
        end, depth = begin + 1, 1
        while depth:
            sign = content[end : end + 1]
            depth += (sign == b"(") - (sign == b")")
            end += 2 if sign == b"\\" else 1
        yield content[at:begin], _ESCAPED.sub(_sign, content[begin + 1 : end - 1])
        at = end


def _letters(font: Any) -> dict[int, str]:
    sections = b"".join(_SECTION.findall(font["/ToUnicode"].data))
    mapped = _LETTER.findall(sections)
    return {int(glyph, 16): bytes.fromhex(letters.decode()).decode("utf-16-be") for glyph, letters in mapped}


def _sign(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8) & 255]) if code[0] in b"01234567" else _SIGNS.get(code, code)
