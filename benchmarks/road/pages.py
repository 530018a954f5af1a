"""What the pages of a day cost: ``python -m benchmarks.road.pages [--cases N] [--calls N] [--out FILE]``.

The page of a case with 64 facts, a dozen evaluations and a visit; one's own work and the queue of a district among so many open
cases. Each call is a whole request of a specialist through all middleware, policies and the journal, on the house's own server
made for the run. ``cpu_ms`` is the time of this process alone: it says what the page costs where the machine is busy with others.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tirek.config.settings")
WARM = 10
FACTS = 60


def make_cases(count: int, officer: Any) -> Any:
    """So many open cases of the district, a third in the officer's hands; and the case that is opened."""
    from django.db.models import F
    from django.db.models.functions import Mod

    from tests.department.factories import whole_city
    from tests.department.road import make_case
    from tests.web.office.case.test_case_pages import evaluated, full_case
    from tirek.department.accounts.viewer import entered
    from tirek.department.applications.enums import CaseState
    from tirek.department.applications.models import Case
    from tirek.department.core.calendar.today import today
    from tirek.department.verification.models import FactCheck
    from tirek.rulebook.engine.facts import fact_register

    case = full_case()
    with entered(whole_city()):
        names = [name for name in fact_register()["person"] if name not in ("sex", "wage", "pension", "alimony")]
        told = {"declared_value": 0, "found_value": 0, "found_source": "register", "state": "confirmed"}
        FactCheck.objects.bulk_create(
            FactCheck(case=case, entity="person", person=case.applicant, fact=name, **told) for name in names[:FACTS]
        )
        for _each in range(10):
            evaluated(case)
        for _each in range(count):
            make_case(CaseState.CHECKING)
        made = Case.objects.filter(due_on__isnull=True)
        for days in range(20):
            made.annotate(part=Mod(F("pk"), 20)).filter(part=days).update(
                due_on=today() + timedelta(days=days - 5), clock="targeted_assistance_decision"
            )
        Case.objects.annotate(part=Mod(F("pk"), 3)).filter(part=0).update(assigned_to=officer)
    return case


def measure(cases: int, calls: int) -> dict[str, Any]:
    """Milliseconds and queries of each page."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from tests.department.factories import make_user
    from tests.web.signing_in import sign_in

    officer = make_user()
    case = make_cases(cases, officer)
    client = Client()
    sign_in(client, officer)
    result: dict[str, Any] = {}
    for name, arguments in (
        ("case-show", [case.pk]),
        ("case-compare", [case.pk]),
        ("work-mine", []),
        ("work-queue", []),
    ):
        url = reverse(f"office:{name}", args=arguments)
        wall, cpu = [], []
        for number in range(calls + WARM):
            begun, worked = time.perf_counter(), time.process_time()
            answer = client.get(url)
            assert answer.status_code == 200, url
            if number >= WARM:
                wall.append((time.perf_counter() - begun) * 1000)
                cpu.append((time.process_time() - worked) * 1000)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        result[name] = {
            "p50_ms": round(statistics.median(wall), 1),
            "p95_ms": round(statistics.quantiles(wall, n=20)[18], 1),
            "cpu_ms": round(statistics.median(cpu), 1),
            "queries": len(captured),
            "bytes": len(answer.content),
        }
        print(f"{name:14} {json.dumps(result[name])}", flush=True)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--out", type=Path)
    told = parser.parse_args()
    import django

    django.setup()
    from django.conf import settings

    from tests.department.database import running_department

    settings.ALLOWED_HOSTS = ["testserver"]
    result: dict[str, Any] = {"cases": told.cases, "calls": told.calls, "load_average": os.getloadavg()[0]}
    with running_department():
        result |= measure(told.cases, told.calls)
    result["load_average_end"] = os.getloadavg()[0]
    if told.out:
        told.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
