"""Charts as PNG and SVG with the shipped font, so that a machine without fonts draws the same letters."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import vl_convert

FONTS = Path(__file__).parent / "fonts"

SCALE = 1.5
"""Pixels of a PNG to one of the chart."""

_CYRILLIC_NUMBERS = {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", "\u00a0₸"]}
_LATIN_NUMBERS = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", "\u00a0₸"]}


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


def number_locale(language: str) -> dict[str, Any]:
    """How numbers are written: a comma and no-break spaces in Kazakh and Russian."""
    return _LATIN_NUMBERS if language == "en" else _CYRILLIC_NUMBERS


def to_svg(specification: dict[str, Any], language: str) -> str:
    """A chart as SVG text."""
    _register_fonts()
    svg: str = vl_convert.vegalite_to_svg(specification, format_locale=number_locale(language))
    return svg


def to_png(specification: dict[str, Any], language: str, scale: float = SCALE) -> bytes:
    """A chart as PNG bytes."""
    _register_fonts()
    png: bytes = vl_convert.vegalite_to_png(specification, scale=scale, format_locale=number_locale(language))
    return png


def write_chart(specification: dict[str, Any], language: str, path: Path) -> list[Path]:
    """Write ``path`` with .svg and .png beside each other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    svg, png = path.with_suffix(".svg"), path.with_suffix(".png")
    drawn = to_svg(specification, language)
    svg.write_text(drawn, encoding="utf-8")
    # The same bytes as to_png, which would lay the chart out a second time.
    png.write_bytes(vl_convert.svg_to_png(drawn, scale=SCALE))
    return [svg, png]
