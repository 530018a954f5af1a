"""What whoever installs the program does on the machine: the first administrator, a lost way in."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

from tests.department.factories import make_user
from tirek.department.accounts.actions.installation import make_first_administrator, reset_way_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import Post, User
from tirek.department.accounts.refusals import PostRefused

pytestmark = pytest.mark.django_db
CITY = "750000000"


def make_first(login: str = "first", ground: str = "1-ж") -> str:
    return make_first_administrator(login, surname="Сынақов", given_name="Нұрлан", territory=CITY, ground=ground)


def code_of(refused: pytest.ExceptionInfo[PostRefused]) -> str:
    return refused.value.code


def test_the_first_administrator_is_made_once() -> None:
    password = make_first()
    post = Post.objects.get()
    assert (post.role, post.territory_id, post.user.username) == (Role.ADMINISTRATOR, CITY, "first")
    assert post.user.check_password(password)
    with pytest.raises(PostRefused) as refused:
        make_first("second")
    assert code_of(refused) == "administrator_there"
    assert User.objects.count() == 1


def test_a_ground_is_asked_and_a_login_is_not_taken_over() -> None:
    with pytest.raises(PostRefused) as refused:
        make_first(ground=" ")
    assert code_of(refused) == "no_ground"
    taken = make_user().username
    with pytest.raises(PostRefused) as refused:
        make_first(taken)
    assert code_of(refused) == "taken"


def test_a_lost_way_in_is_made_anew_without_the_old_factor() -> None:
    user = make_user()
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    password = reset_way_in(user.username)
    user.refresh_from_db()
    assert user.check_password(password)
    assert not Authenticator.objects.filter(user=user).exists()
    with pytest.raises(PostRefused) as refused:
        reset_way_in("nobody")
    assert code_of(refused) == "unknown_login"
