"""The error of a file of figures, and the texts of the package."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tirek.rulebook.engine.documents import read_document
from tirek.rulebook.engine.errors import TirekError

HERE = Path(__file__).parent


@cache
def texts(name: str) -> Mapping[str, Any]:
    """A document of texts beside this module: ``messages``, ``sentences``, ``units``, ``headings``."""
    document: Mapping[str, Any] = read_document(HERE / f"{name}.yaml")
    return document


class FiguresError(TirekError):
    """A file of figures is wrong.

    Parameters
    ----------
    where : str
        File and line, or sheet, row and column.
    code : str
        Key of ``messages.yaml``.
    details : object
        What fills the message; a mapping is a text by language.
    """

    def __init__(self, where: str, code: str, **details: object) -> None:
        self.where, self.code, self.details = where, code, details
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """One line in a language: where, what, what to do."""
        spoken = {
            name: value[language] if isinstance(value, Mapping) else value for name, value in self.details.items()
        }
        return f"{self.where}: {texts('messages')[self.code][language].format(**spoken)}"
