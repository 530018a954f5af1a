"""Lists of outside bodies: read, matched, settled, applied, corrected; a confidential one leaves no trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.department.factories import ALMALY, make_family, make_person, make_user, whole_city
from tirek.department.accounts.models import User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import Viewer, current_viewer, entered
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused
from tirek.department.lists.actions import apply_list, read_list, settle_row
from tirek.department.lists.differences import difference_to
from tirek.department.lists.models import IncomingList, ListFinding, ListRow
from tirek.department.lists.schemas import PERSON, schemas
from tirek.department.registry.facts.columns import facts_of, status_kinds
from tirek.department.registry.models import Circumstance, Person, StaffPerson, Status

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
JANUARY, FEBRUARY, MARCH = (date(2026, month, 1) for month in (1, 2, 3))
IIN = "850101890072"


def viewer_of(user: User, *kinds: str) -> Viewer:
    return replace(viewer_for(user, today(), purpose="test"), confidential=frozenset(kinds))


def read(user: User, schema: str, period_on: date, text: str, **more: Any) -> IncomingList:
    told: dict[str, Any] = {"schema": schema, "territory": ALMALY, "period_on": period_on, "acting_user": user}
    return read_list(text.encode(), "hiv.csv", **({"viewer": current_viewer()} | told | more))


@pytest.fixture
def officer() -> User:
    return make_user()


def test_every_schema_gives_what_the_registry_knows() -> None:
    facts = {fact.name for entity in ("person", "family") for fact in facts_of(entity)}
    for name, schema in schemas().items():
        assert set(schema.title) == {"kk", "ru", "en"}
        assert schema.period in ("month", "quarter")
        for give in schema.gives:
            column = give.column or give.status_in
            assert not column or column in schema.headings
            assert not give.fact or give.fact in facts
            kinds = [give.status] if give.status else schema.table.column(column).words if give.status_in else []
            assert all(status_kinds()[kind].get("confidential", "") == schema.confidential for kind in kinds), name
        assert set(PERSON) <= set(schema.headings)


def test_rows_are_matched_by_number_by_name_or_left_to_an_officer(officer: User) -> None:
    with entered(viewer_of(officer)):
        numbered = make_person(iin=IIN, birth_on="1985-01-01")
        named = make_person(surname_kk="Сүлейменов", given_name_kk="Нұрлан", birth_on="1960-05-05")
        for _ in range(2):
            make_person(surname_kk="Қасымов", given_name_kk="Ерлан", birth_on="1950-05-05")
        text = (
            "ИИН;Фамилия;Имя;Дата рождения;Категория\n"
            f"{IIN};Сынақова;А;;ветеран вов\n;Сулейменов;Нурлан;05.05.1960;приравненный\n"
            ";Касымов;Ерлан;05.05.1950;трудовой фронт\n;Неизвестный;Олег;01.01.1950;трудовой фронт\n"
            ";Ошибкин;Олег;01.01.1950;космонавт\n;Безымянный;;;трудовой фронт\n"
        )
        incoming = read(officer, "veterans", JANUARY, text)
        assert list(incoming.rows.values_list("row", "match", "person_id")) == [
            (2, "iin", numbered.pk),
            (3, "name", named.pk),
            (4, "unsure", None),
            (5, "none", None),
        ]
        assert list(incoming.findings.values_list("row", "column", "kind")) == [
            (6, "category", "not_in_list"),
            (7, "", "nobody"),
        ]
        with pytest.raises(Refused, match="rows_unsettled"):
            apply_list(incoming, acting_user=officer)
        unsure = incoming.rows.get(match="unsure")
        with pytest.raises(Refused, match="reason_missing"):
            settle_row(unsure, None, acting_user=officer, reason=" ")
        chosen = Person.objects.get(pk=unsure.candidates[0])
        assert settle_row(unsure, chosen, acting_user=officer, reason="мекенжайы бойынша").person == chosen
        apply_list(incoming, acting_user=officer)
        assert set(Status.objects.values_list("person_id", "kind", "source")) == {
            (numbered.pk, "war_veteran", "list"),
            (named.pk, "equated_to_war_veteran", "list"),
            (chosen.pk, "home_front_worker", "list"),
        }
        assert Status.objects.filter(document__startswith=f"list {incoming.pk} row").count() == 3


def test_who_left_loses_what_the_list_gave_and_nothing_else(officer: User) -> None:
    with entered(viewer_of(officer)):
        first = make_person(iin=IIN, birth_on="1985-01-01")
        second = make_person(surname_kk="Әбенова", birth_on="1985-01-01")
        heads = "ИИН;Фамилия;Имя;Дата рождения;Очная форма\n"
        stays = ";Абенова;Айсулу;01.01.1985;да\n"
        apply_list(read(officer, "universities", JANUARY, heads + f"{IIN};;;;да\n" + stays), acting_user=officer)
        held = {"study": "university", "full_time_student": 1}
        assert {row.fact: row.choice or row.value for row in Circumstance.objects.filter(person=first)} == held
        later = read(officer, "universities", FEBRUARY, heads + stays)
        difference = difference_to(later)
        assert [row.person_id for row in difference.left] == [first.pk]
        assert (difference.came, difference.changed) == ((), ())
        apply_list(later, acting_user=officer)
        assert not Circumstance.objects.filter(person=first, valid__contains=MARCH).exists()
        assert Circumstance.objects.filter(person=first, valid__contains=JANUARY).count() == 2
        assert Circumstance.objects.filter(person=second, valid__contains=MARCH).count() == 2


def test_a_row_of_the_own_family_is_never_passed_over_without_a_word(officer: User) -> None:
    with entered(viewer_of(officer)):
        me = make_person(iin=IIN, birth_on="1985-01-01")
        incoming = read(officer, "universities", JANUARY, f"ИИН;Фамилия;Имя;Дата рождения;Очная форма\n{IIN};;;;да\n")
    with entered(whole_city()):
        StaffPerson.objects.create(user=officer, person=me)
    with entered(viewer_of(officer)), pytest.raises(Refused) as refused:
        apply_list(incoming, acting_user=officer)
    assert refused.value.code == "out_of_sight"
    colleague = make_user()
    with entered(viewer_of(colleague)):
        apply_list(incoming, acting_user=colleague)
        assert Circumstance.objects.filter(person=me, fact="study").exists()


def test_a_correction_undoes_an_applied_list_and_nothing_else_does(officer: User) -> None:
    with entered(viewer_of(officer)):
        person = make_person(iin=IIN, birth_on="1985-01-01")
        family = make_family(person)
        heads = "ИИН;Отопление\n"
        applied = apply_list(read(officer, "utilities", JANUARY, f"{heads}{IIN};5000\n"), acting_user=officer)
        with pytest.raises(Refused, match="list_applied"):
            apply_list(applied, acting_user=officer)
        again = read(officer, "utilities", JANUARY, f"{heads}{IIN};7000\n")
        with pytest.raises(Refused, match="period_applied"), transaction.atomic():
            apply_list(again, acting_user=officer)
        right = read(officer, "utilities", JANUARY, f"{heads}{IIN};6000\n", corrects=applied)
        assert [row.person_id for row in difference_to(right).changed] == [person.pk]
        apply_list(right, acting_user=officer)
        applied.refresh_from_db()
        assert applied.state == "corrected"
        bill = Circumstance.objects.get(person=family.memberships.get().person, fact="heating_bill")
        assert bill.value == 6000


def test_a_confidential_list_is_read_by_one_applied_by_another_and_seen_by_nobody_else(officer: User) -> None:
    text = f"ИИН;Фамилия;Имя;Дата рождения\n{IIN};;;\n;Неизвестный;Олег;01.01.1950\n850101890073;;;\n"
    with entered(viewer_of(officer, "hiv")):
        person = make_person(iin=IIN, birth_on="1985-01-01")
        incoming = read(officer, "aids_centre", JANUARY, text)
        with pytest.raises(Refused, match="four_eyes"):
            apply_list(incoming, acting_user=officer)
    other = make_user()
    with entered(viewer_of(other, "hiv")):
        apply_list(IncomingList.objects.get(), acting_user=other)
        assert Status.objects.get(person=person).kind == "hiv_registered"
        with pytest.raises(IntegrityError), transaction.atomic():
            IncomingList.objects.filter(pk=incoming.pk).update(applied_by=officer)
    for kinds in ((), ("tuberculosis",)):
        stranger = make_user()
        with entered(viewer_of(stranger, *kinds)):
            for model in (IncomingList, ListRow, ListFinding, Status):
                assert not model.objects.exists(), model
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM journal_fieldchange WHERE content LIKE 'lists_%%' AND confidential = 'hiv'"
                )
                assert cursor.fetchone() == (0,)
            with pytest.raises(Refused, match="confidential_other"):
                read(stranger, "aids_centre", FEBRUARY, text)


def test_a_list_of_another_district_is_not_seen(officer: User) -> None:
    with entered(viewer_of(officer)):
        make_person(iin=IIN, birth_on="1985-01-01")
        read(officer, "education", JANUARY, f"ИИН\n{IIN}\n")
    with entered(viewer_of(make_user(territory="751210000"))):
        assert not IncomingList.objects.exists()
        assert not ListRow.objects.exists()
    with entered(viewer_of(officer)), pytest.raises(Refused, match="list_known"):
        read(officer, "education", JANUARY, f"ИИН\n{IIN}\n")


def test_an_open_list_makes_known_whom_only_a_programme_knew_and_a_confidential_one_does_not(officer: User) -> None:
    with entered(viewer_of(officer, "hiv")):
        hidden = make_person(iin=IIN, birth_on="1985-01-01")
        Status.objects.create(
            person=hidden, territory=ALMALY, kind="hiv_registered", confidential="hiv", valid=(JANUARY, None)
        )
        read(officer, "aids_centre", JANUARY, f"ИИН\n{IIN}\n")
    with entered(viewer_of(officer)):
        assert not Person.objects.filter(pk=hidden.pk).exists()
        incoming = read(officer, "universities", JANUARY, f"ИИН;Очная форма\n{IIN};да\n")
        assert list(incoming.rows.values_list("match", "person_id")) == [("iin", hidden.pk)]
        assert Person.objects.filter(pk=hidden.pk).exists()
        assert not Status.objects.exists()
