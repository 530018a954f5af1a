"""Appointing, ending, standing in, being away; confidential programmes by two; accounts without rights."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tests.department.factories import make_user
from tirek.department.accounts.actions.grants import answer_grant, ask_grant, withdraw_grant
from tirek.department.accounts.actions.posts import appoint, delegate, end_post, record_absence
from tirek.department.accounts.actions.users import open_account
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import ConfidentialGrant, Post, User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.refusals import PostRefused
from tirek.department.accounts.viewer import entered

pytestmark = pytest.mark.django_db
ALMATY, ALMALY, ALATAU = "750000000", "751110000", "751210000"
TODAY = datetime.date(2026, 11, 22)
NEXT_YEAR = datetime.date(2027, 11, 22)


def as_user(user: User) -> object:
    return entered(viewer_for(user, TODAY, purpose="test"))


def administrator(territory: str = ALMATY) -> User:
    return make_user(Role.ADMINISTRATOR, territory)


def specialist_post(territory: str = ALMALY) -> Post:
    return Post.objects.get(user=make_user(Role.SPECIALIST, territory))


def refused(code: str, write: Callable[[], object]) -> None:
    before = (Post.objects.count(), ConfidentialGrant.objects.count())
    with pytest.raises(PostRefused) as refusal:
        write()
    assert refusal.value.code == code
    assert (Post.objects.count(), ConfidentialGrant.objects.count()) == before


def test_an_administrator_appoints_inside_the_own_territory_and_never_oneself() -> None:
    boss, user, other = administrator(ALMALY), make_user(Role.REGISTRAR), make_user()
    told = {"role": Role.SPECIALIST, "first_on": TODAY, "ground": "order 12", "acting_user": boss}
    with as_user(boss):
        post = appoint(user, territory=ALMALY, **told)
        assert post.appointed_by == boss
        refused("not_allowed", lambda: appoint(user, territory=ALATAU, **told))
        refused("oneself", lambda: appoint(boss, territory=ALMALY, **told))
        refused("overlaps", lambda: appoint(user, territory=ALMALY, **told))
        refused("no_ground", lambda: appoint(other, territory=ALMALY, **told | {"ground": " "}))
        refused("dates", lambda: appoint(other, territory=ALMALY, last_on=datetime.date(2020, 1, 1), **told))
    with as_user(user):
        refused("not_allowed", lambda: appoint(other, territory=ALMALY, **told | {"acting_user": user}))
        # A hand that is not the viewer's
        refused("not_allowed", lambda: appoint(other, territory=ALMALY, **told))
    assert viewer_for(user, TODAY, purpose="test").may("edit_person")


def test_a_post_ends_with_its_last_day() -> None:
    boss, post = administrator(), specialist_post()
    with as_user(boss):
        end_post(post, last_on=TODAY, ground="order 13", acting_user=boss)
        refused("dates", lambda: end_post(post, last_on=NEXT_YEAR, ground="order 14", acting_user=boss))
        own = Post.objects.get(user=boss)
        refused("oneself", lambda: end_post(own, last_on=TODAY, ground="order 15", acting_user=boss))
    assert viewer_for(post.user, TODAY, purpose="test").roles
    assert not viewer_for(post.user, TODAY + datetime.timedelta(days=1), purpose="test").roles


def test_the_history_of_posts_stands_beside_them_and_cannot_be_changed() -> None:
    boss, post = administrator(), specialist_post()
    with as_user(boss):
        end_post(post, last_on=TODAY, ground="order 13", acting_user=boss)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pgh_label, ended_by_id FROM accounts_postevent WHERE pgh_obj_id = %s ORDER BY 1", [post.pk]
            )
            assert cursor.fetchall() == [("insert", None), ("update", boss.pk)]
        for statement in (
            "UPDATE accounts_postevent SET ground = ''",
            "DELETE FROM accounts_postevent",
            "DELETE FROM accounts_post",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(statement)
    with connection.cursor() as cursor:  # without a viewer nobody reads it
        cursor.execute("SELECT count(*) FROM accounts_postevent")
        assert cursor.fetchone() == (0,)


def test_a_holder_delegates_an_own_post_and_a_deputy_cannot_pass_it_on() -> None:
    post, deputy, third = specialist_post(), make_user(Role.REGISTRAR), make_user(Role.REGISTRAR)
    holder, boss = post.user, administrator()
    told = {"first_on": TODAY, "last_on": NEXT_YEAR, "ground": "order 16"}
    with as_user(holder):
        delegate(post, deputy, acting_user=holder, **told)
        refused("oneself", lambda: delegate(post, holder, acting_user=holder, **told))
    with as_user(boss):
        record_absence(holder, kind="leave", first_on=TODAY, last_on=NEXT_YEAR, ground="order 17", acting_user=boss)
    assert viewer_for(deputy, TODAY, purpose="test").may("break_glass")
    with as_user(deputy):
        refused("not_allowed", lambda: delegate(post, third, acting_user=deputy, **told))
    with as_user(boss):
        refused("overlaps", lambda: delegate(post, third, acting_user=boss, **told))
        refused(
            "oneself",
            lambda: delegate(
                post,
                boss,
                acting_user=boss,
                **told | {"first_on": NEXT_YEAR, "last_on": NEXT_YEAR + datetime.timedelta(3)},
            ),
        )


def test_one_records_an_own_absence_but_does_not_keep_the_rights_by_oneself() -> None:
    post, boss = specialist_post(), administrator()
    user = post.user
    told = {"kind": "leave", "first_on": TODAY, "last_on": TODAY, "ground": "order 18"}
    with as_user(user):
        refused("oneself", lambda: record_absence(user, keeps_rights=True, acting_user=user, **told))
        refused("not_allowed", lambda: record_absence(boss, acting_user=user, **told))
        record_absence(user, acting_user=user, **told)
        refused("overlaps", lambda: record_absence(user, acting_user=user, **told))
    with as_user(administrator(ALATAU)) as stranger:
        refused("not_allowed", lambda: record_absence(user, acting_user=User.objects.get(pk=stranger.user_id), **told))
    with as_user(boss):
        later = told | {"first_on": NEXT_YEAR, "last_on": NEXT_YEAR}
        assert record_absence(user, keeps_rights=True, acting_user=boss, **later).keeps_rights


def test_a_confidential_programme_is_asked_by_one_and_confirmed_by_another() -> None:
    asker, confirmer, post = administrator(), administrator(), specialist_post()
    with as_user(asker):
        grant = ask_grant(post, kind="hiv", ground="order 19", acting_user=asker)
        refused("overlaps", lambda: ask_grant(post, kind="hiv", ground="order 19", acting_user=asker))
        refused("oneself", lambda: answer_grant(grant, confirm=True, acting_user=asker))
    assert viewer_for(post.user, TODAY, purpose="test").confidential == frozenset()
    with as_user(confirmer):
        answer_grant(grant, confirm=True, acting_user=confirmer)
        refused("not_waiting", lambda: answer_grant(grant, confirm=False, acting_user=confirmer))
    assert viewer_for(post.user, TODAY, purpose="test").confidential == {"hiv"}
    with as_user(asker):
        withdraw_grant(grant, acting_user=asker)
    assert viewer_for(post.user, TODAY, purpose="test").confidential == frozenset()


def test_a_refused_grant_gives_nothing_and_may_be_asked_again() -> None:
    asker, confirmer, post = administrator(), administrator(), specialist_post()
    with as_user(asker):
        grant = ask_grant(post, kind="violence", ground="order 20", acting_user=asker)
    with as_user(confirmer):
        answer_grant(grant, confirm=False, acting_user=confirmer)
        ask_grant(post, kind="violence", ground="order 21", acting_user=confirmer)
    assert viewer_for(post.user, TODAY, purpose="test").confidential == frozenset()


def test_some_roles_are_never_given_a_programme_and_nobody_asks_for_oneself() -> None:
    asker = administrator()
    registrar = Post.objects.get(user=make_user(Role.REGISTRAR))
    own = Post.objects.create(
        user=asker, role=Role.SPECIALIST, territory_id=ALMALY, valid=("2020-01-01", None), ground="order 2"
    )
    with as_user(asker):
        refused("not_grantable", lambda: ask_grant(registrar, kind="hiv", ground="order 22", acting_user=asker))
        refused("oneself", lambda: ask_grant(own, kind="hiv", ground="order 22", acting_user=asker))


def test_the_database_lets_no_programme_in_past_the_two() -> None:
    asker, confirmer, post = administrator(), administrator(), specialist_post()
    with as_user(asker):
        with pytest.raises(IntegrityError, match="post_confidential_granted"), transaction.atomic():
            Post.objects.filter(pk=post.pk).update(confidential=["hiv"])
        grant = ask_grant(post, kind="hiv", ground="order 23", acting_user=asker)
        with pytest.raises(IntegrityError, match="grant_answered_by_the_viewer"), transaction.atomic():
            # One hand cannot sign for the second person.
            ConfidentialGrant.objects.filter(pk=grant.pk).update(
                answered_by=confirmer, answered_at="2026-11-22T10:00:00Z", confirmed=True
            )
        with pytest.raises(IntegrityError, match="grant_asked_by_the_viewer"), transaction.atomic():
            ConfidentialGrant.objects.create(
                post=post, holder=post.user, kind="violence", ground="order 24", asked_by=confirmer
            )


def test_a_new_account_has_a_password_and_no_right() -> None:
    boss = administrator()
    with as_user(boss):
        user, password = open_account("aigul.n", surname="Нұрланова", given_name="Айгүл", acting_user=boss)
        refused("taken", lambda: open_account("aigul.n", surname="Нұрланова", given_name="Айгүл", acting_user=boss))
    assert user.check_password(password)
    assert viewer_for(user, TODAY, purpose="test").abilities == frozenset()
    with as_user(user):
        refused("not_allowed", lambda: open_account("other", surname="Н", given_name="А", acting_user=user))
