"""The pages of local law and of the calendar, by who looks and where."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests.department.factories import make_user
from tests.department.parameters.local_values import ALMALY, NO_SNAPSHOT, editor, head, proposed, signed
from tests.web.guards import PageClient
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.core.calendar.models import CalendarDay
from tirek.department.core.calendar.working_days import is_working_day
from tirek.department.parameters.models import LocalValue, Overlay

pytestmark = pytest.mark.django_db(databases=["default", "journal"], transaction=True)
NAME = "half_yearly_aid.amount_mci"
Queries = Callable[..., AbstractContextManager[None]]


def sign_in(client: PageClient, user: User) -> None:
    """Signed in with a second factor, as posts that sign demand it."""
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {}})
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session.save()


def typed(**changes: str) -> dict[str, str]:
    return {
        "place_id": "750000000",
        "amount": "8",
        "starts_on": "01.02.2026",
        "act_kind": "maslikhat_decision",
        "act_number": "100",
        "act_date": "20.01.2026",
        "act_title_kk": "Сынақ шешімі",
        "act_title_ru": "Пробное решение",
        "mark": "found",
        "source": "the decision",
        **changes,
    }


def press(client: PageClient, name: str, pk: int, **fields: str) -> Any:
    return client.post(reverse(f"office:{name}", args=[pk]), fields)


def test_a_value_goes_from_the_form_to_an_overlay_by_two_persons(client: PageClient) -> None:
    author, signer = editor(), head()
    sign_in(client, author)
    assert client.get(reverse("office:parameter-draft", args=[NAME])).status_code == 200
    answer = client.post(reverse("office:parameter-draft", args=[NAME]), typed())
    value = LocalValue.objects.get()
    assert answer.url == reverse("office:parameter-show", args=[value.pk])
    press(client, "parameter-propose", value.pk)
    assert press(client, "parameter-sign", value.pk, unseen_effect_reason=NO_SNAPSHOT).status_code == 403
    sign_in(client, signer)
    assert press(client, "parameter-sign", value.pk).status_code == 422
    assert press(client, "parameter-sign", value.pk, unseen_effect_reason=NO_SNAPSHOT).status_code == 302
    digest = Overlay.objects.get().digest
    assert digest in client.get(reverse("office:parameter-overlays")).content.decode()
    assert digest in client.get(reverse("office:parameter-show", args=[value.pk])).content.decode()
    assert client.get(reverse("office:parameter-acts")).status_code == 200
    assert client.get(reverse("office:parameter-history", args=[NAME])).status_code == 200


def test_a_form_sent_twice_is_done_once_and_the_key_serves_no_other_content(client: PageClient) -> None:
    sign_in(client, editor())
    address, fields = reverse("office:parameter-draft", args=[NAME]), typed() | {"once_key": str(uuid4())}
    first, second = client.post(address, fields), client.post(address, fields)
    assert first.url == second.url
    assert LocalValue.objects.count() == 1
    assert client.post(address, {**fields, "amount": "9"}).status_code == 409
    assert client.post(address, {**fields, "once_key": ""}).status_code == 400
    assert LocalValue.objects.count() == 1


def test_a_form_with_a_fault_is_shown_again_and_can_be_sent_with_its_key(client: PageClient) -> None:
    sign_in(client, editor())
    address, fields = reverse("office:parameter-draft", args=[NAME]), typed(amount="seven")
    answer = client.post(address, fields)
    assert answer.status_code == 422
    assert 'value="seven"' in answer.content.decode()
    assert client.post(address, {**fields, "amount": "7"}).status_code == 302


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_opens_in_every_language(client: PageClient, language: str) -> None:
    author = editor()
    value = signed(author, head()).signed.get()
    draft = proposed(author, amount="9")
    sign_in(client, author)
    client.cookies["tirek_language"] = language
    pages = [
        reverse("office:parameter-list"),
        f"{reverse('office:parameter-list')}?programme=housing_aid",
        reverse("office:parameter-acts"),
        reverse("office:parameter-overlays"),
        reverse("office:parameter-history", args=[NAME]),
        reverse("office:parameter-history", args=["regional_subsistence_minimum"]),
        reverse("office:parameter-draft", args=["regional_subsistence_minimum"]),
        reverse("office:parameter-show", args=[value.pk]),
        reverse("office:parameter-show", args=[draft.pk]),
        reverse("office:parameter-withdraw", args=[value.pk]),
        reverse("office:calendar-show"),
        f"{reverse('office:calendar-show')}?year=2031",
        reverse("office:calendar-propose"),
    ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert f'<html lang="{language}"' in answer.content.decode()


def test_who_may_read_and_who_may_write(client: PageClient) -> None:
    value = proposed(editor("751210000"), place_id="751210000")
    of_city = proposed(editor())
    sign_in(client, make_user(Role.SPECIALIST, ALMALY))
    assert client.get(reverse("office:parameter-list")).status_code == 200
    assert client.get(reverse("office:parameter-show", args=[of_city.pk])).status_code == 200
    assert client.get(reverse("office:parameter-show", args=[value.pk])).status_code == 404
    assert client.get(reverse("office:parameter-show", args=[10**9])).status_code == 404
    assert client.get(reverse("office:parameter-draft", args=[NAME])).status_code == 403
    assert client.get(reverse("office:parameter-history", args=["mci"])).status_code == 404
    for name in ("propose", "take-back", "sign", "reject", "effect"):
        assert press(client, f"parameter-{name}", of_city.pk).status_code == 403
    assert client.get(reverse("office:calendar-propose")).status_code == 403
    sign_in(client, head(ALMALY))
    assert press(client, "parameter-sign", of_city.pk, unseen_effect_reason=NO_SNAPSHOT).status_code == 403
    assert not Overlay.objects.exists()


def test_an_editor_of_a_district_is_offered_the_district_alone(client: PageClient) -> None:
    sign_in(client, editor(ALMALY))
    page = client.get(reverse("office:parameter-draft", args=[NAME])).content.decode()
    assert re.findall(r'<option value="(\d{9})"', page) == [ALMALY]
    assert client.post(reverse("office:parameter-draft", args=[NAME]), typed()).status_code == 422


def test_a_rejection_needs_a_reason(client: PageClient) -> None:
    value = proposed(editor())
    sign_in(client, head())
    assert press(client, "parameter-reject", value.pk, reason="").status_code == 422
    assert press(client, "parameter-reject", value.pk, reason="the act says 9").status_code == 302
    value.refresh_from_db()
    assert value.state == "rejected"


def test_a_day_is_moved_by_two_persons(client: PageClient) -> None:
    author, signer = editor(), head()
    sign_in(client, author)
    fields = {
        "day": "23.11.2026", "kind": "day_off", "title_kk": "Ауыстырылған демалыс",
        "title_ru": "Перенесённый выходной", "act": "Постановление № 1 от 01.11.2026", "mark": "found",
    }  # fmt: skip
    assert client.post(reverse("office:calendar-propose"), fields).status_code == 302
    assert client.post(reverse("office:calendar-propose"), {**fields, "once_key": str(uuid4())}).status_code == 422
    row = CalendarDay.objects.get(state="proposed")
    assert is_working_day(date(2026, 11, 23))
    assert press(client, "calendar-confirm", row.pk).status_code == 403
    sign_in(client, signer)
    assert "Ауыстырылған демалыс" in client.get(f"{reverse('office:calendar-show')}?year=2026").content.decode()
    press(client, "calendar-confirm", row.pk)
    assert not is_working_day(date(2026, 11, 23))


def test_the_list_costs_the_same_queries_however_much_was_entered(
    client: PageClient, django_assert_max_num_queries: Any
) -> None:
    author, signer = editor(), head()
    for number in range(3):
        signed(author, signer, amount=str(8 + number))
    proposed(author, amount="20")
    sign_in(client, author)
    for page, most in ((reverse("office:parameter-list"), 14), (reverse("office:parameter-acts"), 12)):
        with django_assert_max_num_queries(most):
            client.get(page)
