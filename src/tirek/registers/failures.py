"""Failures of a question: what happened, what to do, whether to ask again. None of them ever names a value."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import yaml

MESSAGES = Path(__file__).with_name("messages.yaml")


class Failure(Exception):
    """A register gave no answer that may be used.

    Parameters
    ----------
    register : str
        Code of the register.
    code : str
        Key of ``messages.yaml``.
    field : str
        Where in the reply, for example ``data.months[3].net_tenge``; never what stood there.
    status : int or None
        HTTP status, where there was one.
    retry_after_seconds : float or None
        How long the register asked to be left alone.
    """

    retryable: ClassVar[bool] = False
    """Whether the same call may try once more at once."""
    ask_again: ClassVar[bool] = True
    """Whether a job may ask again later without a person's hand."""

    def __init__(
        self,
        register: str,
        code: str,
        *,
        field: str = "",
        status: int | None = None,
        retry_after_seconds: float | None = None,
    ) -> None:
        self.register, self.code, self.field, self.status = register, code, field, status
        self.retry_after_seconds = retry_after_seconds
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """One line: which register, what is wrong, what to do."""
        shown = {"field": self.field, "status": self.status or ""}
        return f"{self.register}: {message(self.code, language).format(**shown)}"


class Unavailable(Failure):
    """The register does not work or cannot be reached."""

    retryable = True


class TimedOut(Failure):
    """The register did not answer in the time it was given."""

    retryable = True


class Malformed(Failure):
    """The reply is not what the contract says; nothing of it is used."""


class Refused(Failure):
    """The register, or we ourselves, refuse the question: somebody must put it right first."""

    ask_again = False


class CircuitOpen(Unavailable):
    """The register failed so often that it is not asked for a while; no connection was made."""

    retryable = False


def message(code: str, language: str) -> str:
    """A text of ``messages.yaml``."""
    text: str = _messages()[code][language]
    return text


@cache
def _messages() -> Mapping[str, Any]:
    document: Mapping[str, Any] = yaml.safe_load(MESSAGES.read_text(encoding="utf-8"))
    return document
