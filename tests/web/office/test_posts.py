"""Pages of the staff: who opens them, what they list, and that a write needs the right hands."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import override_settings

from tests.department.factories import make_user
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import Absence, ConfidentialGrant, Delegation, Post, User

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ALMATY, ALMALY, ALATAU = "750000000", "751110000", "751210000"


@pytest.fixture
def boss(client: PageClient) -> User:
    user = make_user(Role.ADMINISTRATOR, ALMALY)
    sign_in(client, user)
    return user


def post_of(user: User) -> Post:
    return Post.objects.get(user=user)


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
def test_only_who_manages_posts_opens_the_pages_of_the_staff(client: PageClient, role: Role) -> None:
    user = make_user(role, ALMALY)
    sign_in(client, user)
    for address in ("", "new/", f"{user.pk}/", f"{user.pk}/appoint/", f"posts/{post_of(user).pk}/end/"):
        assert client.get(f"/office/staff/{address}").status_code == 403, address


def test_the_list_holds_the_staff_of_the_own_territories(client: PageClient, boss: User) -> None:
    near, far, new = make_user(territory=ALMALY), make_user(territory=ALATAU), make_user()
    User.objects.filter(pk=far.pk).update(surname="Алыстағыев")
    Post.objects.filter(user=new).update(territory_id=ALATAU)
    page = client.get("/office/staff/").content.decode()
    assert near.username in page
    assert "Алыстағыев" not in page
    assert client.get(f"/office/staff/{near.pk}/").status_code == 200
    assert client.get(f"/office/staff/{far.pk}/").status_code == 404
    assert client.get("/office/staff/999999/").status_code == 404


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_pages_speak_the_language(client: PageClient, boss: User, language: str) -> None:
    colleague = make_user(Role.SPECIALIST)
    client.cookies["tirek_language"] = language
    page = client.get(f"/office/staff/{colleague.pk}/").content.decode()
    assert {"kk": "Маман, Алмалы ауданы", "ru": "Специалист, Алмалинский район", "en": "Specialist, Almaly district"}[
        language
    ] in page


def test_the_queries_of_the_list_do_not_grow(
    client: PageClient, boss: User, assert_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    for _ in range(7):
        make_user()
    with assert_queries("staff"):
        client.get("/office/staff/")


def test_an_administrator_appoints_and_ends(client: PageClient, boss: User) -> None:
    colleague = make_user(Role.REGISTRAR)
    told = {"role": "specialist", "territory": ALMALY, "first_on": "01.11.2026", "last_on": "", "ground": "order 5"}
    assert client.post(f"/office/staff/{colleague.pk}/appoint/", told).status_code == 302
    post = Post.objects.get(user=colleague, role="specialist")
    assert (post.appointed_by, post.valid.upper) == (boss, None)
    page = client.post(f"/office/staff/{colleague.pk}/appoint/", told).content.decode()
    assert "дәл сол жазба бар" in page
    assert (
        client.post(f"/office/staff/posts/{post.pk}/end/", {"last_on": "30.11.2026", "ground": "order 6"}).status_code
        == 302
    )
    post.refresh_from_db()
    assert (str(post.valid.upper), post.end_ground) == ("2026-12-01", "order 6")


def test_another_territory_cannot_be_chosen_nor_reached(client: PageClient, boss: User) -> None:
    colleague, far = make_user(Role.REGISTRAR), make_user(territory=ALATAU)
    told = {"role": "specialist", "territory": ALATAU, "first_on": "01.11.2026", "ground": "order 5"}
    assert client.post(f"/office/staff/{colleague.pk}/appoint/", told).status_code == 422
    assert Post.objects.filter(role="specialist", user=colleague).count() == 0
    assert client.post(f"/office/staff/posts/{post_of(far).pk}/end/", {"last_on": "30.11.2026"}).status_code == 404


def test_nobody_appoints_oneself(client: PageClient, boss: User) -> None:
    told = {"role": "head", "territory": ALMALY, "first_on": "01.11.2026", "ground": "order 5"}
    page = client.post(f"/office/staff/{boss.pk}/appoint/", told)
    assert page.status_code == 422
    assert Post.objects.filter(user=boss).count() == 1


def test_a_programme_needs_two_administrators(client: PageClient, boss: User) -> None:
    post = post_of(make_user(Role.SPECIALIST))
    client.post(f"/office/staff/posts/{post.pk}/programme/", {"kind": "hiv", "ground": "order 7"})
    grant = ConfidentialGrant.objects.get()
    client.post(f"/office/staff/programmes/{grant.pk}/", {"answer": "confirm"})
    post.refresh_from_db()
    assert post.confidential == []
    sign_in(client, make_user(Role.ADMINISTRATOR, ALMATY))
    client.post(f"/office/staff/programmes/{grant.pk}/", {"answer": "confirm"})
    post.refresh_from_db()
    assert post.confidential == ["hiv"]
    client.post(f"/office/staff/programmes/{grant.pk}/", {"answer": "withdraw"})
    post.refresh_from_db()
    assert post.confidential == []
    assert client.post(f"/office/staff/programmes/{grant.pk}/", {"answer": "anything"}).status_code == 404


def test_a_new_account_shows_its_password_once_and_has_no_right(client: PageClient, boss: User) -> None:
    told = {"username": "aigul.n", "surname": "Нұрланова", "given_name": "Айгүл", "language": "kk"}
    page = client.post("/office/staff/new/", told).content.decode()
    user = User.objects.get(username="aigul.n")
    password = page.split('class="code">')[1].split("<")[0]
    assert user.check_password(password)
    sign_in(client, user)
    assert client.get("/office/staff/").status_code == 403
    assert "лауазым жоқ" in client.get("/office/profile/").content.decode()


def test_one_sees_the_own_profile_and_names_a_deputy(client: PageClient) -> None:
    me, deputy, other = make_user(), make_user(), make_user()
    sign_in(client, me)
    assert "Маман" in client.get("/office/profile/").content.decode()
    told = {"deputy": deputy.pk, "first_on": "01.12.2026", "last_on": "10.12.2026", "ground": "order 8"}
    assert client.post(f"/office/profile/posts/{post_of(me).pk}/delegate/", told).status_code == 302
    assert Delegation.objects.get().deputy == deputy
    assert client.post(f"/office/profile/posts/{post_of(other).pk}/delegate/", told).status_code == 404
    told = {
        "kind": "leave",
        "first_on": "01.12.2026",
        "last_on": "10.12.2026",
        "ground": "order 9",
        "keeps_rights": "on",
    }
    assert client.post("/office/profile/absence/", told).status_code == 302
    assert not Absence.objects.get().keeps_rights


def test_a_stranger_is_sent_to_sign_in(client: PageClient) -> None:
    answer = client.get("/office/staff/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/office/staff/")


@pytest.mark.parametrize("address", ["/office/staff/", "/office/profile/"])
def test_the_second_factor_stands_before_the_office(client: PageClient, address: str) -> None:
    sign_in(client, make_user(Role.ADMINISTRATOR, ALMALY), second_factor=False)
    with override_settings(DEMO_SECOND_FACTOR=True):
        assert client.get(address)["Location"] == "/account/security/"
