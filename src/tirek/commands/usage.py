"""A command written wrongly, told in one line and in the language that was asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from typer.exceptions import TyperException

from tirek.commands.options import chosen
from tirek.rulebook.engine.acts import LANGUAGES
from tirek.rulebook.engine.documents import read_document

MESSAGES = Path(__file__).with_name("usage.yaml")


def choose_language(arguments: Sequence[str]) -> None:
    """Take the language from ``--lang`` wherever it stands, so that an error before it is told in it too."""
    chosen["language"] = "ru"
    for index, argument in enumerate(arguments):
        option, _, value = argument.partition("=")
        if option == "--lang":
            given = value or next(iter(arguments[index + 1 : index + 2]), "")
            if given in LANGUAGES:
                chosen["language"] = given


def usage_line(error: TyperException, language: str) -> str:
    """What is wrong with a command line: what, where, what to do."""
    key, name = _KINDS.get(type(error).__name__, _plain)(error)
    context: Any = getattr(error, "ctx", None)
    command = context.command_path if context else "tirek"
    allowed = ", ".join(context.command.list_commands(context)) if key == "unknown_command" else ""
    return message(key, language, name=name, command=command, allowed=allowed)


def message(key: str, language: str, **details: str) -> str:
    """A message of ``usage.yaml``."""
    template: str = read_document(MESSAGES)[key][language]
    return template.format(**details)


def messages_of(key: str, **details: str) -> dict[str, str]:
    """A message in every language."""
    return {language: message(key, language, **details) for language in LANGUAGES}


def _of_parameter(key: str) -> Any:
    def found(error: Any) -> tuple[str, str]:
        parameter = error.param
        return key, parameter.opts[0] if parameter.opts[0].startswith("-") else parameter.display_name_raw

    return found


def _of_option(key: str) -> Any:
    return lambda error: (key, error.option_name)


def _plain(error: Any) -> tuple[str, str]:
    """An unknown command or an argument too many; the library tells them apart by their text alone."""
    named = re.search(r"No such command '(.*?)'", error.message)
    extra = re.search(r" \((.*)\)$", error.message)
    if named:
        return "unknown_command", named[1]
    return "extra_argument", extra[1] if extra else error.message


_KINDS: dict[str, Any] = {
    "MissingParameter": _of_parameter("missing"),
    "BadParameter": _of_parameter("bad_value"),
    "NoSuchOption": _of_option("unknown_option"),
    "BadOptionUsage": _of_option("missing"),
}
