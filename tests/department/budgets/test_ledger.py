"""The ledger beside a plain model: whatever is done in whatever order, the same sums, never below nought, nought in all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.department.budgets.money import make_line, make_plan
from tests.department.factories import make_user, whole_city
from tirek.department.accounts.viewer import entered
from tirek.department.budgets.actions.moving import Source, move_months
from tirek.department.budgets.actions.planning import approve_proposal, propose_transfer
from tirek.department.budgets.actions.writing import BETWEEN, reverse_entry, write_entry
from tirek.department.budgets.enums import Account, EntryKind
from tirek.department.budgets.models import Entry, FundShare, Line, MonthBalance, Posting
from tirek.department.budgets.queries import ledger_differences
from tirek.department.core.refusals import Refused

pytestmark = pytest.mark.django_db
MOVES = [kind for kind in BETWEEN if kind not in (EntryKind.PLAN, EntryKind.AMEND, EntryKind.TRANSFER)]
AMOUNTS = st.dictionaries(st.integers(1, 12), st.integers(1, 60), min_size=1, max_size=4)
Sums = dict[tuple[int, int, str], int]


class LedgerBesideModel(RuleBasedStateMachine):
    """Random entries on two limits; the model is a dictionary of sums, and says beforehand what must be refused."""

    @initialize(first=AMOUNTS, second=AMOUNTS)
    def plan(self, first: dict[int, int], second: dict[int, int]) -> None:
        make_plan(("half_yearly_aid", "regional", first), ("half_yearly_aid", "sponsor", second))
        regional, sponsor = Line.objects.order_by("fund")
        self.lines, self.sums, self.sources = [regional, sponsor], {}, 0
        self.written: list[Entry] = []
        for line, months in ((regional, first), (sponsor, second)):
            self._apply(self.sums, line.pk, EntryKind.PLAN, months)

    @rule(place=st.integers(0, 1), kind=st.sampled_from(MOVES), amounts=AMOUNTS)
    def moved(self, place: int, kind: EntryKind, amounts: dict[int, int]) -> None:
        line = self.lines[place]
        self.sources += 1
        then = dict(self.sums)
        self._apply(then, line.pk, kind, amounts)
        source = Source("test", self.sources)
        self._expect(then, lambda: self.written.append(move_months(line, kind, amounts, source, acting_user=None)))
        if self.written and self.written[-1].source_id == self.sources and kind not in ("reserve", "release"):
            assert move_months(line, kind, amounts, source, acting_user=None) == self.written[-1]

    @rule(way=st.integers(0, 1), months=st.tuples(st.integers(1, 12), st.integers(1, 12)), amount=st.integers(1, 60))
    def transferred(self, way: int, months: tuple[int, int], amount: int) -> None:
        source, target = self.lines[way], self.lines[1 - way]
        told = propose_transfer((source, months[0]), (target, months[1]), amount, "act", "why", acting_user=make_user())
        then = dict(self.sums)
        self._apply(then, target.pk, EntryKind.TRANSFER, {months[1]: amount})
        self._apply(then, source.pk, EntryKind.TRANSFER, {months[0]: -amount})
        self._expect(then, lambda: approve_proposal(told, acting_user=make_user()))

    @rule(which=st.integers(0, 50))
    def corrected(self, which: int) -> None:
        if not self.written:
            return
        entry = self.written.pop(which % len(self.written))
        then = dict(self.sums)
        for account, month, amount in entry.postings.values_list("account", "month", "amount"):
            key = (entry.line_id, month, account)
            then[key] = then.get(key, 0) - amount
        self._expect(then, lambda: reverse_entry(entry, "order", acting_user=make_user()))

    @invariant()
    def balances_are_the_sums(self) -> None:
        kept = {
            (row.line_id, row.month, account): sum_ * (-1 if account in ("plan", "returned") else 1)
            for row in MonthBalance.objects.all()
            for account in Account.values
            if (sum_ := getattr(row, account))
        }
        assert kept == {key: sum_ for key, sum_ in getattr(self, "sums", {}).items() if sum_}
        assert not Posting.objects.aggregate(total=Sum("amount"))["total"]
        assert ledger_differences() == []

    @staticmethod
    def _apply(sums: Sums, line: int, kind: EntryKind, amounts: dict[int, int]) -> None:
        taken, put = BETWEEN[kind]
        for month, amount in amounts.items():
            for account, sign in ((taken, -1), (put, 1)):
                key = (line, month, str(account))
                sums[key] = sums.get(key, 0) + sign * amount

    def _expect(self, then: Sums, act: Any) -> None:
        if self._sound(then):
            act()
            self.sums = then
        else:
            with pytest.raises(Refused):
                act()

    def _sound(self, sums: Sums) -> bool:
        def of(line: int, month: int, account: str) -> int:
            return sums.get((line, month, account), 0)

        months = [(line.pk, month) for line in self.lines for month in range(1, 13)]
        carried = [sum(of(line, each, "free") for each in range(1, month + 1)) for line, month in months]
        stands = [of(*key, account) for key in months for account in ("reserved", "committed", "paid")]
        from_outside = [-of(*key, account) for key in months for account in ("plan", "returned")]
        came_back = [of(*key, "paid") + of(*key, "returned") for key in months]
        return min(*carried, *stands, *from_outside, *came_back) >= 0


@contextmanager
def undone() -> Iterator[None]:
    """Each history begins with nothing written."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_the_ledger_agrees_with_a_plain_model() -> None:
    class Machine(LedgerBesideModel):
        def __init__(self) -> None:
            super().__init__()
            self._block = undone()
            self._block.__enter__()

        def teardown(self) -> None:
            self._block.__exit__(None, None, None)

    with entered(whole_city()):
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=15, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )


