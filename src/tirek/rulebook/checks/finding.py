"""One thing that is wrong in the law, and how it is found: in texts, in rules, in files that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb
from typing import Any

from tirek.rulebook.engine.documents import ROOT, place
from tirek.rulebook.engine.errors import LawError


@dataclass(frozen=True)
class Finding:
    """Where, what, and what to do."""

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.remedy}"

    @property
    def order(self) -> tuple[str, int, str]:
        """File, then line as a number, then text."""
        file, _, line = self.where.rpartition(":")
        return (file, int(line), self.what) if line.isdigit() else (self.where, 0, self.what)


def at(path: Path, keys: tuple[str | int, ...], what: str, remedy: str) -> Finding:
    """A finding at a key of a YAML file."""
    return Finding(place(path, *keys), what, remedy)


def missing_languages(path: Path, keys: tuple[str | int, ...], texts: object) -> Iterator[Finding]:
    """Findings for a text that is not there in Kazakh and Russian."""
    name = ".".join(map(str, keys))
    if not isinstance(texts, Mapping):
        yield at(path, keys, f"{name} is missing.", "Give it kk, ru and en.")
        return
    for language in ("kk", "ru"):
        if not str(texts.get(language) or "").strip():
            yield at(path, keys, f"{name} has no {language}.", "Write it: both languages are obligatory.")


def guarded(where: str, check: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """Findings of one check; a file that breaks it is a finding too, and the other checks go on."""
    try:
        yield from check()
    except Exception as error:  # whatever a half-written file does to the check
        yield finding_of(error, where)


def finding_of(error: Exception, where: str) -> Finding:
    """An error met while the law is read, as a finding at the file and line that caused it, or else at ``where``."""
    if isinstance(error, LawError):
        cause = error.__context__
        if isinstance(cause, LawError) and _law_place(cause):
            error = cause  # a rule names a parameter whose file is faulty: the fault is there, not in the rule
        found = _law_place(error)
        # A place that is no line of the law still says something ("value of person.wage"), unless it is one of our own.
        named = found or ".py:" in error.where
        return Finding(found or where, error.what if named else f"{error.where}: {error.what}", error.remedy)
    if isinstance(error, SyntaxError):
        return Finding(f"{_shown(error.filename or where)}:{error.lineno}", f"{error.msg}.", "Correct the line.")
    what = f"{type(error).__name__}: {error}."
    return Finding(_law_frame(error) or where, what, "Correct the line, or give what it asks for.")


def _law_place(error: LawError) -> str:
    """Place of an error, where it is a line of a file of the law; else nothing."""
    file, _, line = error.where.rpartition(":")
    if Path(file).is_absolute():
        return f"{_shown(file)}:{line}"
    return error.where if (ROOT / file).is_file() else ""


def _law_frame(error: Exception) -> str:
    return next(reversed(_law_frames(error)), "")


def _law_frames(error: Exception) -> list[str]:
    """Places in rules that the error passed, outermost first."""
    frames = [(Path(frame.filename), frame.lineno) for frame in extract_tb(error.__traceback__)]
    inside = [(path, line) for path, line in frames if path.is_relative_to(ROOT)]
    return [f"{_shown(path)}:{line}" for path, line in inside if path.relative_to(ROOT).parts[0] in _OF_RULES]


_OF_RULES = ("law", "national", "reforms", "welfare")


def _shown(path: Any) -> str:
    return str(Path(path).relative_to(ROOT) if Path(path).is_relative_to(ROOT) else path)
