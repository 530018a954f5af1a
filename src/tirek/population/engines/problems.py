"""Why an engine cannot answer, in one line and three languages."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import yaml

from tirek.rulebook.engine.errors import TirekError


@lru_cache(maxsize=1)
def engine_texts() -> dict[str, dict[str, str]]:
    """The sentence of every kind of problem, by language."""
    texts: dict[str, dict[str, str]] = yaml.load(
        (files("tirek.population.engines") / "messages.yaml").read_bytes(), Loader=yaml.CSafeLoader
    )
    return texts


class EngineError(TirekError):
    """An engine cannot be started, or failed.

    Parameters
    ----------
    kind : str
        Key of ``messages.yaml``.
    """

    def __init__(self, kind: str, **details: object) -> None:
        self.kind, self.details = kind, details
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """One line in a language: what is wrong, and what to do."""
        return engine_texts()[self.kind][language].format(**self.details)
