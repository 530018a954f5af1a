"""The close of a month as two officers go through it; what each may do and see; and what is refused in words."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.department.factories import ALMALY, make_user, whole_city
from tests.department.payments.closings import HIV, MONTH, NOW, grant, plan_for, ready, reserve_for
from tests.department.payments.test_closing import moves
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.actions.grants import answer_grant, ask_grant
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import Post, User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import entered
from tirek.department.core.calendar.today import today
from tirek.department.payments.models import Closing, Payment, PaymentException, PaymentList
from tirek.rulebook.catalogue import find_benefit

pytestmark = pytest.mark.django_db
ALL = frozenset({"hiv", "tuberculosis", "violence"})


@pytest.fixture(autouse=True)
def november() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def finance(client: PageClient) -> PageClient:
    return signed_in(client, Role.FINANCE)


def signed_in(client: PageClient, role: Role, territory: str = ALMALY) -> PageClient:
    sign_in(client, make_user(role, territory))
    client.cookies["tirek_language"] = "ru"
    return client


def another(client: PageClient, role: Role) -> PageClient:
    return signed_in(type(client)(), role)


def shown(client: Client, name: str, *args: object, query: str = "") -> str:
    page = client.get(reverse(f"office:{name}", args=args) + query)
    assert page.status_code == 200, (name, page.status_code)
    return page.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def post(client: Client, name: str, *args: object, **told: Any) -> str:
    answer = client.post(reverse(f"office:{name}", args=args), {"once_key": uuid4(), **told}, follow=True)
    return str(answer.content.decode().replace("\N{NO-BREAK SPACE}", " "))


def open_to_hiv(user: User) -> User:
    """Two administrators open a post to the programme."""
    asker, confirmer = make_user(Role.ADMINISTRATOR), make_user(Role.ADMINISTRATOR)
    with entered(viewer_for(asker, today(), purpose="test")):
        opened = ask_grant(Post.objects.get(user=user), kind="hiv", ground="order 1", acting_user=asker)
    with entered(viewer_for(confirmer, today(), purpose="test")):
        answer_grant(opened, confirm=True, acting_user=confirmer)
    return user


def world() -> None:
    with entered(whole_city(ALL)):
        plan_for()
        made = ready(3)
        moves(made[0])
        reserve_for(grant(account=False))


def test_two_officers_close_a_month(finance: PageClient) -> None:
    world()
    assert "Здесь ещё не открывали ни одного месяца" in shown(finance, "closing-list")
    post(finance, "closing-open", territory=ALMALY, month="09.11.2026", kind="month")
    with entered(whole_city()):
        closing = Closing.objects.get()
    page = shown(finance, "closing-show", closing.pk)
    assert "Собрать причитающееся" in page
    assert "Передать списки" not in page
    post(finance, "closing-collect", closing.pk)
    page = post(finance, "closing-check", closing.pk)
    assert "получатель переехал в другой район" in page
    assert "нет счёта" in page
    queue = shown(finance, "exception-list", closing.pk, query="?kind=moved")
    assert "Согласуйте с новым районом" in queue
    assert "Узнайте счёт" not in queue
    with entered(whole_city()):
        moved = PaymentException.objects.get(kind="moved")
        missing = PaymentException.objects.get(kind="no_account")
    page = post(finance, "exception-clear", missing.pk, reason="скоро принесёт")
    assert "Здесь одного объяснения мало" in page
    post(finance, "exception-exclude", moved.pk, reason="платит новый район")
    page = post(finance, "closing-submit", closing.pk)
    assert "Передан 1 список." in page
    with entered(whole_city()):
        listed = PaymentList.objects.get()
    assert listed.count == 2
    page = shown(finance, "payment-list", listed.pk)
    assert "Этот список подготовили вы" in page
    assert "Подтвердить список" not in page
    assert "KZ••125•••••••••" in page
    assert "Этот список подготовили вы" in post(finance, "payment-confirm", listed.pk)
    head = another(finance, Role.HEAD)
    post(head, "payment-return", listed.pk, reason="сверьте район")
    post(finance, "closing-submit", closing.pk)
    assert "Подтверждено: деньги приняты" in post(head, "payment-confirm", listed.pk)
    assert "Закрыто." in post(finance, "closing-close", closing.pk)
    assert "Это закрытие завершено" in post(finance, "closing-collect", closing.pk)


def test_a_payment_leads_to_its_ground_and_masks_what_it_may(finance: PageClient) -> None:
    world()
    with entered(whole_city()):
        closing = Closing.objects.create(territory=ALMALY, month=MONTH, number=1, kind="month")
    post(finance, "closing-collect", closing.pk)
    with entered(whole_city()):
        payment = Payment.objects.select_related("due__entitlement__decision", "holder").first()
    assert payment is not None
    assert payment.due is not None
    page = shown(finance, "payment-show", payment.pk)
    entitlement = payment.due.entitlement
    for name, pk in (
        ("entitlement-show", entitlement.pk),
        ("decision-show", entitlement.decision_id),
        ("case-show", entitlement.case_id),
        ("law-show", payment.programme),
    ):
        assert reverse(f"office:{name}", args=[pk]) in page
    assert "Социальный кодекс" in page
    assert payment.iban not in page


def test_a_confidential_list_is_there_for_its_posts_alone_and_under_a_neutral_title(finance: PageClient) -> None:
    with entered(whole_city(ALL)):
        plan_for(HIV)
        ready(1, programme=HIV, confidential="hiv")
        closing = Closing.objects.create(territory=ALMALY, month=MONTH, number=1, kind="month")
    page = post(finance, "closing-collect", closing.pk)
    with entered(whole_city(ALL)):
        listed, payment = PaymentList.objects.get(), Payment.objects.get()
    assert listed.number not in page
    for name, pk in (("payment-list", listed.pk), ("payment-show", payment.pk)):
        assert finance.get(reverse(f"office:{name}", args=[pk])).status_code == 404
    opened = type(finance)()
    sign_in(opened, open_to_hiv(make_user(Role.FINANCE)))
    opened.cookies["tirek_language"] = "ru"
    document = find_benefit(HIV).document
    for name, pk in (("closing-show", closing.pk), ("payment-list", listed.pk)):
        page = shown(opened, name, pk)
        assert document["neutral_title"]["ru"] in page
        assert document["title"]["ru"] not in page
        assert HIV not in page


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.AUDITOR, Role.HEAD])
def test_who_prepares_nothing_presses_nothing(role: Role, client: PageClient) -> None:
    signed_in(client, role)
    with entered(whole_city()):
        closing = Closing.objects.create(territory=ALMALY, month=MONTH, number=1, kind="month")
    answer = client.post(reverse("office:closing-collect", args=[closing.pk]), {"once_key": uuid4()})
    assert answer.status_code == 403
    looked = client.get(reverse("office:closing-show", args=[closing.pk])).status_code
    assert looked == (403 if role == Role.SPECIALIST else 200)


def test_a_closing_of_others_is_not_there(client: PageClient) -> None:
    with entered(whole_city()):
        closing = Closing.objects.create(territory=ALMALY, month=MONTH, number=1, kind="month")
    signed_in(client, Role.FINANCE, "751210000")
    assert client.get(reverse("office:closing-show", args=[closing.pk])).status_code == 404


def test_a_press_sent_twice_is_done_once(finance: PageClient) -> None:
    world()
    with entered(whole_city()):
        closing = Closing.objects.create(territory=ALMALY, month=MONTH, number=1, kind="month")
    key = uuid4()
    for _press in range(2):
        finance.post(reverse("office:closing-collect", args=[closing.pk]), {"once_key": key})
    with entered(whole_city()):
        assert Payment.objects.count() == 3
