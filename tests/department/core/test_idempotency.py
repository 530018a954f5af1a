"""A request is done once: repeated, with other content, at the same moment, after a failure."""

from __future__ import annotations

import threading
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django import app

from tests.department.factories import make_user
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.core.idempotency.models import IdempotencyKey
from tirek.department.core.idempotency.once import (
    Done,
    KeyConflict,
    NotKept,
    StillRunning,
    digest_of,
    forget_old_keys,
    once,
)
from tirek.department.core.tasks import forget_keys

ROUTE = "office:example-make"


def viewer_of(user: User) -> Viewer:
    return Viewer(user_id=user.pk, purpose="test")


def ask(user: User, key: Any, digest: str, work: Any, route: str = ROUTE) -> Done:
    return once(key, user_id=user.pk, route=route, digest=digest, work=work)


@pytest.mark.django_db
def test_the_same_request_gives_the_same_result_without_the_work() -> None:
    user, key, done = make_user(), uuid4(), []
    with entered(viewer_of(user)):
        for repeated in (False, True, True):
            assert ask(user, key, "a", lambda: done.append(1) or {"id": len(done)}) == Done({"id": 1}, repeated)
        assert done == [1]
        with pytest.raises(KeyConflict):
            ask(user, key, "b", lambda: {"id": 2})
        assert ask(user, key, "a", lambda: {"id": 3}, route="office:other").result == {"id": 3}


@pytest.mark.django_db
def test_another_user_with_the_same_key_is_another_request_and_sees_nothing() -> None:
    first, second, key = make_user(), make_user(), uuid4()
    with entered(viewer_of(first)):
        ask(first, key, "a", lambda: 1)
    with entered(viewer_of(second)):
        assert not IdempotencyKey.objects.exists()
        assert ask(second, key, "a", lambda: 2) == Done(2, repeated=False)


@pytest.mark.django_db
def test_work_that_fails_or_keeps_nothing_leaves_the_key_free() -> None:
    user, key = make_user(), uuid4()

    def fail() -> None:
        raise IntegrityError("x")

    def show_again() -> None:
        raise NotKept("faults")

    with entered(viewer_of(user)):
        with pytest.raises(IntegrityError), transaction.atomic():
            ask(user, key, "a", fail)
        assert ask(user, key, "b", show_again) == Done("faults", repeated=False)
        assert ask(user, key, "c", lambda: 3) == Done(3, repeated=False)


@pytest.mark.django_db
def test_old_keys_are_forgotten_and_young_ones_never() -> None:
    user = make_user()
    with entered(viewer_of(user)):
        ask(user, uuid4(), "a", lambda: 1)
        old = ask(user, uuid4(), "a", lambda: 2) and IdempotencyKey.objects.latest("id")
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE core_idempotencykey SET created_at = now() - interval '31 days' WHERE id = %s", [old.pk]
            )
    assert forget_keys(0) == 1
    assert forget_old_keys(days=0) == 0
    with entered(viewer_of(user)):
        assert IdempotencyKey.objects.count() == 1


def test_a_digest_knows_no_order() -> None:
    assert digest_of({"a": 1, "b": [2]}) == digest_of({"b": [2], "a": 1}) != digest_of({"a": 1, "b": [3]})


class Racer(threading.Thread):
    """One request of its own connection, which says when its work runs and waits for leave to end."""

    def __init__(self, user: User, key: Any, *, leave: threading.Event, fails: bool = False) -> None:
        super().__init__()
        self.user, self.key, self.leave, self.fails = user, key, leave, fails
        self.at_work = threading.Event()
        self.answer: Done | None = None
        self.fault: Exception | None = None

    def run(self) -> None:
        try:
            with entered(viewer_of(self.user)):
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '1s'")
                self.answer = ask(self.user, self.key, "a", self.work)
        except Exception as fault:
            self.fault = fault
        finally:
            connection.close()

    def work(self) -> dict[str, int]:
        self.at_work.set()
        assert self.leave.wait(10)
        if self.fails:
            raise RuntimeError("the first one fails")
        return {"thread": self.native_id or 0}


def race(*, fails: bool = False, hold: float = 0.2) -> tuple[Racer, Racer]:
    user, key, leave = make_user(), uuid4(), threading.Event()
    first, second = Racer(user, key, leave=leave, fails=fails), Racer(user, key, leave=leave)
    first.start()
    assert first.at_work.wait(10)
    second.start()
    assert not second.at_work.wait(hold), "the second began while the first was at work"
    leave.set()
    first.join(10)
    second.join(10)
    return first, second


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_do_it_once() -> None:
    first, second = race()
    assert first.answer is not None
    assert second.answer is not None
    assert first.answer.result == second.answer.result == {"thread": first.native_id}
    assert (first.answer.repeated, second.answer.repeated) == (False, True)


@pytest.mark.django_db(transaction=True)
def test_the_second_takes_the_place_of_a_first_that_fails() -> None:
    first, second = race(fails=True)
    assert isinstance(first.fault, RuntimeError)
    assert second.answer == Done({"thread": second.native_id}, repeated=False)


@pytest.mark.django_db(transaction=True)
def test_a_second_that_waits_too_long_is_told_so() -> None:
    _, second = race(hold=1.6)
    assert isinstance(second.fault, StillRunning)


def test_what_grows_old_is_forgotten_by_the_clock() -> None:
    by_the_clock = {name for name, _ in app.periodic_registry.periodic_tasks}
    assert {"core.forget_keys", "registry.forget_namewords"} <= by_the_clock
