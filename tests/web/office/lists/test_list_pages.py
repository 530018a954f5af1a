"""The pages of incoming lists: read, settled, applied; a confidential kind leaves no trace where it is not open."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.department.factories import ALMALY, make_person, make_user
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.actions.grants import answer_grant, ask_grant
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import Post, User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.core.calendar.today import today
from tirek.department.lists.actions import apply_list, read_list
from tirek.department.lists.models import IncomingList, ListRow
from tirek.department.lists.schemas import schemas
from tirek.department.registry.models import Person, Status
from tirek.web.office.lists.views import kinds_for

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ALATAU = "751210000"
IIN = "850101890072"
JANUARY = date(2026, 1, 1)
HEAD = "ИИН;Фамилия;Имя;Дата рождения;Категория\n"
VETERANS = (
    HEAD + f"{IIN};;;;ветеран вов\n;Касымов;Ерлан;05.05.1950;трудовой фронт\n;Ошибкин;Олег;01.01.1950;космонавт\n"
)
HIV = f"ИИН;Фамилия;Имя;Дата рождения\n{IIN};;;\n"


def viewer_of(user: User) -> Viewer:
    return viewer_for(user, today(), purpose="test")


def opened(*kinds: str) -> User:
    """An officer whose post two administrators opened to kinds of programmes."""
    user, asker, confirmer = make_user(), make_user(Role.ADMINISTRATOR), make_user(Role.ADMINISTRATOR)
    for kind in kinds:
        with entered(viewer_of(asker)):
            grant = ask_grant(Post.objects.get(user=user), kind=kind, ground="order 1", acting_user=asker)
        with entered(viewer_of(confirmer)):
            answer_grant(grant, confirm=True, acting_user=confirmer)
    return user


@pytest.fixture
def people() -> dict[str, Person]:
    with entered(viewer_of(make_user())):
        return {
            "known": make_person(iin=IIN, birth_on="1985-01-01", surname_kk="Сынақова", given_name_kk="Айсұлу"),
            "first": make_person(surname_kk="Қасымов", given_name_kk="Ерлан", birth_on="1950-05-05"),
            "second": make_person(surname_kk="Қасымов", given_name_kk="Ерлан", birth_on="1950-05-05"),
        }


@pytest.fixture
def officer(client: PageClient, people: dict[str, Person]) -> User:
    user = make_user()
    sign_in(client, user)
    client.cookies["tirek_language"] = "ru"
    return user


def bring(client: PageClient, text: str = VETERANS, **changes: str) -> Any:
    told = {"schema": "veterans", "territory": ALMALY, "period_on": "20.01.2026"} | changes
    return client.post(reverse("office:list-upload"), {**told, "file": SimpleUploadedFile("Иванов.csv", text.encode())})


def brought(client: PageClient, text: str = VETERANS, **changes: str) -> int:
    answer = bring(client, text, **changes)
    assert answer.status_code == 302, answer.content.decode()
    return int(answer.url.split("/")[-2])


def press(client: PageClient, name: str, *keys: int, **fields: str) -> Any:
    return client.post(reverse(f"office:{name}", args=keys), fields)


def seen(user: User, pk: int) -> IncomingList:
    with entered(viewer_of(user)):
        return IncomingList.objects.get(pk=pk)


def unsure_row(user: User, pk: int) -> ListRow:
    with entered(viewer_of(user)):
        return ListRow.objects.get(incoming_id=pk, match="unsure")


def test_a_list_is_read_settled_and_applied(client: PageClient, officer: User, people: dict[str, Person]) -> None:
    pk = brought(client)
    assert seen(officer, pk).period_on == JANUARY
    page = client.get(reverse("office:list-show", args=[pk]))
    assert page.context["parts"]["came"].count == 1
    assert "Сынақова" in page.content.decode()
    press(client, "list-apply", pk)
    assert seen(officer, pk).state == "read"
    row = unsure_row(officer, pk)
    assert (
        reverse("office:list-settle", args=[pk, row.pk])
        in client.get(reverse("office:list-queue", args=[pk])).content.decode()
    )
    shown = client.get(reverse("office:list-settle", args=[pk, row.pk])).content.decode()
    assert shown.count("Қасымов Ерлан") == 2
    assert "05.05.1950" in shown
    told = {"whose": str(people["second"].pk), "reason": "по адресу"}
    assert press(client, "list-settle", pk, row.pk, **told).status_code == 302
    assert press(client, "list-apply", pk).status_code == 302
    assert seen(officer, pk).state == "applied"
    with entered(viewer_of(officer)):
        assert set(Status.objects.values_list("person_id", flat=True)) == {people["known"].pk, people["second"].pk}


def test_who_left_and_came_is_counted_against_the_period_before(
    client: PageClient, officer: User, people: dict[str, Person]
) -> None:
    head = "ИИН;Фамилия;Имя;Дата рождения;Очная форма\n"
    with entered(viewer_of(officer)):
        newcomer = make_person(surname_kk="Әбенова", given_name_kk="Гүлнар", birth_on="1985-01-01")
        told: dict[str, Any] = {"schema": "universities", "territory": ALMALY, "acting_user": officer}
        content = (head + f"{IIN};;;;да\n").encode()
        first = read_list(content, "a.csv", period_on=date(2025, 9, 1), viewer=viewer_of(officer), **told)
        apply_list(first, acting_user=officer)
    pk = brought(client, head + ";Абенова;Гульнар;01.01.1985;да\n", schema="universities")
    parts = client.get(reverse("office:list-show", args=[pk])).context["parts"]
    assert {name: [each.pk for each in part.people] for name, part in parts.items()} == {
        "came": [newcomer.pk],
        "left": [people["known"].pk],
        "changed": [],
    }


def test_a_row_is_settled_with_a_reason_and_a_person(client: PageClient, officer: User) -> None:
    pk = brought(client)
    row = unsure_row(officer, pk)
    wrong = {
        "reason": {"whose": "nobody", "reason": ""},
        "whose": {"reason": "по адресу"},
        "iin": {"whose": "other", "iin": "850101890073", "reason": "по адресу"},
    }
    for field, told in wrong.items():
        answer = press(client, "list-settle", pk, row.pk, **told)
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})
    assert press(client, "list-settle", pk, row.pk, whose="other", iin=IIN, reason="по адресу").status_code == 422
    assert unsure_row(officer, pk).pk == row.pk
    assert press(client, "list-settle", pk, row.pk, whose="nobody", reason="по адресу").status_code == 302
    with entered(viewer_of(officer)):
        row.refresh_from_db()
        assert (row.match, row.settled_by) == ("rejected", officer)


@pytest.mark.parametrize("kind", ["hiv", "tuberculosis", "violence"])
def test_a_confidential_kind_is_offered_where_it_is_open(kind: str) -> None:
    viewer = viewer_of(make_user())
    closed = {name for name, each in schemas().items() if each.confidential == kind}
    assert not closed & set(kinds_for(viewer))
    assert closed <= set(kinds_for(replace(viewer, confidential=frozenset({kind}))))


def test_a_confidential_list_leaves_no_trace(client: PageClient, people: dict[str, Person]) -> None:
    sign_in(client, author := opened("hiv"))
    client.cookies["tirek_language"] = "ru"
    title = schemas()["aids_centre"].title["ru"]
    pk = brought(client, HIV, schema="aids_centre")
    assert title in client.get(reverse("office:list-list")).content.decode()
    for closed in (make_user(), opened("tuberculosis")):
        sign_in(client, closed)
        for name in ("list-list", "list-upload"):
            page = client.get(reverse(f"office:{name}")).content.decode()
            assert title not in page
            assert f"/lists/{pk}/" not in page
        for name in ("list-show", "list-queue", "list-correct"):
            assert client.get(reverse(f"office:{name}", args=[pk])).status_code == 404
        assert client.get(reverse("office:list-findings", args=[pk, "ru"])).status_code == 404
        assert press(client, "list-apply", pk).status_code == 404
        assert bring(client, HIV, schema="aids_centre").status_code == 422
    assert seen(author, pk).state == "read"


def test_a_confidential_list_is_applied_by_a_second_person(client: PageClient, people: dict[str, Person]) -> None:
    sign_in(client, author := opened("hiv"))
    pk = brought(client, HIV, schema="aids_centre")
    page = client.get(reverse("office:list-show", args=[pk]))
    assert reverse("office:list-apply", args=[pk]) not in page.content.decode()
    press(client, "list-apply", pk)
    assert seen(author, pk).state == "read"
    sign_in(client, opened("hiv"))
    page = client.get(reverse("office:list-show", args=[pk]))
    assert reverse("office:list-apply", args=[pk]) in page.content.decode()
    press(client, "list-apply", pk)
    assert seen(author, pk).state == "applied"


@pytest.mark.parametrize(("role", "territory", "status"), [("specialist", ALATAU, 404), ("auditor", ALMALY, 403)])
def test_a_list_is_of_its_district_and_its_ability(
    client: PageClient, officer: User, role: str, territory: str, status: int
) -> None:
    pk = brought(client)
    row = unsure_row(officer, pk)
    sign_in(client, make_user(Role(role), territory))
    for name, keys in (("list-show", [pk]), ("list-queue", [pk]), ("list-settle", [pk, row.pk])):
        assert client.get(reverse(f"office:{name}", args=keys)).status_code == status
    assert press(client, "list-settle", pk, row.pk, whose="nobody", reason="по адресу").status_code == status
    assert press(client, "list-apply", pk).status_code == status
    if status == 404:
        assert f"/lists/{pk}/" not in client.get(reverse("office:list-list")).content.decode()


def test_findings_are_saved_without_a_value_and_the_name_tells_no_body(client: PageClient, officer: User) -> None:
    pk = brought(client)
    answer = client.get(reverse("office:list-findings", args=[pk, "kk"]))
    text = answer.content.decode("utf-8-sig")
    assert text.count("\n") == 2
    assert not [value for value in ("Ошибкин", "космонавт", IIN) if value in text]
    assert answer["Content-Disposition"] == f'attachment; filename="list-{pk}-kk.csv"'


def test_an_applied_list_is_corrected_by_another(client: PageClient, officer: User) -> None:
    text = HEAD + f"{IIN};;;;ветеран вов\n"
    pk = brought(client, text)
    assert client.get(reverse("office:list-correct", args=[pk])).status_code == 404
    press(client, "list-apply", pk)
    assert bring(client, text).status_code == 422
    file = SimpleUploadedFile("a.csv", (HEAD + f"{IIN};;;;трудовой фронт\n").encode())
    told = {"file": file}
    answer = client.post(reverse("office:list-correct", args=[pk]), told)
    assert answer.status_code == 302
    press(client, "list-apply", later := int(answer.url.split("/")[-2]))
    assert (seen(officer, pk).state, seen(officer, later).state) == ("corrected", "applied")


def test_the_queries_do_not_grow(
    client: PageClient, officer: User, assert_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    students = HEAD.replace("Категория", "Очная форма") + f"{IIN};;;;да\n"
    for month in range(1, 7):
        pk = brought(client, VETERANS, period_on=f"01.{month:02}.2026")
        brought(client, students, schema="universities", period_on=f"01.01.{2019 + month}")
    with assert_queries("lists"):
        client.get(reverse("office:list-list"))
    with assert_queries("one list"):
        client.get(reverse("office:list-show", args=[pk]))
    with assert_queries("queue"):
        client.get(reverse("office:list-queue", args=[pk]))
