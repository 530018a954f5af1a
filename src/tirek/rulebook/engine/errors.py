"""Errors of the rulebook. Each says where, what is wrong, and what to do, in one line."""

from __future__ import annotations

from collections.abc import Mapping


class TirekError(Exception):
    """Base of every error that a person is meant to read."""


def message_text(code: str, language: str, details: Mapping[str, object]) -> str:
    """A message of ``messages.yaml`` with its details."""
    from tirek.rulebook.engine.documents import ROOT, read_document

    template: str = read_document(ROOT / "engine" / "messages.yaml")[code][language]
    return template.format(**details)


class LawError(TirekError):
    """The law as written (YAML or rule) is wrong.

    Parameters
    ----------
    where : str
        ``file:line`` (or ``file`` where no line is known).
    what : str
        What is wrong.
    remedy : str
        What to do about it.
    """

    def __init__(self, where: str, what: str, remedy: str = "") -> None:
        self.where, self.what, self.remedy = where, what, remedy
        super().__init__(f"{where}: {what}" + (f" {remedy}" if remedy else ""))


class ReformError(LawError):
    """A reform as written is wrong; who tries an idea is no editor of the law, so it is told in each language.

    Parameters
    ----------
    where : str
        ``file:line``.
    code : str
        Key of ``messages.yaml``.
    """

    def __init__(self, where: str, code: str, **details: object) -> None:
        self.code, self.details = code, details
        what, end, remedy = message_text(code, "en", details).partition(". ")
        super().__init__(where, what + end.strip(), remedy)

    def text(self, language: str) -> str:
        """One line in a language: where, what, what to do."""
        return f"{self.where}: {message_text(self.code, language, self.details)}"


class RuleError(LawError):
    """A rule does something the expression tree does not allow."""


class OverflowPossible(LawError):
    """A value of a rule could leave 64 bits for facts inside their declared ranges."""


class NotInForce(TirekError):
    """No version of a rule or benefit is in force at the moment asked."""


class FactError(TirekError):
    """Something given from outside (a fact, a file, an option) is of the wrong name, type or range.

    Parameters
    ----------
    where : str
        Place in the input: ``persons[0].wage``, a file, an option.
    code : str
        Key of ``messages.yaml``.
    """

    def __init__(self, where: str, code: str, **details: object) -> None:
        self.where, self.code, self.details = where, code, details
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """One line in a language: where, what, what to do."""
        return f"{self.where}: {message_text(self.code, language, self.details)}"


class Conflict(TirekError):
    """Two rules fix the same amount for one case; the law does not say which prevails."""
