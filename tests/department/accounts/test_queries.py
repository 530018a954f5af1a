"""What a user is today: posts in force, posts of absent holders, nothing on an own absence."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.department.factories import make_user
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import Absence, Delegation, Post, User
from tirek.department.accounts.queries import viewer_for

pytestmark = pytest.mark.django_db
ALMATY, ALMALY, ALATAU = "750000000", "751110000", "751210000"
BEFORE, DURING, AFTER = (datetime.date(2026, month, 10) for month in (9, 10, 11))
OCTOBER = (datetime.date(2026, 10, 1), datetime.date(2026, 11, 1))


def post_of(user: User) -> Post:
    return Post.objects.get(user=user)


def stand_in(holder: User, deputy: User, *, by: User, valid: object = OCTOBER) -> Delegation:
    return Delegation.objects.create(
        post=post_of(holder), holder=holder, deputy=deputy, delegated_by=by, valid=valid, ground="order 7"
    )


def away(user: User, *, by: User, keeps_rights: bool = False) -> Absence:
    return Absence.objects.create(
        user=user, kind="leave", valid=OCTOBER, keeps_rights=keeps_rights, recorded_by=by, ground="order 6"
    )


def test_a_post_over_a_city_sees_its_districts() -> None:
    viewer = viewer_for(make_user(Role.HEAD, ALMATY), DURING, purpose="test")
    assert {ALMATY, ALMALY, ALATAU} <= set(viewer.territories)
    assert "430000000" not in viewer.territories
    assert viewer.may("sign_parameters")
    assert not viewer.may("manage_posts")


def test_several_posts_add_up() -> None:
    user = make_user(Role.SPECIALIST, ALMALY)
    Post.objects.create(user=user, role=Role.AUDITOR, territory_id=ALATAU, valid=("2020-01-01", None), ground="order 2")
    viewer = viewer_for(user, DURING, purpose="test")
    assert viewer.roles == {"specialist", "auditor"}
    assert viewer.territories == (ALMALY, ALATAU)


def test_a_post_before_its_first_day_and_from_its_end_gives_nothing() -> None:
    user = make_user()
    Post.objects.filter(user=user).update(valid=OCTOBER)
    days = (OCTOBER[0] - datetime.timedelta(1), OCTOBER[0], OCTOBER[1] - datetime.timedelta(1), OCTOBER[1])
    assert [bool(viewer_for(user, day, purpose="test").territories) for day in days] == [False, True, True, False]


def test_who_may_no_longer_sign_in_has_no_rights() -> None:
    user = make_user()
    user.is_active = False
    assert viewer_for(user, DURING, purpose="test").abilities == frozenset()


def test_a_deputy_acts_while_the_holder_is_absent_and_only_then() -> None:
    head, deputy, administrator = make_user(Role.HEAD), make_user(Role.REGISTRAR, ALATAU), make_user()
    stand_in(head, deputy, by=head)
    assert not viewer_for(deputy, DURING, purpose="test").may("sign_parameters")  # the holder is at work
    away(head, by=administrator)
    viewer = viewer_for(deputy, DURING, purpose="test")
    assert viewer.may("sign_parameters")
    assert viewer.territories == (ALMALY, ALATAU)
    for day in (BEFORE, AFTER):
        assert viewer_for(deputy, day, purpose="test").roles == {"registrar"}


@pytest.mark.parametrize("keeps_rights", [False, True])
def test_the_absent_one_keeps_rights_only_when_the_absence_says_so(keeps_rights: bool) -> None:
    head, administrator = make_user(Role.HEAD), make_user()
    away(head, by=administrator, keeps_rights=keeps_rights)
    assert viewer_for(head, DURING, purpose="test").may("sign_parameters") is keeps_rights
    assert viewer_for(head, AFTER, purpose="test").may("sign_parameters")


def test_a_post_that_ended_is_not_acted_for() -> None:
    head, deputy = make_user(Role.HEAD), make_user(Role.REGISTRAR)
    stand_in(head, deputy, by=head)
    away(head, by=deputy)
    Post.objects.filter(user=head).update(valid=(datetime.date(2020, 1, 1), BEFORE))
    assert viewer_for(deputy, DURING, purpose="test").roles == {"registrar"}


def test_the_number_of_queries_does_not_grow_with_posts() -> None:
    user = make_user()
    for role in (Role.AUDITOR, Role.REGISTRAR, Role.CAREER_CONSULTANT):
        Post.objects.create(user=user, role=role, territory_id=ALATAU, valid=("2020-01-01", None), ground="order 2")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        viewer_for(user, DURING, purpose="test")
    assert len(queries) == 2
    with CaptureQueriesContext(connection) as queries:
        viewer_for(user, DURING, purpose="test", person_id=17)
    assert len(queries) == 3


@pytest.mark.parametrize("fault", ["to the holder", "by the deputy", "outside the post", "another holder", "no end"])
def test_the_database_refuses_a_wrong_delegation(fault: str) -> None:
    head, deputy, other = make_user(Role.HEAD), make_user(), make_user()
    post = post_of(head)
    fields = {"post": post, "holder": head, "deputy": deputy, "delegated_by": head, "valid": OCTOBER, "ground": "order"}
    fields |= {
        "to the holder": {"deputy": head},
        "by the deputy": {"delegated_by": deputy},
        "outside the post": {"valid": ("2019-12-31", "2020-02-01")},
        "another holder": {"holder": other},
        "no end": {"valid": ("2026-10-01", None)},
    }[fault]
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(**fields)
    assert Delegation.objects.count() == 0


def test_a_post_has_one_deputy_at_a_time() -> None:
    head = make_user(Role.HEAD)
    stand_in(head, make_user(), by=head)
    with pytest.raises(IntegrityError), transaction.atomic():
        stand_in(head, make_user(), by=head, valid=("2026-10-15", "2026-12-01"))
