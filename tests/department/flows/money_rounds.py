"""A town whose money is granted and paid by many processes at once, for a test that kills them: `prepare`, `work`, `verify`.

``work`` is the parent of the processes: it forks them before it ever speaks to the database, kills one of them or the server in
each round, and starts again what died. ``verify`` says what the database, the ledger and the bank's own book hold in the end.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

TERRITORY, PROGRAMME = "751110000", "monthly_veterans_aid"
AMOUNT = 30_000
"""Each family is granted this month."""
SHARE_COVERED = 60
"""The limit is enough for so many of a hundred families."""
LEAST_PAUSE, MOST_PAUSE = 0.05, 0.35
SERVER_EVERY = 5
PATIENCE_SECONDS, SILENCE_SECONDS = 600.0, 90.0


def prepare(families: int) -> dict[str, Any]:
    """Families whose decisions wait for a signature, accounts to pay to, and a limit that is too small for all of them."""
    from tests.department.factories import make_family, make_person, make_user, whole_city
    from tests.department.road import make_case, make_decision
    from tirek.department.accounts.enums import Role
    from tirek.department.accounts.viewer import entered
    from tirek.department.applications.enums import CaseState
    from tirek.department.budgets.actions.planning import Limit, approve_proposal, propose_plan
    from tirek.department.core.calendar.today import today
    from tirek.department.journal.history import note_created
    from tirek.department.registry.models import BankAccount
    from tirek.rulebook.engine.calendar import shift_months

    staff = {role: make_user(role, TERRITORY) for role in (Role.SPECIALIST, Role.HEAD, Role.FINANCE)}
    confirmer = make_user(Role.FINANCE, TERRITORY)
    limit, starts = families * SHARE_COVERED // 100 * AMOUNT, today().replace(day=1)
    ends = shift_months(starts, 1) - timedelta(days=1)
    with entered(whole_city()):
        limits = [Limit(PROGRAMME, "regional", "451.007.029.322", {starts.month: limit})]
        plan = propose_plan(TERRITORY, starts.year, "decision 1", limits, acting_user=staff[Role.FINANCE])
        approve_proposal(plan, acting_user=staff[Role.HEAD])
    for number in range(families):
        with entered(whole_city()):
            person = make_person(TERRITORY)
            iban = account_of(number)
            account = BankAccount.objects.create(person=person, territory=TERRITORY, iban=iban, valid=(starts, None))
            note_created(account, person_id=person.pk, acting_user=None, reason="test")
            case = make_case(CaseState.TO_SIGN, family=make_family(person, territory=TERRITORY), programme=PROGRAMME)
            told = {"starts_on": starts, "ends_on": ends, "amount": AMOUNT, "unit": "tenge_month"}
            decision = make_decision(case, author=staff[Role.SPECIALIST], **told)
            decision.state, decision.proposed_at = "proposed", decision.drafted_at
            decision.save()
    return {"head": staff[Role.HEAD].pk, "payer": staff[Role.FINANCE].pk, "confirmer": confirmer.pk, "limit": limit}


def account_of(number: int) -> str:
    """A valid account number of an invented bank."""
    body = f"125KZT{number:010d}"
    digits = "".join(str(int(letter, 36)) for letter in f"{body}KZ00")
    return f"KZ{98 - int(digits) % 97:02d}{body}"


def grant_forever(told: dict[str, Any], seed: int) -> None:
    """Sign whatever waits, in an order of one's own; what the limit does not allow stays where it is."""
    from django.utils import timezone

    from tests.department.factories import whole_city
    from tests.department.road import DIGEST
    from tirek.department.accounts.models import User
    from tirek.department.accounts.viewer import entered
    from tirek.department.core.refusals import Refused
    from tirek.department.decisions.models import Decision, Signature
    from tirek.department.flows.granting import carry_out

    head, drawn = User.objects.get(pk=told["head"]), random.Random(seed)
    while True:
        with entered(whole_city(), read_only=True):
            waiting = list(Decision.objects.filter(state="proposed").values_list("pk", flat=True))
        if not waiting:
            return
        drawn.shuffle(waiting)
        for pk in waiting[:20]:
            with suppress(Refused), entered(whole_city()):
                decision = Decision.objects.select_for_update(of=("self",)).select_related("case").get(pk=pk)
                if decision.state != "proposed":
                    continue
                decision.state, decision.signer, decision.signed_at = "signed", head, timezone.now()
                decision.number, decision.digest = f"D-{pk}", DIGEST
                decision.save()
                signature = {"kind": "officer", "cms": b"", "algorithm": "none", "certificate_digest": DIGEST}
                Signature.objects.create(decision=decision, signed_digest=DIGEST, **signature)
                carry_out(decision, acting_user=head)


