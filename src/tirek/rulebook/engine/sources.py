"""Where a rule was written: the first frame outside the engine."""

from __future__ import annotations

import inspect
from pathlib import Path
from types import FrameType

from tirek.rulebook.engine.documents import shown_path

_ENGINE = str(Path(__file__).resolve().parent)


def rule_place() -> str:
    """``file:line`` of the rule being built, for messages."""
    frame: FrameType | None = inspect.currentframe()
    while frame is not None and frame.f_code.co_filename.startswith(_ENGINE):
        frame = frame.f_back
    if frame is None:
        return "<unknown>"
    return f"{shown_path(Path(frame.f_code.co_filename))}:{frame.f_lineno}"
