"""What it takes to register an application: ``python -m benchmarks.road.registering [--data DIR] [--calls N] [--out FILE]``.

The server is the house's own in a folder of the run, with its ordinary settings; each registration is a transaction of the app's
role with policies, triggers and the journal's line, chained after the commit. A draft of two programmes of a family of four, with
eight answers, is begun and saved before (measured too): the figure of a registration is that of the press of the button.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

DISTRICT = "751110000"
PROGRAMMES = ("targeted_assistance_unconditional", "half_yearly_aid")
WARM = 20


def timed(run: Callable[[], Any], into: list[float]) -> Any:
    begun = time.perf_counter()
    made = run()
    into.append(time.perf_counter() - begun)
    return made


def percentiles(seconds: list[float]) -> dict[str, float]:
    """p50 and p95 in milliseconds."""
    cuts = statistics.quantiles(seconds, n=20)
    return {"p50_ms": round(statistics.median(seconds) * 1000, 2), "p95_ms": round(cuts[18] * 1000, 2)}


def tirek(*arguments: str, checked: bool = True) -> None:
    """One of our commands."""
    command = [sys.executable, "-m", "tirek", *arguments]
    subprocess.run(command, check=checked, stdout=subprocess.DEVNULL)


def family_of_four(number: int) -> Any:
    """Two adults who consent to the asking of registers, and two children."""
    from tirek.department.registry.models import Consent, Family, Membership, Person

    always = (date(2020, 1, 1), None)
    home = Family.objects.create(territory=DISTRICT)
    for place, role in enumerate(("head", "spouse", "child", "child")):
        born = date(1990, 1, 1) if place < 2 else date(2018, 1, 1)
        names = {"surname_kk": f"Сынақов{number}", "given_name_kk": f"Сынақ{place}"}
        person = Person.objects.create(territory=DISTRICT, sex="male", birth_on=born, **names)
        Membership.objects.create(family=home, person=person, territory=DISTRICT, role=role, valid=always)
        if place < 2:
            told = {"purpose": "registers", "form": "paper", "given_on": always[0], "valid": always}
            Consent.objects.create(person=person, territory=DISTRICT, **told)
    return home


def measure(calls: int) -> dict[str, Any]:
    """Begin, save and register so many applications, each of a family of its own."""
    from tirek.config.startup import open_department

    open_department()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tirek.department.accounts.demo import make_demo_staff
    from tirek.department.accounts.models import User
    from tirek.department.accounts.queries import viewer_for
    from tirek.department.accounts.viewer import entered
    from tirek.department.applications.actions.drafts import save_draft, start_draft
    from tirek.department.applications.actions.registration import register_application
    from tirek.department.core.calendar.today import today
    from tirek.department.journal.views import collecting

    make_demo_staff(Path(os.environ["TIREK_DATA"]))
    user = User.objects.get(username="specialist.almaly")
    with entered(viewer_for(user, today(), purpose="benchmark")) as viewer:
        pass
    spent: dict[str, list[float]] = {"round_trip": [], "start": [], "save": [], "register": []}

    def within(run: Callable[[], Any], name: str) -> Any:
        def request() -> Any:
            with entered(viewer), collecting():
                return run()

        return timed(request, spent[name])

    queries = 0
    for number in range(calls + WARM):
        with entered(viewer), connection.cursor() as cursor:
            # How long the machine takes for a query that does nothing: the measure of the rest.
            timed(lambda cursor=cursor: cursor.execute("SELECT 1"), spent["round_trip"])
            home = family_of_four(number)
            members = list(home.memberships.select_related("person").order_by("pk"))
        asked = ("alimony", "rent_income", "farm_income", "other_income")
        answers = {f"person.{row.person_id}.{fact}": "1 000" for row in members[:2] for fact in asked}
        head = members[0].person
        draft = within(
            lambda home=home, head=head: start_draft(home, head, PROGRAMMES, channel="office", acting_user=user),
            "start",
        )
        within(lambda draft=draft, answers=answers: save_draft(draft, answers, acting_user=user), "save")
        if number == 0:
            with CaptureQueriesContext(connection) as captured:
                within(lambda draft=draft: register_application(draft, acting_user=user), "register")
            queries = len(captured)
        else:
            within(lambda draft=draft: register_application(draft, acting_user=user), "register")
    result: dict[str, Any] = {name: percentiles(seconds[WARM:]) for name, seconds in spent.items()}
    return {"calls": calls, "queries_of_a_registration": queries, **result}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("var/bench/road"))
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--out", type=Path)
    told = parser.parse_args()
    data = told.data.resolve()
    os.environ["TIREK_DATA"] = str(data)
    tirek("database", "stop", checked=False)
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    tirek("database", "prepare")
    os.environ["DJANGO_SETTINGS_MODULE"] = "tirek.config.settings"
    result = {"load_average": os.getloadavg()[0]}
    try:
        result |= measure(told.calls)
    finally:
        tirek("database", "stop", checked=False)
    result["load_average_end"] = os.getloadavg()[0]
    text = json.dumps(result, indent=1)
    if told.out:
        told.out.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
