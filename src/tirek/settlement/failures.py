"""Why a file is not taken or not sent: which file, which line, what; told in kk, ru, en, never with a value that stood there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import yaml

MESSAGES = Path(__file__).with_name("messages.yaml")


class SettlementFault(Exception):
    """A fault of this package.

    Parameters
    ----------
    code : str
        Key of ``messages.yaml``.
    details : object
        What fills the text: names, lines, counts; no value of a person.
    """

    retryable: ClassVar[bool] = False
    """Whether a job may do the same again later without a person's hand."""

    def __init__(self, code: str, **details: object) -> None:
        self.code, self.details = code, details
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """One line: what is wrong, what to do."""
        template: str = _messages()[self.code][language]
        return template.format(**self.details)


class FileRefused(SettlementFault):
    """A file is not what its format says; nothing of it is used.

    Parameters
    ----------
    file : str
        Its name.
    line : int
        From 1; 0 where the fault is of the file as a whole.
    """

    def __init__(self, code: str, *, file: str, line: int = 0, **details: object) -> None:
        self.file, self.line = file, line
        super().__init__(code, **details)

    def text(self, language: str) -> str:
        """File, line, what is wrong, what to do."""
        words = super().text(language)
        return f"{self.file}:{self.line}: {words}" if self.line else f"{self.file}: {words}"


class NotWritten(SettlementFault):
    """What is to be paid cannot be put into the format."""


class LinkDown(SettlementFault):
    """The bank or the treasury cannot be reached, or does not work: the same may be sent again later."""

    retryable = True


class LinkRefused(SettlementFault):
    """The bank or the treasury refuses what was sent: a person must look."""


@cache
def _messages() -> Mapping[str, Any]:
    document: Mapping[str, Any] = yaml.safe_load(MESSAGES.read_text(encoding="utf-8"))
    return document
