"""The register of terms, ``clocks.yaml``, checked whole when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tirek.rulebook.engine.acts import act_register, cite_act

FOLDER = Path(__file__).parent
LANGUAGES = ("kk", "ru", "en")
UNITS = ("working_days", "calendar_days", "months", "hours")
STAYS, NEXT_WORKING_DAY = "stays", "next_working_day"
MARKS = ("seed", "found", "calc", "memory")


class ClockFault(Exception):
    """A term is written wrong, or there is none of that code: which, what, what to do."""


@dataclass(frozen=True)
class Clock:
    """A term of an act.

    ``length`` counts in ``unit``; ``first_day_counts`` says whether the day of the start is the first of them; ``on_day_off``
    whether an end on a day that is not worked ``stays`` or moves to the ``next_working_day``. ``title`` and ``start`` (the
    event that starts it) are by language.
    """

    code: str
    title: Mapping[str, str]
    start: Mapping[str, str]
    length: int
    unit: str
    first_day_counts: bool
    on_day_off: str
    act: str
    article: str
    mark: str
    source: str

    def __post_init__(self) -> None:
        where = f"clocks.yaml, {self.code}"
        for name in ("title", "start"):
            if not all(str(getattr(self, name).get(language) or "").strip() for language in LANGUAGES):
                raise ClockFault(f"{where}: {name} lacks a language; give kk, ru and en")
        if self.unit not in UNITS:
            raise ClockFault(f"{where}: unit {self.unit!r} is unknown; write one of {', '.join(UNITS)}")
        if isinstance(self.length, bool) or not isinstance(self.length, int) or self.length < 1:
            raise ClockFault(f"{where}: length {self.length!r} is no whole number from 1 on")
        if self.on_day_off not in (STAYS, NEXT_WORKING_DAY):
            raise ClockFault(f"{where}: on_day_off must be {STAYS} or {NEXT_WORKING_DAY}")
        if not isinstance(self.first_day_counts, bool):
            raise ClockFault(f"{where}: first_day_counts must be true or false")
        if self.unit == "hours" and (self.first_day_counts or self.on_day_off != STAYS):
            raise ClockFault(
                f"{where}: hours run from the moment itself; write first_day_counts: false, on_day_off: stays"
            )
        if self.mark not in MARKS or not self.source:
            raise ClockFault(f"{where}: provenance needs a mark ({', '.join(MARKS)}) and a source")
        if self.act not in act_register() and self.act not in _document()["acts"]:
            raise ClockFault(f"{where}: act {self.act!r} is in no register; add it under `acts`")

    @property
    def verified(self) -> bool:
        """Whether the term was read in a source."""
        return self.mark != "memory"

    def cite(self, language: str) -> str:
        """The act and the article."""
        own = _document()["acts"].get(self.act)
        if own is None:
            return cite_act(self.act, language, self.article)
        return f"{own[language]} № {own['number']}" + (f", {self.article}" if self.article else "")


@cache
def clock_register() -> Mapping[str, Clock]:
    """All terms by code.

    Raises
    ------
    ClockFault
        If one is written wrong.
    """
    return {code: _clock(code, entry) for code, entry in _document()["clocks"].items()}


def find_clock(code: str) -> Clock:
    """A term by its code.

    Raises
    ------
    ClockFault
        If there is none.
    """
    if code not in clock_register():
        raise ClockFault(f"there is no term {code!r}; the terms are: {', '.join(clock_register())}")
    return clock_register()[code]


KEYS = frozenset({"title", "start", "length", "unit", "first_day_counts", "on_day_off", "act", "article", "provenance"})


def _clock(code: str, entry: Mapping[str, Any]) -> Clock:
    if set(entry) != KEYS:
        odd = ", ".join(sorted(KEYS ^ set(entry)))
        raise ClockFault(f"clocks.yaml, {code}: these keys are missing or unknown: {odd}")
    told = {key: value for key, value in entry.items() if key != "provenance"}
    provenance = entry["provenance"]
    return Clock(code=code, mark=provenance.get("mark", ""), source=provenance.get("source", ""), **told)


@cache
def _document() -> Mapping[str, Any]:
    document: Mapping[str, Any] = yaml.safe_load((FOLDER / "clocks.yaml").read_text(encoding="utf-8"))
    return document


@cache
def texts() -> Mapping[str, Any]:
    """The sentences of ``texts.yaml``."""
    document: Mapping[str, Any] = yaml.safe_load((FOLDER / "texts.yaml").read_text(encoding="utf-8"))
    return document
