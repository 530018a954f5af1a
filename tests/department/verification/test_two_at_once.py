"""Two members at one visit at the same moment: both votes stand, one act, one conclusion."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from tests.department.factories import whole_city
from tests.department.verification.visiting import make_commission, make_visit, record, recorded, viewer_of
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.core.refusals import Refused
from tirek.department.verification.actions.visits import close_visit, record_visit, vote_on_visit
from tirek.department.verification.enums import Vote
from tirek.department.verification.models import FactCheck, Visit, VisitMember

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])


def at_once(users: list[User], work: Callable[[User], object]) -> list[str]:
    """What each user's work came to, all begun at the same moment: ``done`` or the code of a refusal."""
    ready, told = threading.Barrier(len(users)), dict.fromkeys(range(len(users)), "")

    def run(place: int, user: User) -> None:
        try:
            ready.wait(10)
            with entered(viewer_of(user)):
                work(user)
            told[place] = "done"
        except Refused as refused:
            told[place] = refused.code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(told.values())


@pytest.fixture
def members() -> list[User]:
    return make_commission()


@pytest.fixture
def visit(members: list[User]) -> Visit:
    with entered(whole_city()):
        return make_visit(members)


def test_two_members_vote_at_once(members: list[User], visit: Visit) -> None:
    record(visit, members[0])
    voted = at_once(members, lambda user: vote_on_visit(visit, Vote.IN_NEED, acting_user=user))
    assert voted == ["done", "done", "done"]
    with entered(whole_city()):
        assert VisitMember.objects.filter(visit=visit, vote="in_need").count() == 3


def test_two_members_conclude_at_once(members: list[User], visit: Visit) -> None:
    record(visit, members[0])
    for user in members:
        with entered(viewer_of(user)):
            vote_on_visit(visit, Vote.IN_NEED, acting_user=user)
    closed = at_once(members, lambda user: close_visit(visit, "Seen", acting_user=user))
    assert closed == ["done", "visit_ended", "visit_ended"]
    with entered(whole_city()):
        assert FactCheck.objects.filter(fact="commission_found_need").count() == 1


@pytest.mark.parametrize("same", [True, False])
def test_one_act_sent_at_once(members: list[User], visit: Visit, same: bool) -> None:
    """A phone that sends twice, and two phones of one commission."""
    command = uuid4()
    users: list[Any] = [members[0], members[0]] if same else members[:2]
    sent = at_once(
        users,
        lambda user: record_visit(visit, recorded(), command=command if same else uuid4(), acting_user=user),
    )
    assert sent == (["done", "done"] if same else ["done", "visit_recorded"])
    with entered(whole_city()):
        assert Visit.objects.get().version == 2
