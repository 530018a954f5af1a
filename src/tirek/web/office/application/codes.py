"""A code that a scanner reads, as lines of an inline picture."""

from __future__ import annotations

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M

MARGIN = 4
"""Light modules around the code; the standard asks for four."""


@dataclass(frozen=True)
class Code:
    """A square code: ``side`` modules with its margin, ``path`` the dark ones as an SVG path, ``text`` what it says."""

    text: str
    side: int
    path: str


def draw_code(text: str) -> Code:
    """The QR code of a text, error correction M: it bears a crease of the paper."""
    drawn = qrcode.QRCode(border=MARGIN, error_correction=ERROR_CORRECT_M)
    drawn.add_data(text)
    drawn.make(fit=True)
    matrix = drawn.get_matrix()
    rows = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark]
    return Code(text, len(matrix), "".join(rows))
