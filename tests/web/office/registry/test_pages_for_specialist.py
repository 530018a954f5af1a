"""The pages of the registry as a specialist of one district sees them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.department.factories import make_family, make_person, make_user, whole_city
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.core.identifiers.iin import synthetic_iin
from tirek.department.registry.facts.columns import CONFIDENTIAL_FACTS
from tirek.department.registry.models import (
    Address,
    BankAccount,
    Circumstance,
    Consent,
    Disability,
    Dwelling,
    Family,
    Income,
    LifeEvent,
    Person,
    PersonAddress,
    Status,
    Vehicle,
)

pytestmark = pytest.mark.django_db
ALMALY, ALATAU = "751110000", "751210000"
ALWAYS = (date(2020, 1, 1), None)
MOST_QUERIES = 15
IIN = synthetic_iin(date(1990, 5, 17), "female", 41)


@pytest.fixture
def user(client: Client) -> User:
    user = make_user(Role.SPECIALIST, ALMALY)
    client.force_login(user)
    return user


def make_full_family() -> Family:
    """A family with a row of every kind."""
    head = make_person(
        iin=IIN, birth_on=date(1990, 5, 17), surname_kk="Әлімова", given_name_kk="Үміт", phone="+77010000001"
    )
    child = make_person(birth_on=date(2021, 3, 1), surname_kk="Әлімов", given_name_kk="Нұрым", sex="male")
    family = make_family(head, child)
    place = Address.objects.create(territory=ALMALY, street="Абай даңғылы", house="12", flat="5")
    told: dict[str, Any] = {"person": head, "territory": ALMALY}
    PersonAddress.objects.create(**told, address=place, kind="registered", valid=ALWAYS)
    Income.objects.create(**told, kind="wage", month=date(2026, 8, 1), amount_tenge=150_000, source="incomes")
    Dwelling.objects.create(
        **told, kind="flat", tenure="owned", area_m2_hundredths=4350, address=place, residence=True, valid=ALWAYS
    )
    Vehicle.objects.create(**told, kind="car", make="Lada", made_in_year=2009, valid=ALWAYS)
    Disability.objects.create(**told, group="group_3", cause="general_illness", valid=ALWAYS)
    Status.objects.create(**told, kind="kandas", valid=ALWAYS, document="77")
    BankAccount.objects.create(**told, iban="KZ86125KZT5004100100", valid=ALWAYS)
    Consent.objects.create(
        **told, purpose="registers", form="paper", given_on=date(2026, 1, 5), valid=(date(2026, 1, 5), None)
    )
    Circumstance.objects.create(**told, fact="provides_care", value=1, valid=ALWAYS)
    LifeEvent.objects.create(family=family, territory=ALMALY, kind="birth", happened_on=date(2021, 3, 1))
    return family


@pytest.fixture
def family(user: User) -> Family:
    with entered(whole_city()):
        return make_full_family()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_card_shows_everything_and_masks_numbers(client: Client, family: Family, language: str) -> None:
    client.cookies["tirek_language"] = language
    page = client.get(reverse("office:family-show", args=[family.pk])).content.decode()
    for shown in ("Әлімова Үміт", "Нұрым", "Абай даңғылы", "43,5", "Lada", "150", "77"):
        assert shown in page
    assert IIN not in page
    assert "KZ86125KZT5004100100" not in page
    assert "+77010000001" not in page


def test_the_card_takes_few_queries(
    client: Client, family: Family, assert_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    url = reverse("office:family-show", args=[family.pk])
    client.get(url)
    with assert_queries("card"), CaptureQueriesContext(connection) as captured:
        client.get(url)
    asked = [query for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= MOST_QUERIES


def test_the_card_of_another_district_is_not_there(client: Client, user: User) -> None:
    with entered(whole_city()):
        other = make_family(make_person(ALATAU), territory=ALATAU)
    assert client.get(reverse("office:family-show", args=[other.pk])).status_code == 404
    assert client.get(reverse("office:family-show", args=[other.pk + 1000])).status_code == 404


def test_a_person_is_found_by_iin_and_by_a_misspelt_name(client: Client, family: Family) -> None:
    url = reverse("office:person-search")
    by_iin = client.post(url, {"q": IIN})
    assert by_iin.status_code == 302
    by_name = client.post(url, {"q": "Alimova Umyt 1990"}).content.decode()
    assert "Әлімова Үміт" in by_name
    assert IIN not in by_name


def test_nothing_typed_into_the_search_stands_in_an_address(client: Client, family: Family) -> None:
    page = client.get(reverse("office:person-search")).content.decode()
    assert 'method="post"' in page
    assert client.get(reverse("office:person-search"), {"q": IIN}).status_code == 200, "an address finds nobody"


def test_a_number_is_shown_for_a_reason_only(client: Client, family: Family) -> None:
    with entered(whole_city()):
        person = Person.objects.get(iin=IIN)
    url = reverse("office:person-reveal", args=[person.pk, "iin"])
    assert client.get(url).status_code == 405
    assert IIN not in client.post(url, {"reason": " "}, follow=True).content.decode()
    assert IIN in client.post(url, {"reason": "өтініштегі қатені тексеру"}).content.decode()


def test_a_new_person_is_registered_and_a_wrong_iin_stands_at_its_field(client: Client, user: User) -> None:
    url = reverse("office:person-register")
    told = {
        "surname_kk": "Сынақова",
        "given_name_kk": "Аяулым",
        "birth_on": "01.02.1999",
        "sex": "female",
        "residence": "citizen",
        "language": "kk",
        "territory": ALMALY,
        "source": "declared",
    }
    refused = client.post(url, told | {"iin": "850101300016"})
    assert refused.status_code == 422
    assert "Сынақова" in refused.content.decode(), "what was typed is not lost"
    assert client.post(url, told).status_code == 302
    with entered(whole_city()):
        assert Person.objects.get().recorded_by == user


def test_a_number_that_only_a_programme_knew_is_taken_and_found_from_then_on(client: Client, user: User) -> None:
    with entered(whole_city(confidential=frozenset({"hiv"}))):
        hidden = make_person(iin=IIN, birth_on=date(1990, 5, 17), surname_kk="Жасырынова")
        Status.objects.create(person=hidden, territory=ALMALY, kind="hiv_registered", confidential="hiv", valid=ALWAYS)
    page = reverse("office:person-show", args=[hidden.pk])
    assert client.get(page).status_code == 404
    told = {"surname_kk": "Жасырынова", "sex": "female", "residence": "citizen", "language": "kk", "iin": IIN or ""}
    refused = client.post(reverse("office:person-register"), told | {"territory": ALMALY, "source": "declared"})
    assert refused.status_code == 422
    assert "Жасырынова" in refused.content.decode(), "what was typed is not lost"
    shown = client.get(page)
    assert shown.status_code == 200
    assert reverse("office:person-correct", args=[hidden.pk]) in shown.content.decode()
    with entered(whole_city()):
        assert not Status.objects.exists()


def test_a_person_cannot_be_registered_into_another_district(client: Client, user: User) -> None:
    told = {"surname_kk": "Сынақова", "given_name_kk": "А", "sex": "female", "territory": ALATAU}
    assert client.post(reverse("office:person-register"), told).status_code == 422


@pytest.mark.parametrize(
    ("kind", "told", "model"),
    [
        ("income", {"kind": "alimony", "month": "03.10.2026", "amount_tenge": "40000"}, Income),
        ("vehicle", {"kind": "car", "since": "01.10.2026"}, Vehicle),
        ("status", {"kind": "orphan", "since": "01.10.2026"}, Status),
        ("circumstance", {"fact": "study", "value": "school", "since": "01.10.2026"}, Circumstance),
        ("dwelling", {"kind": "house", "tenure": "owned", "area_m2": "120,5", "since": "01.10.2026"}, Dwelling),
    ],
)
def test_rows_are_added_by_their_forms(
    client: Client, family: Family, user: User, kind: str, told: dict[str, str], model: Any
) -> None:
    with entered(whole_city()):
        person = Person.objects.get(iin=IIN)
        before = model.objects.count()
    url = reverse("office:person-add", args=[person.pk, kind])
    assert client.get(url).status_code == 200
    answer = client.post(url, told | {"source": "declared"})
    assert answer.status_code == 302, answer.content.decode()
    with entered(whole_city()):
        assert model.objects.count() == before + 1
        assert model.objects.order_by("-pk")[0].recorded_by == user


def test_a_confidential_fact_is_not_offered(client: Client, family: Family) -> None:
    with entered(whole_city()):
        person = Person.objects.get(iin=IIN)
    url = reverse("office:person-add", args=[person.pk, "circumstance"])
    page = client.get(url).content.decode()
    assert 'value="study"' in page
    assert not [fact for fact in CONFIDENTIAL_FACTS if f'value="{fact}"' in page]
    told = {"fact": "life_situation", "value": "violence", "since": "01.10.2026", "source": "declared"}
    assert client.post(url, told).status_code == 422


def test_a_confidential_status_is_not_offered(client: Client, family: Family) -> None:
    with entered(whole_city()):
        person = Person.objects.get(iin=IIN)
    page = client.get(reverse("office:person-add", args=[person.pk, "status"])).content.decode()
    assert "hiv" not in page
    assert "orphan" in page


@pytest.mark.parametrize("kind", ["birth", "death", "marriage", "divorce", "move", "joined", "left"])
def test_every_event_has_its_form(client: Client, family: Family, kind: str) -> None:
    assert client.get(reverse("office:event-record", args=[family.pk, kind])).status_code == 200


def test_a_birth_is_recorded_from_the_card(client: Client, family: Family) -> None:
    told = {
        "on": "01.11.2026",
        "source": "document",
        "surname_kk": "Әлімова",
        "given_name_kk": "Дана",
        "sex": "female",
    }
    assert client.post(reverse("office:event-record", args=[family.pk, "birth"]), told).status_code == 302
    assert "Дана" in client.get(reverse("office:family-show", args=[family.pk])).content.decode()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.FINANCE, Role.HEAD])
def test_who_may_not_edit_is_refused(client: Client, role: Role) -> None:
    client.force_login(make_user(role, ALMALY))
    assert client.get(reverse("office:person-register")).status_code in (302, 403)


def test_a_stranger_is_sent_to_sign_in(client: Client, family: Family) -> None:
    client.logout()
    answer = client.get(reverse("office:family-show", args=[family.pk]))
    assert (answer.status_code, answer.content) == (302, b"")


def test_a_correction_shows_no_number_and_keeps_what_is_not_touched(client: Client, family: Family) -> None:
    with entered(whole_city()):
        person = Person.objects.get(iin=IIN)
    url = reverse("office:person-correct", args=[person.pk])
    form = client.get(url).context["form"]
    told = {field.name: field.value() or "" for field in form} | {"reason": "құжат бойынша", "once_key": str(uuid4())}
    assert not {IIN, "+77010000001"} & set(told.values())
    assert client.post(url, told | {"given_name_kk": "Ұлту"}).status_code == 302
    assert client.post(url, told | {"phone": "", "once_key": str(uuid4())}).status_code == 302
    with entered(whole_city()):
        person.refresh_from_db()
    assert (person.iin, person.given_name_kk, person.phone) == (IIN, "Үміт", "")


def test_a_person_without_a_family_gets_one_from_the_own_page(client: Client, user: User) -> None:
    with entered(whole_city()):
        person = make_person()
    page = client.get(reverse("office:person-show", args=[person.pk])).content.decode()
    assert reverse("office:family-form", args=[person.pk]) in page
    assert reverse("office:person-correct", args=[person.pk]) in page


def test_a_row_is_shown_to_its_last_day(client: Client, family: Family) -> None:
    with entered(whole_city()):
        head = Person.objects.get(iin=IIN)
        ends = (date(2020, 1, 1), date(2030, 1, 1))
        Vehicle.objects.create(person=head, territory=ALMALY, kind="car", make="Lada", valid=ends)
    page = client.get(reverse("office:family-show", args=[family.pk])).content.decode()
    assert "01.01.2020 – 31.12.2029" in page
