"""What is wrong with a database, told in one line in each language."""

from __future__ import annotations

from pathlib import Path

from tirek.rulebook.engine.documents import read_document
from tirek.rulebook.engine.errors import TirekError

MESSAGES = Path(__file__).with_name("messages.yaml")


class DatabaseFault(TirekError):
    """A server, a role or an address does not fit.

    Parameters
    ----------
    code : str
        Key of ``messages.yaml``.
    details : object
        What fills the message. Never a password, never a person's data.
    """

    def __init__(self, code: str, **details: object) -> None:
        self.code, self.details = code, details
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """One line in a language: what, where, what to do."""
        template: str = read_document(MESSAGES)[self.code][language]
        return template.format(**self.details)