def refused_as(name: str, act: Any, kind: type[Exception] = IntegrityError) -> None:
    with pytest.raises(kind, match=name), transaction.atomic():
        act()


def test_the_database_itself_refuses_what_no_action_asks_for() -> None:
    with entered(whole_city()):
        line = make_line({1: 100})
        told = {"line": line, "source_kind": "test", "source_id": 1}

        def post(kind: str, *rows: tuple[str, int, int]) -> None:
            entry = Entry.objects.create(kind=kind, **told)
            Posting.objects.bulk_create(
                Posting(entry=entry, account=account, month=month, amount=amount) for account, month, amount in rows
            )

        refused_as("an entry takes as much as it puts", lambda: post("reserve", ("free", 1, -5), ("reserved", 1, 4)))
        refused_as("an entry takes as much as it puts", lambda: post("reserve", ("free", 1, -5), ("reserved", 2, 5)))
        refused_as("between other accounts", lambda: post("reserve", ("free", 1, -5), ("paid", 1, 5)))
        refused_as("between other accounts", lambda: post("reserve", ("free", 1, 5), ("reserved", 1, -5)))
        refused_as("as an approved act says", lambda: post("plan", ("plan", 2, -5), ("free", 2, 5)))
        refused_as("101 tenge|1 tenge less", lambda: post("reserve", ("free", 1, -101), ("reserved", 1, 101)))
        entry = write_entry(line, EntryKind.RESERVE, {1: 5}, Source("test", 2), acting_user=None)
        rows = [Posting(entry=entry, account=a, month=2, amount=n) for a, n in (("free", -1), ("reserved", 1))]
        refused_as("written at once", lambda: Posting.objects.bulk_create(rows))
        for text in (
            "UPDATE budgets_posting SET amount = amount",
            "DELETE FROM budgets_posting",
            "UPDATE budgets_entry SET act = ''",
            "DELETE FROM budgets_entry",
            "UPDATE budgets_monthbalance SET free = 0",
            "INSERT INTO budgets_monthbalance (line_id, month) VALUES (1, 1)",
        ):
            refused_as("permission denied", lambda text=text: connection.cursor().execute(text), ProgrammingError)
        share = {"territory": line.territory, "programme": "x", "year": 2026, "since": "2026-01-01", "act": "a"}
        FundShare.objects.create(fund="regional", share=9999, entered_by=make_user(), **share)
        refused_as("make the whole", lambda: connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE"))
        transaction.set_rollback(True)
