"""The command line: ``tirek law``, ``tirek population``, ``tirek figures``, ``tirek database``, ``tirek demo``."""

from __future__ import annotations

import os
import sys

from tirek.rulebook.engine.errors import FactError, TirekError

BAD_INPUT = 2
"""Exit code when something given is wrong; nothing was written then."""

PIPE_CLOSED = 1
"""Exit code when the reader of the output went away, as ``head`` does."""


def main() -> None:
    """Run the command line; an error a person caused is one clear line and exit code 2."""
    if sys.stdout is None:  # a shell may close it: >&-
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open until the process ends
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; its exit code."""
    from typer.exceptions import Abort, TyperException

    from tirek.commands.root import application, chosen_language
    from tirek.commands.usage import choose_language, message, usage_line

    choose_language(arguments)
    try:
        code = application(args=arguments, prog_name="tirek", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except FactError as error:
        return _refuse(error.text(chosen_language()))
    except TirekError as error:
        # What is wrong with the law as written is told to its editors, in English; with a snapshot, to its owner.
        in_language = getattr(error, "text", None)
        return _refuse(in_language(chosen_language()) if in_language else str(error))
    except TyperException as error:
        # Without arguments the help page was printed already, and nothing is left to say.
        return _refuse(usage_line(error, chosen_language())) if error.message or _names(error) else BAD_INPUT
    except BrokenPipeError:
        _write_no_more()
        return PIPE_CLOSED
    except OSError as error:
        if error.filename is None:
            _write_no_more()
        return _refuse(message("unreadable", chosen_language(), name=error.filename or "stdout"))
    except Abort:
        return PIPE_CLOSED


def _write_no_more() -> None:
    """The interpreter flushes once more at its end; into nothing it does so silently."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _names(error: object) -> bool:
    return getattr(error, "param", None) is not None


def _refuse(line: str) -> int:
    sys.stderr.write(" ".join(line.split()) + "\n")
    return BAD_INPUT
