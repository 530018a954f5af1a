"""A city's entitlements calculated anew: ``python -m benchmarks.road.recalculating [--people N] [--out FILE]``.

A synthetic city is loaded into the house's own server. A run for offers asks every programme of every family. What it
finds, and a programme drawn for each other family, becomes entitlements, written past the road by the owner: each with a
case, an evaluation, a decision, two declared facts and two settled ones; one in ten of another amount than the law gives.
Then a run over what is granted is measured as its job does it: reading, deciding, writing, in the app's role with policies
and the journal's notes.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from benchmarks.registry.whole import tirek

DAY = date(2026, 11, 22)
MOST = 50_000
DIGEST = "0" * 64
PORTION = 5_000
DRAWN = (
    "targeted_assistance_unconditional", "half_yearly_aid", "housing_aid", "school_meals", "child_supplement",
    "monthly_veterans_aid", "home_education_refund", "social_jobs", "public_works", "silver_age",
)  # fmt: skip
"""Programmes of those who were not found to be entitled: what reads much, what reads little, what reads dwellings."""
TABLES = (
    "applications_application", "applications_case", "applications_declaredfact", "verification_factcheck",
    "evaluations_evaluation", "decisions_decision", "entitlements_entitlement",
)  # fmt: skip


class Clock:
    """Seconds between two looks."""

    def __init__(self) -> None:
        self._at = time.perf_counter()

    def split(self) -> float:
        before, self._at = self._at, time.perf_counter()
        return round(self._at - before, 1)


def offers_of(districts: list[str]) -> dict[str, Any]:
    """The run for offers over the whole city, stage by stage."""
    from tirek.department.flows.enums import RunKind
    from tirek.department.flows.models import Offer, Recalculation
    from tirek.department.flows.recalculation import jobs
    from tirek.department.flows.recalculation.finding import decide_offers, read_everybody_for
    from tirek.department.flows.recalculation.writing import write_offers

    with jobs.writing(None):
        run = Recalculation.objects.create(kind=RunKind.OFFERS, territories=districts, on=DAY)
    clock = Clock()
    with jobs.reading(run, confidential=False):
        read = read_everybody_for(run)
    spent = {"families": len(read.ids), "reading_s": clock.split()}
    found, told = decide_offers(run, read)
    spent["deciding_s"] = clock.split()
    with jobs.writing(run):
        write_offers(run, found, told)
        spent |= {"offers": Offer.objects.count(), "writing_s": clock.split()}
    return spent


def grant(count: int) -> int:
    """So many entitlements, by the owner past triggers and policies; how many."""
    from django.db import connections

    owner = connections["owner"]
    with owner.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    offers = list(wanted(count))
    for first in range(0, len(offers), PORTION):
        grant_portion(offers[first : first + PORTION], first)
    with owner.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("ANALYZE")
    return len(offers)


def wanted(count: int) -> Iterator[Any]:
    """What comes again among the offers; then a programme drawn for each other family, entitled or not."""
    from tirek.department.flows.models import Offer
    from tirek.department.registry.models import Family
    from tirek.rulebook.catalogue import find_benefit

    found = [
        row
        for row in Offer.objects.using("owner").order_by("pk")
        if find_benefit(row.programme).document["period"] in ("month", "quarter", "half_year", "year")
    ][:count]
    yield from found
    families = Family.objects.using("owner").exclude(pk__in=[row.family_id for row in found]).order_by("pk")
    for place, (family, territory) in enumerate(families.values_list("pk", "territory")[: count - len(found)]):
        programme = DRAWN[place % len(DRAWN)]
        yield SimpleNamespace(family_id=family, territory=territory, programme=programme, amount=30_000, unit="tenge")


def grant_portion(offers: list[Any], first: int) -> None:
    """Applications, cases with their facts, signed decisions and entitlements of some offers."""
    from tirek.department.registry.models import Membership

    members = Membership.objects.using("owner").filter(family__in=[row.family_id for row in offers])
    heads = dict(members.order_by("-pk").values_list("family_id", "person_id"))
    applied = [DAY - timedelta(days=(first + place) % 90) for place in range(len(offers))]
    cases = make_cases(offers, heads, applied, first)
    make_facts(cases)
    decisions = make_decisions(offers, cases, first)
    make_entitlements(offers, decisions, first)


def shared(row: Any) -> dict[str, Any]:
    return {"family_id": row.family_id, "territory": row.territory}


def make_cases(offers: list[Any], heads: dict[int, int], applied: list[date], first: int) -> list[Any]:
    from django.utils import timezone

    from tirek.department.applications.models import Application, Case

    now = timezone.now()
    applications = Application.objects.using("owner").bulk_create(
        Application(
            applicant_id=heads[row.family_id],
            programmes=[row.programme],
            received_on=day,
            number=f"B-{first + place}",
            registered_at=now,
            **shared(row),
        )
        for place, (row, day) in enumerate(zip(offers, applied, strict=True))
    )
    moved = {"state": "granted", "turn": "nobody", "state_since": now, "turn_since": now}
    return Case.objects.using("owner").bulk_create(
        Case(
            application=made,
            applicant_id=made.applicant_id,
            programme=row.programme,
            applied_on=day,
            **moved,
            **shared(row),
        )
        for made, row, day in zip(applications, offers, applied, strict=True)
    )


def make_facts(cases: list[Any]) -> None:
    from tirek.department.applications.models import DeclaredFact
    from tirek.department.verification.models import FactCheck

    def told(case: Any, fact: str) -> dict[str, Any]:
        return {"entity": "person", "person_id": case.applicant_id, "fact": fact}

    DeclaredFact.objects.using("owner").bulk_create(
        DeclaredFact(application_id=case.application_id, value=0, **told(case, fact))
        for case in cases
        for fact in ("alimony", "rent_income")
    )
    found = {"state": "confirmed", "found_value": 0, "found_source": "register"}
    FactCheck.objects.using("owner").bulk_create(
        FactCheck(case=case, **found, **told(case, fact)) for case in cases for fact in ("wage", "alimony")
    )


def make_decisions(offers: list[Any], cases: list[Any], first: int) -> list[Any]:
    from django.utils import timezone

    from tirek.department.accounts.models import User
    from tirek.department.decisions.models import Decision
    from tirek.department.evaluations.models import Evaluation

    now = timezone.now()
    author, signer = User.objects.using("owner").order_by("pk")[:2]
    said = {"mode": "decide", "facts": {}, "answer": {}, "decides": True, "outcome": "granted"}
    digests = {"facts_digest": DIGEST, "rulebook_digest": DIGEST}
    evaluations = Evaluation.objects.using("owner").bulk_create(
        Evaluation(
            case=case,
            programme=case.programme,
            on=case.applied_on,
            applied_on=case.applied_on,
            amount=row.amount,
            **said,
            **digests,
            **shared(row),
        )
        for case, row in zip(cases, offers, strict=True)
    )
    signed = {"kind": "grant", "state": "signed", "digest": DIGEST, "author": author, "signer": signer}
    return Decision.objects.using("owner").bulk_create(
        Decision(
            case=case,
            programme=case.programme,
            number=f"BD-{first + place}",
            evaluation=made,
            signed_at=now,
            proposed_at=now,
            amount=made.amount,
            starts_on=case.applied_on,
            **signed,
            **shared(row),
        )
        for place, (case, made, row) in enumerate(zip(cases, evaluations, offers, strict=True))
    )


def make_entitlements(offers: list[Any], decisions: list[Any], first: int) -> None:
    from tirek.department.applications.programmes import road_of
    from tirek.department.entitlements.models import Entitlement
    from tirek.rulebook.catalogue import find_benefit

    Entitlement.objects.using("owner").bulk_create(
        Entitlement(
            decision=made,
            case=made.case,
            holder_id=made.case.applicant_id,
            programme=made.programme,
            kind_group=road_of(made.programme).kind_group,
            quantity=quantity(row, first + place),
            unit=row.unit or "none",
            period=find_benefit(made.programme).document["period"],
            valid=(made.starts_on, None),
            **shared(row),
        )
        for place, (made, row) in enumerate(zip(decisions, offers, strict=True))
    )


def quantity(row: Any, place: int) -> int:
    """What the law gives, or of every tenth a little less."""
    amount = row.amount or 0
    return amount * 9 // 10 if place % 10 == 0 else amount


def standing_of(districts: list[str]) -> dict[str, Any]:
    """The run over what is granted, stage by stage."""
    from tirek.department.flows.enums import RunKind
    from tirek.department.flows.models import Difference, Recalculation
    from tirek.department.flows.recalculation import jobs
    from tirek.department.flows.recalculation.running import decide_standing, read_standing
    from tirek.department.flows.recalculation.writing import write_lines

    with jobs.writing(None):
        run = Recalculation.objects.create(kind=RunKind.STANDING, territories=districts, on=DAY)
    clock = Clock()
    with jobs.reading(run):
        read = read_standing(run)
    spent: dict[str, Any] = {"entitlements": len(read.cases), "reading_s": clock.split()}
    lines, found = decide_standing(run, read)
    spent["deciding_s"] = clock.split()
    with jobs.writing(run):
        write_lines(run, lines, found)
    spent["writing_s"] = clock.split()
    with jobs.writing(run):
        rows = Difference.objects.filter(run=run).values_list("does", flat=True)
        spent |= {"differences": dict(Counter(rows)), "one_by_one": found["by_rule"]}
    return spent


def one_by_one(calls: int) -> dict[str, Any]:
    """Milliseconds of `evaluate_case`, which a recalculation case by case would pay for each entitlement."""
    from django.db import transaction

    from tirek.department.applications.models import Case
    from tirek.department.evaluations.actions import evaluate_case
    from tirek.department.evaluations.enums import Mode
    from tirek.department.flows.recalculation import jobs

    clock = Clock()
    with jobs.writing(None):
        for case in Case.objects.order_by("pk")[:calls]:
            evaluate_case(case, mode=Mode.RECALCULATION, acting_user=None, on=DAY)
        transaction.set_rollback(True)
    return {"calls": calls, "each_ms": round(clock.split() * 1000 / calls, 1)}


def measure(data: Path, people: int, most: int) -> dict[str, Any]:
    """Everything, in this order."""
    clock = Clock()
    tirek(data, "population", "make", "--out", str(data / "city"), "--people", str(people))
    tirek(data, "database", "prepare")
    tirek(data, "registry", "city", str(data / "city"), "--out", str(data / "exchange"))
    tirek(data, "registry", "load", str(data / "exchange"), "--problems", str(data / "problems.csv"))
    made: dict[str, Any] = {"people": people, "loading_s": clock.split()}
    from tirek.config.startup import open_department

    open_department()
    from tirek.department.accounts.demo import make_demo_staff
    from tirek.department.core.models import Territory

    make_demo_staff(data)
    districts = list(Territory.objects.values_list("code", flat=True))
    made["offers"] = offers_of(districts)
    print(json.dumps(made), flush=True)
    clock.split()
    made["granted"] = grant(most)
    made["granting_s"] = clock.split()
    print(json.dumps(made), flush=True)
    made["standing"] = standing_of(districts)
    made["again"] = standing_of(districts)
    made["by_itself"] = one_by_one(100)
    made["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("var/bench/recalculating"))
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--most", type=int, default=MOST)
    parser.add_argument("--out", type=Path)
    told = parser.parse_args()
    data = told.data.resolve()
    os.environ["TIREK_DATA"] = str(data)
    tirek(data, "database", "stop", checked=False)
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tirek.config.settings"
    result: dict[str, Any] = {"load_average": os.getloadavg()[0]}
    try:
        result |= measure(data, told.people, told.most)
    finally:
        tirek(data, "database", "stop", checked=False)
    result["load_average_end"] = os.getloadavg()[0]
    text = json.dumps(result, indent=1)
    if told.out:
        told.out.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
