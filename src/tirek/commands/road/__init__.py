"""``tirek road``: invented families taken along the whole road by the actions that the pages call, and the funnel of it."""

from __future__ import annotations

import logging
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tirek.commands.options import Format, Language, print_json, print_text
from tirek.commands.progress import Report, bars
from tirek.commands.refusals import Refusal
from tirek.config.env import environment, in_production

if TYPE_CHECKING:
    from tirek.commands.road.drive import Drive
    from tirek.commands.road.funnel import Funnel
    from tirek.commands.road.promises import Promises

LANGUAGES = ("kk", "ru", "en")
SEED = 2026
LETTERS_SECONDS = 300.0
LOOK_SECONDS = 1.0


def run_road(
    applications: Annotated[int, typer.Option("--applications", help="how many")] = 300,
    leave_open: Annotated[
        bool, typer.Option("--leave-open", help="some cases stay where somebody has to do something")
    ] = False,
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Take invented families from the counter to the signed decision and beyond, while registers fail; print the funnel.

    Every step is an action of the pages, done by a demo login whose post allows it. Exit code 1 when the database does not
    show a number that is promised. A department that has applications is left as it is: its funnel is printed.
    """
    from tirek.commands.road.promises import LEAST, promises_for
    from tirek.config.startup import open_department

    if in_production():
        raise _refusal("production")
    if applications < LEAST:
        raise _refusal("too_few", given=str(applications), least=str(LEAST))
    open_department(migrate=True)
    for name in ("procrastinate", "splink.internals.blocking", "splink.internals.linker_components.inference"):
        logging.getLogger(name).setLevel(logging.WARNING)
    from tirek.commands.road.funnel import count_funnel
    from tirek.commands.road.funnel_words import say

    _give_keys()
    if count_funnel().counts["drafted"]:
        if format == "text":
            print_text(say("is_there", lang))
        _print_funnel(count_funnel(), lang, format)
        return
    promises = promises_for(applications)
    with bars(format == "text") as report:
        drive, reasons = _drive(promises, leave_open, report)
    _tell(drive, promises, reasons, lang, format)


def _give_keys() -> None:
    """The demo logins, and a key for each head: what is signed here, and later in the browser, is signed with it."""
    from tirek.commands.road.signing_keys import key_of
    from tirek.department.accounts.demo import PLACES, make_demo_staff
    from tirek.department.accounts.enums import Role

    make_demo_staff(environment().data)
    for place in PLACES:
        key_of(f"{Role.HEAD.value}.{place}")


def _drive(promises: Promises, leave_open: bool, report: Report) -> tuple[Drive, frozenset[str]]:
    """Drive, with registers and a worker of our own; the reasons that are promised with it."""
    from tirek.commands.road import local_law, officers
    from tirek.commands.road.citizens import write_citizens
    from tirek.commands.road.drive import Drive, Walk
    from tirek.commands.road.families import arrivals_of
    from tirek.commands.road.households import households_of_the_law
    from tirek.commands.road.processes import registers_and_worker
    from tirek.commands.road.script import reasons_to_meet, scripts_of
    from tirek.department.accounts.enums import Role
    from tirek.department.core.calendar.today import today
    from tirek.department.parameters.overlays import current_overlay

    local_law.enter_invented_values()
    officers.let_see_confidential(Role.HEAD)
    territory = officers.territory_of(officers.DISTRICTS[0])
    households = households_of_the_law(today(), territory, current_overlay())
    scripts = scripts_of(households, promises, leave_open=leave_open)
    arrivals = arrivals_of([script.household for script in scripts], officers.DISTRICTS, SEED)
    walks = [Walk(script, arrival) for script, arrival in zip(scripts, arrivals, strict=True)]
    drive = Drive(walks, promises, report)
    with tempfile.TemporaryDirectory(prefix="tirek-road-") as name:
        folder = write_citizens(arrivals, Path(name))
        variables = {**os.environ, "TIREK_DATA": str(environment().data.resolve())}
        with registers_and_worker(variables, "--from", str(folder)):
            drive.run()
            _wait_for_letters(drive)
    return drive, frozenset(reasons_to_meet(households)) if promises.whole else frozenset()


def _wait_for_letters(drive: Drive) -> None:
    """Let the worker end what was left to it, so that the letters are there when the funnel is counted."""
    from django.db import connection

    begun = time.monotonic()
    while time.monotonic() - begun < LETTERS_SECONDS:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' OR (status = 'todo' "
                "AND queue_name = 'letters' AND (scheduled_at IS NULL OR scheduled_at < now()))"
            )
            if not cursor.fetchone()[0]:
                break
        time.sleep(LOOK_SECONDS)
    drive.seconds["letters"] = time.monotonic() - begun


def _tell(drive: Drive, promises: Promises, reasons: frozenset[str], lang: str, format: str) -> None:
    from tirek.commands.road.funnel import count_funnel
    from tirek.commands.road.funnel_words import say
    from tirek.commands.tables import simple_table

    funnel = count_funnel()
    unmet = funnel.unmet(promises, reasons)
    seconds = {name: round(spent, 1) for name, spent in drive.seconds.items()}
    if format == "json":
        print_json({**funnel.as_json(), "seconds": seconds, "stopped": dict(drive.refused), "unmet": unmet})
    else:
        _print_funnel(funnel, lang, format)
        spent = [[name, f"{value:.1f}"] for name, value in seconds.items()]
        print_text(simple_table(say("seconds", lang), [say("stage", lang), say("seconds", lang)], spent))
        if drive.refused:
            stopped = ", ".join(f"{code} {number}" for code, number in drive.refused.most_common())
            print_text(f"{say('stopped', lang)}: {stopped}")
        print_text("\n".join(say("unmet", lang, what=each) for each in unmet) if unmet else say("kept", lang))
    if unmet:
        raise typer.Exit(1)


def _print_funnel(funnel: Funnel, lang: str, format: str) -> None:
    from tirek.commands.road.funnel import funnel_rows
    from tirek.commands.road.funnel_words import say
    from tirek.commands.tables import simple_table

    if format == "json":
        print_json(funnel.as_json())
    else:
        rows = list(funnel_rows(funnel, lang))
        print_text(simple_table(say("title", lang), [say("what", lang), say("many", lang)], rows))


def _refusal(name: str, /, **told: str) -> Refusal:
    from tirek.commands.road.funnel_words import say

    return Refusal({language: say(name, language, **told) for language in LANGUAGES})
