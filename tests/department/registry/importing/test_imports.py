"""An officer's file: each row becomes a person once, however often the worker is killed; nobody else sees the file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection

from tests.department.factories import ALMALY, make_person, make_user, whole_city
from tirek.department.accounts.models import User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused
from tirek.department.journal.history import changes_of
from tirek.department.registry.actions import imports
from tirek.department.registry.actions.imports import (
    bring_people,
    cancel_import,
    check_import,
    run_import,
    start_import,
)
from tirek.department.registry.importing import batches
from tirek.department.registry.importing.people import suggest_mapping
from tirek.department.registry.importing.tables_of_text import unpack
from tirek.department.registry.models import Family, ImportedRow, Membership, PeopleImport, Person, Status

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ALATAU = "751210000"
HEAD = "Семья;Роль;ИИН;Фамилия;Имя;Дата рождения;Пол;Телефон;Улица;Дом;КАТО\n"
FILE = HEAD + (
    "1;глава;850101890072;Сынақова;Айсұлу;01.01.1985;ж;+77990000001;Абай даңғылы;1;\n"
    "1;ребёнок;150505700010;Сынақов;Нұрлан;05.05.2015;м;;Абай даңғылы;1;\n"
    ";;;Безымянный;Олег;02.03.1970;м;;;;\n"
    ";;850101890073;Ошибкин;Олег;01.01.1985;ж;;;;\n"
    ";;;Чужой;Район;01.01.1985;м;;;;751210000\n"
)


@pytest.fixture
def officer() -> User:
    return make_user()


def viewer_of(user: User) -> Viewer:
    return viewer_for(user, today(), purpose="test")


def bring(user: User, text: str = FILE, **changes: Any) -> PeopleImport:
    told = {"territory": ALMALY, "known": "skip", "reason": "списки КСК"} | changes
    return bring_people(text.encode(), "list.csv", viewer=viewer_of(user), acting_user=user, **told)


def started(user: User, text: str = FILE, **changes: Any) -> PeopleImport:
    brought = bring(user, text, **changes)
    assert brought.rows is not None
    headings = [name for name in unpack(brought.rows).columns if name not in ("row", "beyond")]
    checked = check_import(brought, suggest_mapping(headings), acting_user=user)
    return start_import(checked, acting_user=user)


def outcomes(people_import: PeopleImport) -> dict[int, str]:
    return dict(ImportedRow.objects.filter(people_import=people_import).values_list("row", "outcome"))


def test_right_rows_become_people_and_wrong_ones_findings(officer: User) -> None:
    with entered(viewer_of(officer)):
        make_person(
            surname_ru="Безымянный", surname_kk="", given_name_ru="Олег", given_name_kk="", birth_on="1970-03-02"
        )
        begun = started(officer)
    assert run_import(begun.pk, officer) == 3
    with entered(viewer_of(officer)):
        begun.refresh_from_db()
        assert (begun.state, begun.done_rows, begun.rows) == ("done", 3, None)
        assert outcomes(begun) == {2: "created", 3: "created", 4: "unsure"}
        assert list(begun.findings.values_list("row", "column", "kind")) == [
            (5, "iin", "iin.check"),
            (6, "territory", "other_territory"),
        ]
        head, child = Person.objects.filter(source="import", iin__isnull=False).order_by("birth_on")
        family = Family.objects.get()
        assert dict(Membership.objects.values_list("person_id", "role")) == {head.pk: "head", child.pk: "child"}
        assert family.address is not None
        assert head.phone == "+77990000001"
        assert living_at("abai", "1") == {head.pk, child.pk}


def living_at(street_key: str, house: str) -> set[int]:
    """Who is found by a street and a house: the people and their addresses are written in one statement."""
    asked = {"words": [{"keys": [street_key], "fathers": []}], "years": [], "house": house, "districts": []}
    with connection.cursor() as cursor:
        cursor.execute("SELECT person FROM registry_search(%s::jsonb, 10)", [json.dumps(asked)])
        return {person for (person,) in cursor.fetchall()}


def test_a_killed_worker_is_gone_on_with_and_nobody_comes_twice(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f";;;Сынақов{place};Олег;02.03.1970;м;;;;\n" for place in range(7))
    monkeypatch.setattr(imports, "BATCH", 2)
    with entered(viewer_of(officer)):
        begun = started(officer, HEAD + rows)
    take_over, calls = batches.take_over, []

    def killed(*arguments: Any, **named: Any) -> None:
        take_over(*arguments, **named)
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(imports, "take_over", killed)
    with pytest.raises(KeyboardInterrupt):
        run_import(begun.pk, officer)
    with entered(viewer_of(officer)):
        begun.refresh_from_db()
        assert (begun.state, begun.done_rows) == ("running", 4)
    assert run_import(begun.pk, officer) == 3
    assert run_import(begun.pk, officer) == 0
    with entered(viewer_of(officer)):
        assert Person.objects.count() == 7
        assert len(outcomes(begun)) == 7


def test_known_people_are_updated_with_history_or_left_alone(officer: User) -> None:
    with entered(viewer_of(officer)):
        known = make_person(iin="850101890072", birth_on="1985-01-01", phone="+77990000009")
        skipped = started(officer)
    run_import(skipped.pk, officer)
    with entered(viewer_of(officer)):
        known.refresh_from_db()
        assert (known.phone, outcomes(skipped)[2]) == ("+77990000009", "skipped")
        updated = started(officer, FILE + "\n", known="update")
    run_import(updated.pk, officer)
    with entered(viewer_of(officer)):
        known.refresh_from_db()
        assert (known.phone, known.surname_ru, outcomes(updated)[2]) == ("+77990000001", "Сынақова", "updated")
        assert {change.field for change in changes_of([known.pk])} >= {"phone", "surname_ru"}
        assert {change.reason for change in changes_of([known.pk])} == {"списки КСК"}


def test_a_number_of_another_district_makes_nobody_here(officer: User) -> None:
    with entered(Viewer(user_id=None, territories=(ALATAU,), purpose="test")):
        make_person(territory=ALATAU, iin="850101890072", birth_on="1985-01-01")
    with entered(viewer_of(officer)):
        begun = started(officer)
    run_import(begun.pk, officer)
    with entered(viewer_of(officer)):
        assert ImportedRow.objects.get(people_import=begun, row=2).person is None
        assert not Person.objects.filter(iin="850101890072").exists()


def test_only_who_brought_a_file_sees_it(officer: User) -> None:
    with entered(viewer_of(officer)):
        begun = started(officer)
    with entered(viewer_of(make_user())):
        assert not PeopleImport.objects.exists()
        assert not begun.findings.exists()
    with entered(viewer_of(officer)):
        assert begun.findings.count() == 2


def test_the_same_file_is_not_brought_twice_and_a_cancelled_one_is_forgotten(officer: User) -> None:
    with entered(viewer_of(officer)):
        brought = bring(officer)
        with pytest.raises(Refused, match="file_known"):
            bring(officer)
        assert cancel_import(brought, acting_user=officer).rows is None
        bring(officer)
        with pytest.raises(Refused, match="import_running"):
            check_import(brought, {"iin": "ИИН"}, acting_user=officer)
        with pytest.raises(Refused, match="territory_other"):
            bring(officer, territory=ALATAU)


def test_a_file_makes_known_whom_only_a_programme_knew(officer: User) -> None:
    with entered(whole_city(confidential=frozenset({"hiv"}))):
        hidden = make_person(iin="850101890072", birth_on="1985-01-01")
        Status.objects.create(
            person=hidden, territory=ALMALY, kind="hiv_registered", confidential="hiv", valid=("2026-01-01", None)
        )
    with entered(viewer_of(officer)):
        assert not Person.objects.exists()
        begun = started(officer)
    run_import(begun.pk, officer)
    with entered(viewer_of(officer)):
        assert outcomes(begun)[2] == "skipped", "the registry knows the person, and nobody is made anew"
        assert Person.objects.filter(pk=hidden.pk).exists()
        assert not Status.objects.exists()
