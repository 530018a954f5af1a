"""``tirek registry sample``: a small invented city and a login per role, so that the office can be opened and tried."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from tirek.commands.options import Format, Language, print_json, print_text
from tirek.commands.progress import Report, bars
from tirek.commands.refusals import Refusal
from tirek.commands.tables import simple_table
from tirek.commands.usage import message, messages_of
from tirek.config.env import environment, in_production

PEOPLE, SEED = 23_419, 2026
"""A hundredth of Almaty."""


def make_sample(
    people: Annotated[int, typer.Option("--people", help="how many invented people")] = PEOPLE,
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Fill an empty registry with an invented city and make a login per role; a registry with people is left as it is."""
    if in_production():
        raise Refusal(messages_of("sample_in_production"))
    from tirek.config.startup import open_department

    open_department(migrate=True)
    from tirek.department.accounts.demo import make_demo_staff
    from tirek.department.core.calendar.today import today

    with bars(format == "text") as report:
        rows = _fill(people, report)
    logins = make_demo_staff(environment().data)
    if format == "json":
        print_json({"on": today().isoformat(), "rows": rows, "logins": [login.username for login in logins]})
        return
    print_text(
        message("registry_loaded", lang, people=str(rows["persons"]), rows=str(sum(rows.values())))
        if rows
        else message("sample_is_there", lang)
    )
    shown = [[login.username, login.password, login.territory] for login in logins]
    print_text(simple_table(message("sample_logins", lang), message("sample_columns", lang).split("|"), shown))


def _fill(people: int, report: Report) -> dict[str, int]:
    """The rows loaded by table; none where somebody is in the registry already."""
    from django.conf import settings
    from django.db import connections

    from tirek.department.accounts.viewer import system_viewer
    from tirek.department.core.calendar.today import today
    from tirek.department.registry.facts.exporting import export_population
    from tirek.department.registry.importing.city import make_exchange
    from tirek.department.registry.importing.loading import load_exchange
    from tirek.population.city import make_city

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM registry_person)")
        if cursor.fetchone()[0]:
            return {}
    with tempfile.TemporaryDirectory(prefix="tirek-sample-") as name:
        folder = Path(name)
        make_city(people, SEED, folder / "city", report)
        # The registers answered today: with the incomes of the quarter that counts, the level of a family can be told.
        make_exchange(folder / "city", folder / "exchange", SEED, today())
        rows = load_exchange(
            folder / "exchange", today=today(), with_synthetic=True, problems=folder / "problems.csv", tell=report
        )
    # The office shows on it what a new value of local law would change.
    export_population(system_viewer("sample"), settings.SNAPSHOT_FOLDER, today(), overwrite=True)
    return rows
