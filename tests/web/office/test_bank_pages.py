"""The treasury and the bank as a finance officer works with them; who sees what; what is refused in words."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.department.factories import ALMALY, make_user, whole_city
from tests.department.payments.bank_days import confirmed_list, letters_of
from tests.department.payments.closings import HIV, MONTHLY, NOW, change, plan_for, valid_iban
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.payments.actions.treasury import bring_documents
from tirek.department.payments.models import BankMessage, MoneyReturn, Payment, PaymentList
from tirek.department.registry.models import BankAccount
from tirek.settlement.sandbox.faults import FaultKind, read_faults
from tirek.settlement.sandbox.treasury import SandboxTreasury
from tirek.web.office.bank import changes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def finance(client: PageClient) -> PageClient:
    return signed_in(client, Role.FINANCE)


def signed_in(client: PageClient, role: Role) -> PageClient:
    sign_in(client, make_user(role, ALMALY))
    client.cookies["tirek_language"] = "ru"
    return client


def shown(client: Client, name: str, *args: object, query: str = "") -> str:
    page = client.get(reverse(f"office:{name}", args=args) + query)
    assert page.status_code == 200, (name, page.status_code)
    return page.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def post(client: Client, name: str, *args: object, **told: Any) -> Any:
    return client.post(reverse(f"office:{name}", args=args), {"once_key": uuid4(), **told}, follow=True)


def text_of(answer: Any) -> str:
    return str(answer.content.decode().replace("\N{NO-BREAK SPACE}", " "))


def sent_list(fate: FaultKind) -> tuple[PaymentList, list[tuple[str, bytes]]]:
    """A list of two on its way, and the letters of the bank: the first payment comes to ``fate``."""
    with entered(whole_city()):
        payment_list = confirmed_list(2)
        first = payment_list.payments.order_by("pk")[0]
        return payment_list, letters_of(payment_list, {first.end_to_end_id: fate})


def test_a_list_waits_for_the_treasury_whose_words_are_shown(finance: PageClient) -> None:
    assert "Подтверждённых списков пока нет" in shown(finance, "bank-log")
    with entered(whole_city()):
        payment_list = confirmed_list(1)
    page = text_of(post(finance, "bank-send", payment_list.pk))
    assert "не подключены" in page
    assert f"{payment_list.number}-001" in page
    with entered(whole_city()):
        bring_documents(payment_list, SandboxTreasury(1, read_faults("refuse:over_plan")), acting_user=None)
    page = shown(finance, "bank-list", payment_list.pk)
    assert "Сумма больше плана финансирования" in page
    assert "Внесите изменение в план месяца" in page
    assert "Отправить в казначейство и банк" in page


def test_messages_are_brought_by_hand_and_agree_to_the_tenge(finance: PageClient) -> None:
    payment_list, letters = sent_list(FaultKind.CLOSED)
    assert "Без ответа: 2" in shown(finance, "bank-log")
    for _name, content in [*letters, letters[0]]:
        page = text_of(post(finance, "bank-bring", file=SimpleUploadedFile("reply.xml", content)))
        assert "Сообщение принято" in page
    with entered(whole_city()):
        assert BankMessage.objects.count() == len(letters)
    page = shown(finance, "bank-log")
    assert "Выплачено: 1" in page
    assert "Отклонено банком: 1" in page
    assert "не сходятся" not in page
    assert "Что вернулось: 1" in page
    page = text_of(post(finance, "bank-bring", file=SimpleUploadedFile("r.xml", letters[0][1][:-40])))
    assert "не читается как XML" in page
    page = text_of(post(finance, "bank-bring", file=SimpleUploadedFile("r.xml", letters[0][1].replace(b"18:", b"19:"))))
    assert "раньше принято другое содержание" in page
    wrong = letters[-1][1].replace(b"<MsgId>S", b"<MsgId>X").replace(b"<EndToEndId>T", b"<EndToEndId>Z")
    post(finance, "bank-bring", file=SimpleUploadedFile("r.xml", wrong))
    assert "у нас нет платежа с таким номером" in shown(finance, "bank-messages")
    assert "Сообщения со строками" in shown(finance, "bank-log")
    assert "Выплачено" in shown(finance, "bank-list", payment_list.pk)


def test_what_came_back_is_paid_again_after_the_account_is_corrected(finance: PageClient) -> None:
    _list, letters = sent_list(FaultKind.CLOSED)
    for _name, content in letters:
        post(finance, "bank-bring", file=SimpleUploadedFile("reply.xml", content))
    with entered(whole_city()):
        back = MoneyReturn.objects.select_related("payment").get()
    page = shown(finance, "bank-returns")
    assert "Счёт закрыт" in page
    assert reverse("office:person-show", args=[back.payment.payee_id]) in page
    assert back.payment.iban not in page
    page = text_of(post(finance, "bank-again", back.pk, reason="счёт исправлен"))
    assert "В реестре всё ещё счёт" in page
    with entered(whole_city()):
        change(BankAccount.objects.get(person=back.payment.payee_id), iban=valid_iban())
    page = text_of(post(finance, "bank-again", back.pk, reason="счёт исправлен"))
    assert "Выплата снова в списке" in page
    assert "Вернувшихся выплат нет" in shown(finance, "bank-returns")
    assert "счёт исправлен" in shown(finance, "bank-returns", query="?state=any")
    with entered(whole_city()):
        assert Payment.objects.get(previous=back.payment_id).attempt == 2


def test_a_file_goes_out_with_a_reason_that_the_journal_keeps(finance: PageClient) -> None:
    payment_list, _letters = sent_list(FaultKind.CLOSED)
    with entered(whole_city()):
        file = payment_list.files.get()
    assert post(finance, "bank-file", file.pk, reason="").status_code == 422
    with patch.object(changes, "note_view") as noted:
        answer = post(finance, "bank-file", file.pk, reason="банк просит файл на носителе")
    noted.assert_called_once_with("bank_file", file.pk, detail="банк просит файл на носителе")
    assert answer.content.startswith(b"<?xml")
    assert answer["Content-Disposition"] == f'attachment; filename="{file.message_id}.xml"'


def test_who_may_not_does_not_see(client: PageClient, finance: PageClient) -> None:
    with entered(whole_city(frozenset({"hiv"}))):
        plan_for(MONTHLY, HIV)
        secret = confirmed_list(1, plan=False, programme=HIV, confidential="hiv")
        letters_of(secret, {})
        file = secret.files.get()
    assert secret.number not in shown(finance, "bank-log")
    for name, pk in (("bank-list", secret.pk), ("bank-file", file.pk), ("file-download", file.stored_id)):
        assert finance.get(reverse(f"office:{name}", args=[pk])).status_code == 404
    head = signed_in(type(client)(), Role.HEAD)
    shown(head, "bank-log")
    assert head.get(reverse("office:bank-bring")).status_code == 403
    with entered(whole_city()):
        plain = confirmed_list(1, plan=False)
        letters_of(plain, {})
        stored = plain.files.get().stored_id
    specialist = signed_in(type(client)(), Role.SPECIALIST)
    for name, args in (("bank-log", ()), ("bank-returns", ()), ("bank-list", (plain.pk,))):
        assert specialist.get(reverse(f"office:{name}", args=args)).status_code == 403
    assert specialist.get(reverse("office:file-download", args=[stored])).status_code == 404
