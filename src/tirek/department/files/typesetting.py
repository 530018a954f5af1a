"""Documents of the house as PDF/UA: tagged, with a title and a language, and with the font that the project ships."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from tirek.population.charts.rendering import FONTS

STANDARD = "ua-1"
_TOGETHER = re.compile(r"(\d) (?=[^\W\d_])")
"""A number and the word it counts stay on one line: ``31 декабря``."""
_compilers: dict[Path, tuple[typst.Compiler, Lock]] = {}
_making = Lock()


def typeset_document(
    template: Path, values: Mapping[str, Any], *, made_at: datetime, for_printer: bool = False
) -> bytes:
    """The PDF of a template and of what it shows.

    Parameters
    ----------
    template
        A ``.typ`` file that reads ``json(bytes(sys.inputs.values))``.
    values
        Plain values; a number and the word after it are kept together.
    made_at
        The moment that stands in the file: equal values are equal files.
    for_printer
        For paper alone: it may hold pages of other PDF files, which a tagged file of typst cannot.

    Raises
    ------
    typst.TypstError
        If a value is missing, or the page would not be a PDF that everybody can read.
    """
    compiler, lock = _compiler(template)
    told = json.dumps(_together(values), ensure_ascii=False)
    kind: dict[str, Any] = {"pdf_tags": False} if for_printer else {"pdf_standards": STANDARD}
    with lock:  # one compiler sets one document at a time
        pdf = compiler.compile(sys_inputs={"values": told}, timestamp=int(made_at.timestamp()), **kind)
    assert isinstance(pdf, bytes)  # one file, where no other output is asked for
    return pdf


def _together(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.startswith("<") else _TOGETHER.sub("\\1\N{NO-BREAK SPACE}", value)
    if isinstance(value, Mapping):
        return {name: _together(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)) and not (value and isinstance(value[0], int)):
        return [_together(each) for each in value]
    return value


def _compiler(template: Path) -> tuple[typst.Compiler, Lock]:
    """The compiler of a template, kept: reading fonts takes longer than setting a page."""
    with _making:
        if template not in _compilers:
            made = typst.Compiler(
                str(template), root=str(template.parent), font_paths=[str(FONTS)], ignore_system_fonts=True
            )
            _compilers[template] = (made, Lock())
        return _compilers[template]
