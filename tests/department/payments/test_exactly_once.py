"""A due row is paid once: by the database, whoever is killed in between and however many try at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction

from tests.department.factories import ALMALY, make_user, whole_city
from tests.department.payments.closings import (
    MONTH,
    NOW,
    collected,
    confirmed,
    grant,
    hands,
    in_november,
    pay,
    plan_for,
    ready,
    reserve_for,
    send,
    stand,
)
from tests.department.road import make_decision, sign
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.budgets.models import Entry
from tirek.department.core.refusals import Refused
from tirek.department.entitlements.actions.stopping import end_entitlement, hold_dues
from tirek.department.entitlements.models import Due
from tirek.department.payments import house
from tirek.department.payments.actions import closing as closing_actions
from tirek.department.payments.actions import lists as list_actions
from tirek.department.payments.actions import working
from tirek.department.payments.actions.closing import check_closing, close_closing, collect, open_closing
from tirek.department.payments.actions.lists import confirm_list, submit_list
from tirek.department.payments.enums import Step
from tirek.department.payments.models import Closing, Payment, PaymentList

pytestmark = pytest.mark.django_db


class Killed(Exception):
    """The process is gone at this statement."""


def refused_by(constraint: str) -> Any:
    return pytest.raises(IntegrityError, check=lambda error: error.__cause__.diag.constraint_name == constraint)


def steps(by: Any) -> list[Callable[[], object]]:
    """The whole road of a closing, each step found anew from the database, as another worker would."""

    def closing() -> Closing:
        return open_closing(ALMALY, MONTH, acting_user=by.preparer)

    def each(state: str, work: Callable[[PaymentList], object]) -> None:
        for found in closing().lists.filter(state=state).order_by("pk"):
            work(found)

    return [
        lambda: collect(closing(), acting_user=by.preparer),
        lambda: check_closing(closing(), acting_user=by.preparer),
        lambda: each("drafted", lambda found: submit_list(found, acting_user=by.preparer)),
        lambda: each("submitted", lambda found: confirm_list(found, acting_user=by.confirmer)),
    ]


def world() -> None:
    plan_for()
    ready(3)
    reserve_for(grant(account=False))


def test_killed_at_any_statement_and_begun_anew_it_comes_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    with in_november():
        world()
        by = hands()
        reckoned, real, real_rows = 0, house.run, house.rows_of
        left: list[int] = []

        def dies(work: Callable[..., Any]) -> Callable[..., Any]:
            def statement(*told: Any) -> Any:
                nonlocal reckoned
                done = work(*told)
                reckoned += 1
                if left and reckoned == left[0]:
                    raise Killed
                return done

            return statement

        for module in (closing_actions, list_actions):
            monkeypatch.setattr(module, "run", dies(real))
            monkeypatch.setattr(module, "rows_of", dies(real_rows))
        whole = stand_of_a_run(by, kill=None, left=left)
        statements = reckoned
        assert statements > 8
        for at in range(1, statements + 1):
            reckoned = 0
            assert stand_of_a_run(by, kill=at, left=left) == whole, at


def stand_of_a_run(by: Any, *, kill: int | None, left: list[int]) -> dict[str, Any]:
    """What a closing comes to, killed once at a statement and begun anew; everything is taken back afterwards."""
    left[:] = [kill] if kill else []
    found: dict[str, Any] = {}
    try:
        with transaction.atomic():
            for step in steps(by):
                try:
                    with transaction.atomic():
                        step()
                except Killed:
                    left.clear()
                    step()
            found = stand(Closing.objects.get())
            found["entries"] = Entry.objects.filter(source_kind="payment_list").count()
            raise Killed
    except Killed:
        return found


def test_every_step_done_twice_is_done_once() -> None:
    with in_november():
        world()
        by = hands()
        for step in steps(by):
            step()
            before = stand(Closing.objects.get())
            step()
            assert stand(Closing.objects.get()) == before
        assert Entry.objects.filter(source_kind="payment_list").count() == 1
        one = PaymentList.objects.get()
        confirm_list(one, acting_user=by.confirmer)
        assert Entry.objects.filter(source_kind="payment_list").count() == 1


def test_what_is_paid_settles_its_due_row_and_only_a_return_opens_it() -> None:
    with in_november():
        plan_for()
        (made,), by = ready(1), hands()
        due = Due.objects.get(entitlement=made)
        with refused_by("due_settled_by_a_payment"), transaction.atomic():
            Due.objects.update(state="settled")
        (one,) = confirmed(collected(by), by)
        pay(one)
        due.refresh_from_db()
        assert due.state == "settled"
        with refused_by("due_opens_by_a_return"), transaction.atomic():
            Due.objects.update(state="planned")
        send(one, "returned")
        due.refresh_from_db()
        assert due.state == "planned"
        closing = Closing.objects.get()
        close_closing(closing, acting_user=by.preparer)
        again = collected(by)
        second = Payment.objects.get(list__closing=again)
        assert (second.attempt, second.previous_id) == (2, Payment.objects.get(attempt=1).pk)
        with refused_by("payment_due_once"), transaction.atomic():
            Payment.objects.create(
                **{
                    field.attname: getattr(second, field.attname)
                    for field in Payment._meta.concrete_fields
                    if field.attname not in ("id", "end_to_end_id")
                },
                end_to_end_id="TD-other",
            )


def test_money_that_comes_back_after_the_end_or_the_stop_is_not_paid_again() -> None:
    with in_november():
        plan_for()
        (ended,), (held,), by = ready(1), ready(1), hands()
        (one,) = confirmed(collected(by), by)
        pay(one)
        hold_dues(held, MONTH, reason="event", acting_user=None)
        terminated = sign(make_decision(ended.case, "terminate", starts_on=MONTH, reason="it was found so"))
        end_entitlement(ended, terminated, MONTH, acting_user=terminated.signer)
        send(one, "returned")
        found = dict(Due.objects.values_list("entitlement", "state"))
        assert found == {ended.pk: "cancelled", held.pk: "held"}


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"amount_tenge": 1, "withheld_tenge": 33_459}, "payment_stays"),
        ({"iban": "KZ86125KZT5004100100"}, "payment_stays"),
        ({"state": "paid"}, "payment_step_possible"),
        ({"state": "excluded"}, "payment_step_possible"),
    ],
)
def test_a_payment_of_a_confirmed_list_only_goes_on(changes: dict[str, Any], constraint: str) -> None:
    with in_november():
        plan_for()
        ready(1)
        by = hands()
        confirmed(collected(by), by)
        with refused_by(constraint), transaction.atomic():
            Payment.objects.update(**changes)


def test_a_list_is_confirmed_as_the_sum_of_its_payments_by_another() -> None:
    with in_november():
        plan_for()
        ready(2)
        by = hands()
        draft = collected(by).lists.get()
        submit_list(draft, acting_user=by.preparer)
        rows = PaymentList.objects.filter(pk=draft.pk)
        told = {"state": "confirmed", "confirmed_by": by.confirmer, "confirmed_at": "2026-11-23T06:00:00Z"}
        with refused_by("payment_list_four_eyes"), transaction.atomic():
            rows.update(**(told | {"confirmed_by": by.preparer}))
        for wrong in ({"count": 3}, {"total_tenge": 1}, {"digest": "0" * 64}):
            with refused_by("payment_list_is_its_payments"), transaction.atomic():
                rows.update(**told, **wrong)
        confirm_list(draft, acting_user=by.confirmer)
        with refused_by("payment_list_stays"), transaction.atomic():
            rows.update(total_tenge=1)
        with refused_by("payment_list_step_possible"), transaction.atomic():
            rows.update(state="drafted")


def test_a_large_step_goes_by_a_job_that_may_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    with in_november():
        world()
        by = hands()
        closing = open_closing(ALMALY, MONTH, acting_user=by.preparer)
        monkeypatch.setattr(working, "AT_ONCE", 2)
        assert working.begin_step(closing, Step.COLLECT, acting_user=by.preparer) is False
        assert (closing.step, Payment.objects.count()) == ("collect", 0)
        with pytest.raises(Refused, match="closing_at_work"):
            working.begin_step(closing, Step.CHECK, acting_user=by.preparer)
        assert working.work_on(closing.pk, Step.COLLECT, by.preparer.pk) is True
        closing.refresh_from_db()
        assert (closing.step, closing.percent, closing.fault) == ("", 100, "")
        assert Payment.objects.count() == 3
        assert working.work_on(closing.pk, Step.COLLECT, by.preparer.pk) is False  # done by another
        Closing.objects.update(step="check", heard_at="2026-11-23T05:00:00Z")  # its worker is gone
        monkeypatch.setattr(working, "AT_ONCE", 2_000)
        assert working.begin_step(closing, Step.CHECK, acting_user=by.preparer) is True
        assert closing.exceptions.count() == 1


@pytest.fixture
def november() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
def test_two_workers_and_two_confirmers_at_once(november: None) -> None:
    with entered(whole_city()):
        world()
        by, other = hands(), make_user(Role.HEAD)
        for _place in range(3):
            open_closing(ALMALY, MONTH, acting_user=by.preparer)
    closing = Closing.objects.none()
    with entered(whole_city()):
        closing = Closing.objects.get()
    assert at_once([lambda: collect(closing, acting_user=by.preparer)] * 3) == ["done"] * 3
    with entered(whole_city()):
        assert Payment.objects.count() == 3
        check_closing(closing, acting_user=by.preparer)
        submit_list(closing.lists.get(), acting_user=by.preparer)
    users = [by.confirmer, other, by.confirmer]
    told = at_once([lambda user=user: confirm_list(PaymentList.objects.get(), acting_user=user) for user in users])
    assert told.count("done") in (1, 2)
    assert set(told) <= {"done", "list_not_submitted"}
    with entered(whole_city()):
        assert Entry.objects.filter(source_kind="payment_list").count() == 1
        assert PaymentList.objects.get().state == "confirmed"


def at_once(works: list[Callable[[], object]]) -> list[str]:
    """What each work came to, all begun at the same moment on connections of their own."""
    barrier, told = threading.Barrier(len(works)), [""] * len(works)

    def go(place: int, work: Callable[[], object]) -> None:
        try:
            barrier.wait(10)
            with entered(whole_city()):
                work()
            told[place] = "done"
        except Refused as refused:
            told[place] = refused.code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return told
