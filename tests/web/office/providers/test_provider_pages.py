"""Pages of organisations by who looks: the whole department reads, the own territory writes, sole traders stay at home."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.department.factories import ALMALY, make_user, whole_city
from tests.department.providers.organisations import ALATAU, IBAN, SOLE_TRADER_IIN, bin_of, make_organisation
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.core.identifiers.iban import mask_iban
from tirek.department.core.identifiers.phone import mask_phone
from tirek.department.providers.actions import rows
from tirek.department.providers.models import Contract, Licence, Organisation, PriceListItem

pytestmark = pytest.mark.django_db
LIST = "/office/providers/"
MOST_QUERIES = 14
TOLD = {"kind": "carrier", "territory": ALMALY, "name_kk": "Жол", "name_ru": "", "address": "", "phone": "", "iban": ""}
TERM = {"since": "01.01.2026", "until": ""}


@pytest.fixture
def user(client: PageClient) -> User:
    """A financier of one district, signed in."""
    user = make_user(Role.FINANCE, ALMALY)
    sign_in(client, user)
    return user


def make_full(user: User, *, contracts: int = 1, serial: int = 1, **told: Any) -> Organisation:
    """An organisation with a row of every kind."""
    row = make_organisation(serial, user=user, phone="87010000001", iban=IBAN, **told)
    open_from: dict[str, Any] = {"since": date(2020, 1, 1), "until": None, "acting_user": user}
    rows.add_licence(row, number="KZ77", activity="Тасымал", issuer="Басқарма", **open_from)
    rows.add_price(row, service="home_care", unit="days", price_tenge=5_150, **open_from)
    for number in range(contracts):
        rows.add_contract(
            row,
            number=f"{serial}-{number}",
            dated_on=date(2020, 1, 1),
            services=["home_care"],
            sum_tenge=1_000_000,
            **open_from,
        )
    return row


def made(user: User, **told: Any) -> Organisation:
    with entered(whole_city()):
        return make_full(user, **told)


def only(model: Any) -> Any:
    with entered(whole_city()):
        return model.objects.get()


def send(client: PageClient, url: str, told: dict[str, Any]) -> Any:
    return client.post(url, told)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_shows_what_an_organisation_has(client: PageClient, user: User, language: str) -> None:
    row = made(user, name_ru="Центр «Забота»")
    client.cookies["tirek_language"] = language
    page = client.get(f"{LIST}{row.pk}/").content.decode()
    for shown in (row.number, IBAN, "+77010000001", "KZ77", "1-0", "Тасымал"):
        assert shown in page
    assert ("Центр «Забота»" if language == "ru" else "«Қамқор 1» орталығы") in page
    assert {"kk": "бүгін қолданылады", "ru": "действует сегодня", "en": "holds today"}[language] in page
    assert {"kk": "әлі қол қойылмаған", "ru": "ещё не подписан", "en": "not signed yet"}[language] in page
    assert re.search(r"5[\s,]150", page.replace("&nbsp;", " "))


def test_numbers_of_a_sole_trader_are_masked(client: PageClient, user: User) -> None:
    row = made(user, number=SOLE_TRADER_IIN)
    for page in (client.get(LIST), client.get(f"{LIST}{row.pk}/"), client.post(LIST, {"q": SOLE_TRADER_IIN})):
        text = page.content.decode().replace(f'value="{SOLE_TRADER_IIN}"', "")  # the box holds what was typed
        assert "Қамқор" in text
        for hidden in (SOLE_TRADER_IIN, IBAN, "+77010000001"):
            assert hidden not in text


def test_another_district_reads_an_organisation_and_gets_no_form(client: PageClient, user: User) -> None:
    row, trader = made(user), made(user, serial=2, number=SOLE_TRADER_IIN)
    contract = row.pk, only_contract(row)
    sign_in(client, make_user(Role.FINANCE, ALATAU))
    page = client.get(f"{LIST}{row.pk}/")
    assert page.status_code == 200
    assert "edit/" not in page.content.decode()
    assert client.get(f"{LIST}{trader.pk}/").status_code == client.get(f"{LIST}999999/").status_code == 404
    assert client.post(LIST, {"q": "қамқор"}).content.decode().count('scope="row"') == 1
    for address in ("edit/", "licences/new/", "contracts/new/", "prices/new/", f"end/contract/{contract[1]}/"):
        assert client.get(f"{LIST}{row.pk}/{address}").status_code == 404, address
        assert send(client, f"{LIST}{row.pk}/{address}", {}).status_code == 404, address


def only_contract(organisation: Organisation) -> int:
    with entered(whole_city()):
        return Contract.objects.get(organisation=organisation).pk


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        (Role.SPECIALIST, 200, 403),
        (Role.HEAD, 200, 200),
        (Role.COMMISSION_MEMBER, 403, 403),
        (Role.ADMINISTRATOR, 403, 403),
    ],
)
def test_who_opens_the_pages(client: PageClient, role: Role, reads: int, writes: int) -> None:
    row = made(make_user(Role.FINANCE))
    sign_in(client, make_user(role, ALMALY))
    for address in ("", f"{row.pk}/"):
        assert client.get(LIST + address).status_code == reads
    for address in ("new/", f"{row.pk}/edit/", f"{row.pk}/prices/new/"):
        assert client.get(LIST + address).status_code == writes


def test_who_has_not_signed_in_is_sent_to_sign_in(client: PageClient) -> None:
    assert client.get(LIST).status_code == 302


def test_an_organisation_is_recorded_once_and_a_wrong_number_stands_at_its_field(
    client: PageClient, user: User
) -> None:
    refused = send(client, f"{LIST}new/", TOLD | {"number": "123456789012"})
    assert refused.status_code == 422
    assert 'value="Жол"' in refused.content.decode(), "what was typed is not lost"
    key = {"once_key": str(uuid4())}
    told = TOLD | {"number": bin_of(7)} | key
    first, second = client.post(f"{LIST}new/", told), client.post(f"{LIST}new/", told)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"] == f"{LIST}{only(Organisation).pk}/"
    assert send(client, f"{LIST}new/", TOLD | {"number": bin_of(7)}).status_code == 422


def test_a_record_is_corrected_for_a_reason(client: PageClient, user: User) -> None:
    row = made(user)
    url = f"{LIST}{row.pk}/edit/"
    assert send(client, url, TOLD | {"reason": ""}).status_code == 422
    assert send(client, url, TOLD | {"territory": ALATAU, "reason": "it moved away"}).status_code == 422
    assert send(client, url, TOLD | {"reason": "the charter changed"}).status_code == 302
    assert only(Organisation).name_kk == "Жол"


def test_licences_contracts_and_prices_are_added_signed_and_ended(client: PageClient, user: User) -> None:
    with entered(whole_city()):
        row = make_organisation(1, user=user)
    here = f"{LIST}{row.pk}/"
    licence = TERM | {"number": "KZ1", "activity": "Күтім", "issuer": "Басқарма"}
    assert send(client, f"{here}licences/new/", licence).status_code == 302
    assert send(client, f"{here}licences/new/", licence).status_code == 422, "the days overlap"
    price = TERM | {"service": "home_care", "unit": "days", "price_tenge": "500"}
    assert send(client, f"{here}prices/new/", price).status_code == 302
    contract = {"number": "5", "dated_on": "01.01.2026", "services": ["home_care"], "sum_tenge": "90", "signed_on": ""}
    assert send(client, f"{here}contracts/new/", TERM | contract).status_code == 302
    assert only(Contract).state == "draft"
    sign = f"{here}contracts/{only(Contract).pk}/sign/"
    assert send(client, sign, {"signed_on": "31.12.2025", "reason": "signed by both"}).status_code == 422
    assert send(client, sign, {"signed_on": "05.01.2026", "reason": "signed by both"}).status_code == 302
    for kind, model in (("licence", Licence), ("price", PriceListItem), ("contract", Contract)):
        url = f"{here}end/{kind}/{only(model).pk}/"
        assert send(client, url, {"on": "01.01.2026", "reason": "by agreement"}).status_code == 422
        assert send(client, url, {"on": "01.02.2026", "reason": "by agreement"}).status_code == 302
        assert only(model).valid.upper == date(2026, 2, 1)
    assert only(Contract).state == "ended"


def test_a_row_of_another_organisation_is_not_ended_here(client: PageClient, user: User) -> None:
    first, second = made(user), made(user, serial=2)
    url = f"{LIST}{second.pk}/end/contract/{only_contract(first)}/"
    assert client.get(url).status_code == 404
    assert client.get(f"{LIST}{second.pk}/end/organisation/{first.pk}/").status_code == 404


def test_a_form_without_its_key_is_not_taken(client: PageClient, user: User) -> None:
    assert client.post(f"{LIST}new/", TOLD | {"number": bin_of(7), "once_key": ""}).status_code == 400


def test_a_get_finds_nobody_and_a_search_stands_in_no_address(client: PageClient, user: User) -> None:
    made(user, number=SOLE_TRADER_IIN)
    page = client.get(LIST, {"q": "Басқа"}).content.decode()
    assert "Қамқор" in page, "what an address says is not searched for"
    assert 'method="post" role="search"' in page


def test_the_list_goes_on_page_after_page_by_kind(client: PageClient, user: User) -> None:
    with entered(whole_city()):
        for serial in range(51):
            make_organisation(serial, user=user, name_kk=f"Ұйым {serial:02}")
        make_organisation(90, user=user, name_kk="Банк", kind="bank")
    first = client.get(LIST, {"kind": "service_provider"}).content.decode()
    assert "Банк<" not in first
    assert "Ұйым 49" in first
    assert "Ұйым 50" not in first
    following = re.search(r'rel="next" href="\?([^"]+)"', first)
    assert following
    query = following.group(1).replace("&amp;", "&")
    assert "Ұйым 50" in client.get(f"{LIST}?{query}").content.decode()
    assert client.post(LIST, {"q": "ұйым"}).content.decode().count('scope="row"') == 50


def test_a_page_takes_few_queries_however_much_there_is(
    client: PageClient, user: User, assert_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    row = made(user, contracts=20)
    with entered(whole_city()):
        for serial in range(2, 30):
            make_organisation(serial, user=user)
    for name, url in (("list", LIST), ("organisation", f"{LIST}{row.pk}/")):
        client.get(url)
        with assert_queries(name), CaptureQueriesContext(connection) as captured:
            client.get(url)
        assert len([query for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]) <= MOST_QUERIES


def test_numbers_of_a_sole_trader_are_masked_where_they_are_corrected_too(client: PageClient, user: User) -> None:
    row = made(user, number=SOLE_TRADER_IIN)
    url = f"{LIST}{row.pk}/edit/"
    page = client.get(url).content.decode()
    assert row.phone not in page
    assert row.iban not in page
    left = {"phone": mask_phone(row.phone), "iban": mask_iban(row.iban), "reason": "a new name"}
    assert send(client, url, TOLD | left).status_code == 302
    kept = only(Organisation)
    assert (kept.name_kk, kept.phone, kept.iban) == ("Жол", row.phone, row.iban)
