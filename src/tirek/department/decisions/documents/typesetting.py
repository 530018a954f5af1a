"""The page of a letter: its words, and the QR code that proves it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

import qrcode
from qrcode.image.svg import SvgPathImage

from tirek.department.decisions.documents.words import FOLDER
from tirek.department.files.typesetting import typeset_document

TEMPLATE = FOLDER / "notice.typ"


def typeset(letter: Mapping[str, Any], *, address: str, made_at: datetime) -> bytes:
    """The PDF of a letter (``letter.letter_of``) whose QR code leads to ``address``, printed beside it."""
    return typeset_document(TEMPLATE, {**letter, "address": address, "qr": qr_svg(address)}, made_at=made_at)


def qr_svg(address: str) -> str:
    """A QR code as SVG: dark on nothing, a quarter of it may be lost."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=2, image_factory=SvgPathImage)
    code.add_data(address)
    code.make(fit=True)
    written = BytesIO()
    code.make_image().save(written)
    return written.getvalue().decode()
