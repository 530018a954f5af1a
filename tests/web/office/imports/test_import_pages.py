"""The pages of an import: from the file to people, by the one who brought it alone."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from tests.department.factories import ALMALY, make_user
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import entered
from tirek.department.core.calendar.today import today
from tirek.department.registry.actions.imports import run_import
from tirek.department.registry.models import PeopleImport, Person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ALATAU = "751210000"
WRONG_IIN = "850101890073"
FILE = (
    "Семья;Роль;ИИН;Фамилия;Имя;Дата рождения;Пол;Телефон;Улица;Дом;КАТО\n"
    "1;глава;850101890072;Сынақова;Айсұлу;01.01.1985;ж;+77990000001;Абай даңғылы;1;\n"
    "1;ребёнок;150505700010;Сынақов;Нұрлан;05.05.2015;м;;Абай даңғылы;1;\n"
    f";;{WRONG_IIN};Ошибкин;Олег;01.01.1985;ж;;;;\n"
)


@pytest.fixture
def officer(client: PageClient) -> User:
    user = make_user()
    sign_in(client, user)
    client.cookies["tirek_language"] = "ru"
    return user


def bring(client: PageClient, text: str = FILE, name: str = "Иванов.csv", **changes: str) -> Any:
    told = {"territory": ALMALY, "known": "skip", "reason": "списки КСК"} | changes
    file = SimpleUploadedFile(name, text.encode())
    return client.post(reverse("office:import-upload"), {**told, "file": file})


def brought(client: PageClient) -> int:
    answer = bring(client)
    assert answer.status_code == 302, answer.content.decode()
    return int(answer.url.split("/")[-3])


def checked(client: PageClient) -> int:
    pk = brought(client)
    page = client.get(reverse("office:import-mapping", args=[pk]))
    initial = page.context["form"].initial
    assert press(client, "import-mapping", pk, **initial).status_code == 302
    return pk


def press(client: PageClient, name: str, pk: int, **fields: str) -> Any:
    return client.post(reverse(f"office:{name}", args=[pk]), fields)


def shown(client: PageClient, pk: int) -> str:
    answer = client.get(reverse("office:import-show", args=[pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def state_of(user: User, pk: int) -> str:
    with entered(viewer_for(user, today(), purpose="test")):
        return PeopleImport.objects.get(pk=pk).state


def test_a_file_is_read_mapped_checked_and_taken_over(client: PageClient, officer: User) -> None:
    pk = brought(client)
    mapping = client.get(reverse("office:import-mapping", args=[pk]))
    assert "Сынақова" in mapping.content.decode()
    assert mapping.context["form"].initial["iin"] == "2"
    assert press(client, "import-mapping", pk, **mapping.context["form"].initial).status_code == 302
    page = shown(client, pk)
    assert WRONG_IIN not in page
    assert [(line.row, line.column) for line in client.get(f"/office/imports/{pk}/").context["findings"]] == [
        (4, "ИИН")
    ]
    assert press(client, "import-start", pk).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'registry.run_people_import'")
        assert [json.loads(job) for (job,) in cursor.fetchall()] == [{"import_id": pk, "user_id": officer.pk}]
    page = shown(client, pk)
    assert "<progress" in page
    assert f'href="/office/imports/{pk}/"' in page
    assert "http-equiv" not in page
    assert run_import(pk, officer) == 2
    page = shown(client, pk)
    assert "<progress" not in page
    assert "hx-trigger" not in page
    with entered(viewer_for(officer, today(), purpose="test")):
        assert set(Person.objects.values_list("iin", flat=True)) == {"850101890072", "150505700010"}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_findings_are_saved_without_a_value(client: PageClient, officer: User, language: str) -> None:
    pk = checked(client)
    answer = client.get(reverse("office:import-findings", args=[pk, language]))
    text = answer.content.decode("utf-8-sig")
    lines = list(csv.reader(StringIO(text), delimiter=";"))
    assert [line[0] for line in lines[1:]] == ["4"]
    assert lines[1][1] == {"kk": "ЖСН", "ru": "ИИН"}[language]
    assert lines[1][2]
    assert not [value for value in (WRONG_IIN, "Ошибкин", "Иванов") if value in text]
    assert "Иванов" not in answer["Content-Disposition"]
    assert client.get(reverse("office:import-findings", args=[pk, "xx"])).status_code == 404


@pytest.mark.parametrize("who", ["colleague", "other district", "auditor"])
def test_nobody_else_sees_a_file(client: PageClient, officer: User, who: str) -> None:
    pk = checked(client)
    other = {
        "colleague": lambda: make_user(),
        "other district": lambda: make_user(territory=ALATAU),
        "auditor": lambda: make_user(Role.AUDITOR),
    }[who]()
    sign_in(client, other)
    status = 403 if who == "auditor" else 404
    for name in ("import-show", "import-mapping"):
        assert client.get(reverse(f"office:{name}", args=[pk])).status_code == status
    assert client.get(reverse("office:import-findings", args=[pk, "kk"])).status_code == status
    for name in ("import-start", "import-cancel", "import-mapping"):
        assert press(client, name, pk).status_code == status
    assert state_of(officer, pk) == "checked"
    listed = client.get(reverse("office:import-list"))
    assert listed.status_code == (403 if status == 403 else 200)
    assert "списки КСК" not in listed.content.decode()


def test_faults_stand_at_their_fields(client: PageClient, officer: User) -> None:
    brought(client)
    wrong = {
        "file": [bring(client, name="list.pdf"), bring(client, text="ИИН;Фамилия\n"), bring(client)],
        "territory": [bring(client, territory=ALATAU)],
        "reason": [bring(client, reason=" ")],
    }
    for field, answers in wrong.items():
        for answer in answers:
            assert answer.status_code == 422
            assert set(answer.context["form"].errors) == {field}


def test_a_heading_is_one_column_and_one_tells_who(client: PageClient, officer: User) -> None:
    pk = brought(client)
    twice = press(client, "import-mapping", pk, iin="2", phone="2")
    assert (twice.status_code, set(twice.context["form"].errors)) == (422, {"phone"})
    nobody = press(client, "import-mapping", pk, phone="7")
    assert (nobody.status_code, set(nobody.context["form"].errors)) == (422, {"__all__"})
    assert state_of(officer, pk) == "uploaded"


def test_an_import_that_was_given_up_does_not_start(client: PageClient, officer: User) -> None:
    pk = checked(client)
    assert press(client, "import-cancel", pk).status_code == 302
    press(client, "import-start", pk)
    assert state_of(officer, pk) == "cancelled"
    assert client.get(reverse("office:import-mapping", args=[pk])).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'registry.run_people_import'")
        assert cursor.fetchone() == (0,)


def test_a_start_without_its_key_is_refused(client: PageClient, officer: User) -> None:
    pk = checked(client)
    assert client.post(reverse("office:import-start", args=[pk]), {"once_key": ""}).status_code == 400
    assert state_of(officer, pk) == "checked"


def test_the_queries_do_not_grow(
    client: PageClient, officer: User, assert_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    rows = "".join(f";;;Ошибкин;Олег;{day}.13.1985;;;;;\n" for day in range(10, 28))
    answer = bring(client, FILE + rows)
    pk = int(answer.url.split("/")[-3])
    mapping = client.get(reverse("office:import-mapping", args=[pk])).context["form"].initial
    press(client, "import-mapping", pk, **mapping)
    with assert_queries("one import"):
        client.get(reverse("office:import-show", args=[pk]))
    with assert_queries("imports"):
        client.get(reverse("office:import-list"))