def pay_forever(told: dict[str, Any], seed: int) -> None:
    """Close the month again and again: collect, check, submit, confirm, treasury, bank, answers."""
    from tests.department.factories import whole_city
    from tirek.department.accounts.models import User
    from tirek.department.accounts.viewer import entered
    from tirek.department.core.calendar.today import today
    from tirek.department.core.refusals import Refused
    from tirek.department.payments.actions.closing import check_closing, collect, open_closing
    from tirek.department.payments.actions.files import make_files, send_files
    from tirek.department.payments.actions.lists import confirm_list, submit_lists
    from tirek.department.payments.actions.replies import fetch_replies
    from tirek.department.payments.actions.treasury import bring_documents
    from tirek.department.payments.models import PaymentList
    from tirek.settlement.bank import HttpBank
    from tirek.settlement.failures import SettlementFault
    from tirek.settlement.treasury import HttpTreasury

    payer, confirmer = User.objects.get(pk=told["payer"]), User.objects.get(pk=told["confirmer"])
    bank, treasury = HttpBank(told["bank"]), HttpTreasury(told["bank"])

    def step(work: Callable[[], object]) -> None:
        with suppress(Refused, SettlementFault), entered(whole_city()):
            work()

    while True:
        with entered(whole_city()):
            closing = open_closing(TERRITORY, today(), acting_user=payer)
        step(lambda: collect(closing, acting_user=payer))  # noqa: B023 - done before the next round
        step(lambda: check_closing(closing, acting_user=payer))  # noqa: B023
        step(lambda: submit_lists(closing.lists.filter(state="drafted"), acting_user=payer))  # noqa: B023
        with entered(whole_city(), read_only=True):
            lists = list(PaymentList.objects.filter(state__in=["submitted", "confirmed", "sent"]).order_by("?"))
        for each in lists:
            step(lambda: confirm_list(each, acting_user=confirmer))  # noqa: B023
            # Outside of a transaction of ours: what goes to the treasury and the bank is done in steps of its own.
            with suppress(Refused, SettlementFault):
                bring_documents(each, treasury, acting_user=payer)
            with suppress(Refused, SettlementFault):
                make_files(each, acting_user=payer)
                send_files(each, bank, acting_user=payer)
        with suppress(Refused, SettlementFault):
            fetch_replies(bank, acting_user=payer)


def _child(work: Callable[[dict[str, Any], int], None], told: dict[str, Any], seed: int) -> None:
    """A process of its own: while the server is away it waits."""
    from django.db import DatabaseError, InterfaceError, connections
    from procrastinate.exceptions import ConnectorException

    while True:
        try:
            work(told, seed)
            os._exit(0)
        except (DatabaseError, InterfaceError, ConnectorException, OSError) as fault:
            if isinstance(fault, DatabaseError) and getattr(fault.__cause__, "sqlstate", None) == "23514":
                raise
            with suppress(Exception):
                connections.close_all()
            time.sleep(0.2)


