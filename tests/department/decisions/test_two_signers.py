"""Two signers at one decision, each on a connection of their own: one signature, one number, and a word to the other."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from tests.department.decisions.test_signing import proposed
from tests.department.factories import make_user, whole_city
from tests.department.signers import believed_authority, give_key
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import entered
from tirek.department.core.calendar.today import today
from tirek.department.decisions.access import access_decision
from tirek.department.decisions.actions.drafting import take_back_decision
from tirek.department.decisions.actions.signing import sign_decision
from tirek.department.decisions.content import content_of
from tirek.department.decisions.models import Decision, Numbering, Signature
from tirek.department.decisions.refusals import DecisionRefused
from tirek.registers.sandbox.certificates import SigningKey, TestAuthority

pytestmark = [pytest.mark.django_db(databases=["default", "journal"], transaction=True), pytest.mark.both_servers]


@pytest.fixture
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestAuthority]:
    with believed_authority(tmp_path_factory.mktemp("authority")) as made:
        yield made


def sign_at_once(user: User, key: SigningKey, pk: int, start: Barrier) -> str:
    try:
        with entered(viewer_for(user, today(), purpose="test")) as viewer:
            decision = access_decision(viewer, pk)
            cms = key.sign(content_of(decision))
            start.wait(timeout=60)
            sign_decision(decision, cms=cms, acting_user=user)
            return "signed"
    except DecisionRefused as refused:
        return refused.code
    finally:
        connections.close_all()


def take_back_at_once(user: User, pk: int, start: Barrier) -> str:
    try:
        with entered(viewer_for(user, today(), purpose="test")) as viewer:
            decision = access_decision(viewer, pk)
            start.wait(timeout=60)
            take_back_decision(decision, acting_user=user)
            return "draft"
    except DecisionRefused as refused:
        return refused.code
    finally:
        connections.close_all()


def test_of_two_signers_one_signs_and_the_other_is_told(authority: TestAuthority) -> None:
    heads = [make_user(Role.HEAD) for _ in range(2)]
    with entered(whole_city()):
        keys = [give_key(authority, head) for head in heads]
        decision = proposed()
    start = Barrier(2)
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(sign_at_once, heads, keys, [decision.pk] * 2, [start] * 2))
    assert sorted(answers) == ["moved_meanwhile", "signed"]
    with entered(whole_city()):
        assert (Signature.objects.count(), Numbering.objects.get().last) == (1, 1)
        signer = Decision.objects.get().signer
        assert signer == heads[answers.index("signed")]


def test_a_signature_and_its_taking_back_follow_one_another(authority: TestAuthority) -> None:
    head, author = make_user(Role.HEAD), make_user(Role.SPECIALIST)
    with entered(whole_city()):
        key = give_key(authority, head)
        decision = proposed(author)
    start = Barrier(2)
    with ThreadPoolExecutor(2) as threads:
        signed = threads.submit(sign_at_once, head, key, decision.pk, start)
        taken = threads.submit(take_back_at_once, author, decision.pk, start)
        answers = {signed.result(), taken.result()}
    with entered(whole_city()):
        decision.refresh_from_db()
    assert answers == {decision.state, "moved_meanwhile"}
