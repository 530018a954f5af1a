"""Why a command does nothing."""

from __future__ import annotations

from collections.abc import Mapping

from tirek.rulebook.engine.errors import TirekError


class Refusal(TirekError):
    """A command that does nothing, and why, by language."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        super().__init__(texts["en"])

    def text(self, language: str) -> str:
        """One line: what is wrong, what to do."""
        return self.texts[language]