class Town:
    """The processes of a town, and what is done to them."""

    def __init__(self, data: Path, told: dict[str, Any], seed: int) -> None:
        self.data, self.told, self.drawn = data, told, random.Random(seed)
        self.children: dict[int, int] = {}
        self.died: list[int] = []

    def start(self, place: int) -> None:
        """The process of a place: two of three grant, the third pays."""
        work = pay_forever if place % 3 == 2 else grant_forever
        pid = os.fork()
        if pid == 0:
            try:
                _child(work, self.told, self.drawn.randrange(10**9) + place)
            except BaseException:
                import traceback

                traceback.print_exc()
                os._exit(3)
        self.children[place] = pid

    def kill_one(self) -> None:
        place = self.drawn.choice(sorted(self.children))
        with suppress(ProcessLookupError):
            os.kill(self.children[place], signal.SIGKILL)
        self._reap(place)
        self.start(place)

    def kill_server(self) -> None:
        from tirek.config.postgres.launcher import ensure_running
        from tirek.config.postgres.places import home_of

        pid = int((home_of(self.data).data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        ensure_running(self.data)

    def _reap(self, place: int) -> None:
        _pid, status = os.waitpid(self.children[place], 0)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            self.died.append(os.WEXITSTATUS(status))

    def end(self) -> None:
        for place, pid in self.children.items():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            self._reap(place)


def work(data: Path, rounds: int, processes: int, told: dict[str, Any], seed: int) -> dict[str, Any]:
    """So many rounds of killing; then the processes are left alone until nothing moves any more."""
    from django.db import connections

    from tests.department import factories  # noqa: F401 - loaded once, before the processes part

    connections.close_all()
    town = Town(data, told, seed)
    killed = {"processes": 0, "servers": 0}
    for place in range(processes):
        town.start(place)
    try:
        for number in range(1, rounds + 1):
            time.sleep(town.drawn.uniform(LEAST_PAUSE, MOST_PAUSE))
            if number % SERVER_EVERY == 0:
                town.kill_server()
                killed["servers"] += 1
            else:
                town.kill_one()
                killed["processes"] += 1
        _await_rest(data)
    finally:
        town.end()
    return {"killed": killed, "died": town.died}


def _await_rest(data: Path) -> None:
    """Until all that is reserved is paid and booked, or nothing has moved for long."""
    import psycopg

    from tirek.config.postgres.addresses import own_addresses

    query = (
        "SELECT sum(free), sum(reserved), sum(committed), sum(paid), (SELECT count(*) FROM payments_bankmessage), "
        "(SELECT count(*) FROM payments_treasurydocument WHERE state = 'accepted') FROM budgets_monthbalance"
    )
    until, before, since = time.monotonic() + PATIENCE_SECONDS, None, time.monotonic()
    while time.monotonic() < until:
        with suppress(psycopg.OperationalError), psycopg.connect(own_addresses(data).owner.conninfo()) as owner:
            now = owner.execute(query).fetchone()
            if now != before:
                before, since = now, time.monotonic()
            assert now is not None
            still = time.monotonic() - since
            if still > SILENCE_SECONDS or (now[1] == now[2] == 0 and still > 3):
                return
        time.sleep(0.3)


FACTS = {
    "granted": "SELECT count(*) FROM applications_case WHERE state = 'granted'",
    "signed": "SELECT count(*) FROM decisions_decision WHERE state = 'signed'",
    "entitlements": "SELECT count(*) FROM entitlements_entitlement",
    "twice_granted": "SELECT count(*) FROM (SELECT FROM entitlements_entitlement GROUP BY case_id HAVING count(*) > 1) t",
    "dues": "SELECT count(*) FROM entitlements_due WHERE unit LIKE 'tenge%'",
    "settled": "SELECT count(*) FROM entitlements_due WHERE state = 'settled'",
    "reservations": "SELECT count(*) FROM budgets_reservation",
    "plan": "SELECT sum(plan)::bigint FROM budgets_monthbalance",
    "spoken_for": "SELECT sum(reserved + committed + paid - returned)::bigint FROM budgets_monthbalance",
    "least_free": "SELECT min(total)::bigint FROM (SELECT sum(free) OVER (PARTITION BY line_id ORDER BY month) AS total "
    "FROM budgets_monthbalance) t",
    "paid": "SELECT sum(paid)::bigint FROM budgets_monthbalance",
    "payments_paid": "SELECT coalesce(sum(amount_tenge), 0)::bigint FROM payments_payment WHERE state = 'paid'",
    "paid_twice": "SELECT count(*) FROM (SELECT FROM payments_payment WHERE state = 'paid' GROUP BY due_id "
    "HAVING count(*) > 1) t",
    "open": "SELECT count(*) FROM payments_payment WHERE state IN ('listed', 'sent')",
}


def verify(data: Path) -> dict[str, Any]:
    """What stands in the end, counted by the owner, and what `tirek check` finds."""
    import psycopg

    from tests.department.factories import whole_city
    from tirek.config.postgres.addresses import own_addresses
    from tirek.department.accounts.viewer import entered
    from tirek.department.flows.consistency.checking import check_consistency

    with psycopg.connect(own_addresses(data).owner.conninfo()) as owner:
        facts = {name: int((owner.execute(query).fetchone() or [0])[0]) for name, query in FACTS.items()}
        references = owner.execute(
            "SELECT end_to_end_id FROM payments_payment WHERE state = 'paid' ORDER BY 1"
        ).fetchall()
    with entered(whole_city(), read_only=True):
        broken = {finding.check.code: finding.count for finding in check_consistency()}
    return {**facts, "broken": broken, "references": [row[0] for row in references]}


def main(arguments: list[str]) -> None:
    """``prepare N`` | ``work ROUNDS PROCESSES TOLD SEED`` | ``verify``, with TIREK_DATA naming the town."""
    from tirek.config.env import environment
    from tirek.config.startup import open_department, set_up_django

    step, data = arguments[0], environment().data
    if step == "work":
        set_up_django()  # without a word to the database: what is forked must share no connection
        told = json.loads(arguments[3])
        found = work(data, int(arguments[1]), int(arguments[2]), told, int(arguments[4]))
    else:
        open_department()
        found = prepare(int(arguments[1])) if step == "prepare" else verify(data)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":  # pytest imports every module, in search of doctests
    main(sys.argv[1:])
