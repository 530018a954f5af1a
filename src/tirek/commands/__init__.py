"""The command line: ``tirek law``, ``tirek population``, ``tirek demo``."""

from __future__ import annotations

import sys

from tirek.rulebook.engine.errors import FactError, TirekError

BAD_INPUT = 2
"""Exit code when something given is wrong; nothing was written then."""


def main() -> None:
    """Run the command line; an error a person caused is one clear line and exit code 2."""
    from tirek.commands.root import application, chosen_language

    try:
        application(prog_name="tirek")
    except FactError as error:
        sys.stderr.write(error.text(chosen_language()) + "\n")
        sys.exit(BAD_INPUT)
    except TirekError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(BAD_INPUT)
