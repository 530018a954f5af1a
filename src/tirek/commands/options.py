"""Options that several commands share, and how they are read."""

from __future__ import annotations

import json
import sys
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import typer

from tirek.rulebook.catalogue import benefit_ids
from tirek.rulebook.engine.acts import LANGUAGES
from tirek.rulebook.engine.assumptions import find_assumption
from tirek.rulebook.engine.case import Case, read_case, territory_of
from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.local_law import read_local_law
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.reforms import find_reform

FORMATS = ("text", "json")
DEFAULT_TERRITORY = "750000000"

chosen: dict[str, str] = {"language": "ru"}
"""The language of messages, set as soon as ``--lang`` is read."""


def _language(value: str) -> str:
    if value not in LANGUAGES:
        raise FactError("--lang", "unknown_choice", value=value, allowed=", ".join(LANGUAGES))
    chosen["language"] = value
    return value


def _format(value: str) -> str:
    if value not in FORMATS:
        raise FactError("--format", "unknown_choice", value=value, allowed=", ".join(FORMATS))
    return value


Language = Annotated[
    str, typer.Option("--lang", help="kk, ru or en", callback=_language, is_eager=True, metavar="kk|ru|en")
]
Format = Annotated[str, typer.Option("--format", help="text or json", callback=_format, metavar="text|json")]
On = Annotated[str, typer.Option("--on", help="the date that counts", metavar="YYYY-MM-DD")]
KnownOn = Annotated[
    str, typer.Option("--known-on", help="recompute with what was known that day", metavar="YYYY-MM-DD")
]
AppliedOn = Annotated[str, typer.Option("--applied-on", help="day of the application", metavar="YYYY-MM-DD")]
Assume = Annotated[str, typer.Option("--assume", help="values nobody published, by name", metavar="NAME")]
WithReform = Annotated[
    str, typer.Option("--reform", help="what a reform would say: name or YAML file", metavar="NAME|FILE")
]
WithOverlay = Annotated[
    str, typer.Option("--overlay", help="local law, as tirek parameters export writes it", metavar="FILE")
]
Territory = Annotated[str, typer.Option("--territory", help="KATO code, nine digits", metavar="KATO")]
FactsFile = Annotated[
    str, typer.Option("--facts", help="JSON of one family (or of employers); - reads standard input", metavar="FILE|-")
]


def read_day(text: str, option: str) -> date:
    """A date given as an option.

    Raises
    ------
    FactError
        If it is not a date.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FactError(option, "bad_date", value=text) from None


def read_facts(source: str) -> dict[str, Any]:
    """The JSON document of one family, from a file or standard input.

    Raises
    ------
    FactError
        If there is no such file or it is not JSON.
    """
    path, shown = Path(source), f"--facts {source}"
    if source != "-" and not path.is_file():
        raise FactError(shown, "no_file")
    try:
        text = (sys.stdin.buffer.read() if source == "-" else path.read_bytes()).decode("utf-8-sig")
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise FactError(f"{shown}:{error.lineno}:{error.colno}", "not_json", value=_excerpt(text, error.pos)) from None
    except (ValueError, RecursionError) as error:
        raise FactError(shown, "not_json", value=type(error).__name__) from None
    if not isinstance(document, dict):
        raise FactError(shown, "not_a_mapping")
    return document


def _excerpt(text: str, position: int) -> str:
    return repr(text[position : position + 20])


def read_moment(
    on: str,
    applied_on: str,
    known_on: str,
    assume: str,
    territory: str,
    territory_from: str = "--territory",
    reform: str = "",
    overlay: str = "",
) -> Moment:
    """The moment that options describe; ``territory_from`` says where the territory was given."""
    if len(territory) != 9 or not (territory.isascii() and territory.isdigit()):
        raise FactError(territory_from, "unknown_territory", value=territory)
    return Moment(
        on=read_day(on, "--on"),
        territory=territory,
        applied_on=read_day(applied_on, "--applied-on") if applied_on else None,
        known_on=read_day(known_on, "--known-on") if known_on else None,
        assumption=find_assumption(assume) if assume else None,
        reform=find_reform(reform) if reform else None,
        local=read_local_law(Path(overlay)) if overlay else None,
    )


def read_family(
    facts: str,
    on: str,
    applied_on: str,
    known_on: str,
    assume: str,
    territory: str,
    reform: str = "",
    overlay: str = "",
) -> tuple[Case, Moment]:
    """One family's case, and the moment; the family's own territory counts unless an option names another."""
    document = read_facts(facts)
    _check_receives(document.get("receives"))
    own = territory_of(document)
    place = territory or own or DEFAULT_TERRITORY
    where = "family.territory" if own and not territory else "--territory"
    moment = read_moment(on, applied_on, known_on, assume, place, where, reform, overlay)
    return read_case(document), moment


def _check_receives(received: object) -> None:
    """The engine takes any name here, since it knows no catalogue; a benefit that does not exist is a mistake."""
    if received is None:
        return
    if not isinstance(received, dict):
        raise FactError("receives", "not_a_mapping")
    for name in received:
        if name not in benefit_ids():
            close = get_close_matches(str(name), benefit_ids(), n=3, cutoff=0.4) or benefit_ids()[:5]
            raise FactError(f"receives.{name}", "unknown_fact", allowed=", ".join(close))


def print_json(value: object) -> None:
    """A value as JSON on standard output, Cyrillic as it is."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def print_text(text: str) -> None:
    """Text on standard output."""
    sys.stdout.write(text + "\n")
