"""``python -m tirek.web.ui.catalogues update|compile``: what `make messages` and `make setup` call."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tirek.web.ui.catalogues.places import SOURCE
from tirek.web.ui.catalogues.writing import CatalogueFault, compile_catalogues, read_catalogue, update_catalogues

USAGE = "usage: python -m tirek.web.ui.catalogues update|compile\n"


def main(arguments: list[str]) -> int:
    """Do what the one argument says; the exit code."""
    try:
        match arguments:
            case ["update"]:
                _update()
            case ["compile"]:
                compile_catalogues()
            case _:
                sys.stderr.write(USAGE)
                return 2
    except CatalogueFault as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    return 0


def _update() -> None:
    for path in update_catalogues():
        missing = sum(bool(message.id) and not _is_whole(message.string) for message in read_catalogue(path))
        sys.stdout.write(f"{path.relative_to(SOURCE)}: {missing} to translate\n")


def _is_whole(text: str | Sequence[str] | None) -> bool:
    return bool(text) and (isinstance(text, str) or all(text or ()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
