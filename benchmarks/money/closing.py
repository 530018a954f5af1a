"""A month of a city closed: ``python -m benchmarks.money.closing [--recipients N] [--out FILE]``.

One grant is made by the actions of the pages; SQL copies it to as many recipients as asked for, in eight districts and twenty
programmes, with an account each and money reserved for each due row. Then the month is closed as the job and the officers do
it, in the app's role with policies, triggers and the journal's notes: gathered, checked, handed over, confirmed, written into
files of the bank; the stand-in of the bank answers, and the answers are taken. Two in a hundred have died or moved.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.machine import describe
from benchmarks.money.copying import FIRST, PROGRAMMES, copy_grants, pattern_of
from benchmarks.registry.whole import tirek

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "benchmarks/results"
RECIPIENTS = 206_600
CITY = "750000000"
MONTH = date(2026, 11, 1)


class Clock:
    """Seconds of each step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, name: str, work: Callable[[], Any]) -> Any:
        begun = time.perf_counter()
        made = work()
        self.seconds[name] = round(time.perf_counter() - begun, 2)
        print(f"{name:12} {self.seconds[name]:8.2f} s", flush=True)
        return made


@contextmanager
def city() -> Any:
    """The house at work in a transaction of its own."""
    from tests.department.factories import whole_city
    from tirek.department.accounts.viewer import entered

    with entered(whole_city(frozenset({"hiv", "tuberculosis"}))):
        yield


def make_world(recipients: int) -> Any:
    """Plans of eight districts, one grant, its copies, and who prepares and confirms."""
    from tests.department.budgets.money import make_plan
    from tests.department.payments.closings import grant, hands
    from tirek.department.core.models import Territory

    districts = list(Territory.objects.filter(parent=CITY).order_by("code").values_list("code", flat=True))
    with city():
        for district in districts:
            make_plan(*[(name, "regional", 40_000_000_000) for name in PROGRAMMES], territory=district)
        made, by = grant(starts_on=MONTH, ends_on=date(2026, 12, 31)), hands()
        pattern = pattern_of(made)
    copy_grants(pattern, districts, recipients)
    return by


def close_month(by: Any, clock: Clock) -> dict[str, Any]:
    """From the opening to the last answer of the bank."""
    from tirek.department.payments.actions.closing import close_closing, open_closing
    from tirek.department.payments.actions.lists import confirm_list, submit_lists
    from tirek.department.payments.actions.working import work_on
    from tirek.department.payments.enums import Step
    from tirek.department.payments.models import Closing, Payment, PaymentList

    with city():
        closing = open_closing(CITY, MONTH, acting_user=by.preparer)
    for step in (Step.COLLECT, Step.CHECK):
        with city():
            Closing.objects.filter(pk=closing.pk).update(step=step)
        clock.time(str(step), lambda step=step: work_on(closing.pk, step, by.preparer.pk))

    def submit() -> None:
        with city():
            submit_lists(closing.lists.filter(state="drafted").order_by("pk"), acting_user=by.preparer)

    def confirm() -> None:
        with city():
            waiting = list(closing.lists.filter(state="submitted").order_by("pk"))
        for each in waiting:
            with city():
                confirm_list(each, acting_user=by.confirmer)

    clock.time("submit", submit)
    clock.time("confirm", confirm)
    with city():
        close_closing(closing, acting_user=by.preparer)
        lists = list(PaymentList.objects.filter(state="confirmed").order_by("pk"))
    answer(lists, clock)
    with city():
        counted = Payment.objects.values_list("state", flat=True)
        states = {state: counted.filter(state=state).count() for state in set(counted)}
        kinds = list(closing.exceptions.filter(state="open").values_list("kind", flat=True))
    return {
        "lists": len(lists),
        "payments": states,
        "exceptions": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
    }


def answer(lists: list[Any], clock: Clock) -> None:
    """Files for the bank, and what it answers."""
    from tests.department.payments.bank_days import carried
    from tirek.department.payments.actions.replies import fetch_replies
    from tirek.settlement.sandbox.bank import SandboxBank
    from tirek.settlement.sandbox.faults import read_faults

    bank = SandboxBank(1, read_faults(""), {})

    def send() -> None:
        for each in lists:
            with city():
                carried(each, bank)

    def take() -> None:
        for _day in range(20):
            if not fetch_replies(bank, acting_user=None):
                return

    clock.time("files", send)
    clock.time("replies", take)


def measure(data: Path, recipients: int) -> dict[str, Any]:
    """Everything, in this order."""
    tirek(data, "database", "prepare")
    from tirek.config.startup import open_department

    open_department()
    clock = Clock()
    by = clock.time("copying", lambda: make_world(recipients))
    begun = time.perf_counter()
    found = close_month(by, clock)
    return {
        "recipients": recipients,
        "first_id": FIRST,
        "seconds": clock.seconds,
        "whole_s": round(time.perf_counter() - begun, 1),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        **found,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("var/bench/closing"))
    parser.add_argument("--recipients", type=int, default=RECIPIENTS)
    parser.add_argument("--out", type=Path, default=RESULTS / "money_closing.json")
    told = parser.parse_args()
    data = told.data.resolve()
    os.environ["TIREK_DATA"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tirek.config.settings"
    tirek(data, "database", "stop", checked=False)
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    try:
        made = {"machine": describe(ROOT), **measure(data, told.recipients)}
    finally:
        tirek(data, "database", "stop", checked=False)
    told.out.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(made, ensure_ascii=False))


if __name__ == "__main__":
    main()
