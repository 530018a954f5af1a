"""A letter as PDF/UA: tagged, with its title and language, and with the font that the project ships."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from threading import Lock
from typing import Any

import qrcode
import typst
from qrcode.image.svg import SvgPathImage

from tirek.department.decisions.documents.words import FOLDER
from tirek.population.charts.rendering import FONTS

STANDARD = "ua-1"
_TOGETHER = re.compile(r"(\d) (?=[^\W\d_])")
"""A number and the word it counts stay on one line: ``31 декабря``."""
_compilers: dict[str, tuple[typst.Compiler, Lock]] = {}
_making = Lock()


def typeset(letter: Mapping[str, Any], *, address: str, made_at: datetime) -> bytes:
    """The PDF of a letter.

    Parameters
    ----------
    letter
        Of ``letter.letter_of``.
    address
        What its QR code leads to.
    made_at
        The moment that stands in the file: equal letters are equal files.

    Raises
    ------
    typst.TypstError
        If the letter lacks what its page shows, or would not be a PDF that everybody can read.
    """
    told = _TOGETHER.sub("\\1\N{NO-BREAK SPACE}", json.dumps(letter, ensure_ascii=False))
    told = json.dumps({**json.loads(told), "qr": qr_svg(address)}, ensure_ascii=False)
    compiler, lock = _compiler("notice.typ")
    with lock:  # one compiler serves one letter at a time
        pdf: bytes = compiler.compile(
            sys_inputs={"letter": told}, pdf_standards=STANDARD, timestamp=int(made_at.timestamp())
        )
    return pdf


def qr_svg(address: str) -> str:
    """A QR code as SVG: dark on nothing, a quarter of it may be lost."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=2, image_factory=SvgPathImage)
    code.add_data(address)
    code.make(fit=True)
    written = BytesIO()
    code.make_image().save(written)
    return written.getvalue().decode()


def _compiler(template: str) -> tuple[typst.Compiler, Lock]:
    """The compiler of a template, kept: reading fonts takes fifty times as long as setting a page."""
    with _making:
        if template not in _compilers:
            made = typst.Compiler(
                str(FOLDER / template), root=str(FOLDER), font_paths=[str(FONTS)], ignore_system_fonts=True
            )
            _compilers[template] = (made, Lock())
        return _compilers[template]
