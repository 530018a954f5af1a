"""Charts as PNG and SVG with the shipped font, so that a machine without fonts draws the same letters."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import vl_convert

FONTS = Path(__file__).parent / "fonts"

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


def to_png(specification: dict[str, Any], language: str, scale: float = 1.5) -> bytes:
    """A chart as PNG bytes."""
    _register_fonts()
    png: bytes = vl_convert.vegalite_to_png(specification, scale=scale, format_locale=number_locale(language))
    return png


def write_chart(specification: dict[str, Any], language: str, path: Path) -> list[Path]:
    """Write ``path`` with .svg and .png beside each other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    svg, png = path.with_suffix(".svg"), path.with_suffix(".png")
    svg.write_text(to_svg(specification, language), encoding="utf-8")
    png.write_bytes(to_png(specification, language))
    return [svg, png]
