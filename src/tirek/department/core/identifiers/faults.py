"""The error of a wrong identifier. It never repeats the number: what was typed may belong to a real person."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tirek.rulebook.engine.documents import read_document
from tirek.rulebook.engine.errors import TirekError

FAULTS = Path(__file__).parent / "faults.yaml"


class IdentifierError(TirekError):
    """What was typed is no identifier of this kind.

    Parameters
    ----------
    kind : str
        ``iin``, ``bin``, ``iban``, ``phone`` or ``kato``.
    code : str
        What is wrong: a key of ``faults.yaml`` under the kind.
    """

    def __init__(self, kind: str, code: str) -> None:
        self.kind, self.code = kind, code
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """The sentence for a person, in ``kk``, ``ru`` or ``en``."""
        document: Mapping[str, Any] = read_document(FAULTS)
        text: str = document[self.kind][self.code][language]
        return text
