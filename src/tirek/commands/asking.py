"""``tirek registry ask``: outside registers asked about some people, as a worker fetches the answers."""

from __future__ import annotations

import time
from collections import Counter
from typing import Annotated

import typer

from tirek.commands.options import Format, Language, print_json, print_text
from tirek.commands.progress import bars
from tirek.commands.usage import message

WAIT_SECONDS = 0.5


def ask_registers(
    people: Annotated[int, typer.Option("--people", help="about how many people", min=1)] = 20,
    wait: Annotated[int, typer.Option("--wait", help="seconds to wait for the answers", min=0)] = 60,
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Ask every register that needs no consent about some people, and say how the answers stand; a worker must be running."""
    from tirek.config.startup import open_department

    open_department()
    from tirek.department.accounts.viewer import entered, system_viewer
    from tirek.department.core.calendar.today import today
    from tirek.department.registry.actions.evidence import ask_register
    from tirek.department.registry.models import Person, RegisterAnswer
    from tirek.registers.catalogue import registers
    from tirek.registers.contract import Purpose

    viewer = system_viewer("registers: asked on the command line")
    with entered(viewer):
        chosen = list(Person.objects.filter(iin__isnull=False, died_on=None, merged_into=None)[:people])
        asked = [
            ask_register(person, code, Purpose.PROACTIVE, as_of=today(), acting_user=None).pk
            for person in chosen
            for code, register in registers().items()
            if not register.needs_consent and "iin" in register.keys
        ]
    until = time.monotonic() + wait
    counted: Counter[str] = Counter()
    with bars(format == "text") as report:
        while True:
            with entered(viewer, read_only=True):
                rows = RegisterAnswer.objects.filter(pk__in=asked).values_list("state", "outcome")
                counted = Counter(outcome or state for state, outcome in rows)
            open_ones = counted["asked"]
            report(message("ask_stage", lang), len(asked) - open_ones, len(asked))
            if not open_ones or time.monotonic() > until:
                break
            time.sleep(WAIT_SECONDS)
    if format == "json":
        print_json({"people": len(chosen), "questions": len(asked), "states": dict(counted)})
        return
    states = ", ".join(f"{state} {count}" for state, count in sorted(counted.items()))
    print_text(message("ask_done", lang, people=str(len(chosen)), questions=str(len(asked)), states=states))
