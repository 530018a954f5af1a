"""One box finds people: by numbers and by names in any spelling; never across a district, never without a line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.department.database import owner_connection
from tests.department.factories import ALMALY, make_family, make_person, whole_city
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.core.identifiers.iin import synthetic_iin
from tirek.department.core.models import Territory
from tirek.department.journal.history import note_batch
from tirek.department.registry.models import Address, Person, PersonAddress, Status
from tirek.department.registry.search import SearchAnswer, SearchLine, search_people
from tirek.department.registry.search_words import read_search, search_table

pytestmark = pytest.mark.django_db
ALATAU, AUEZOV = "751210000", "751310000"


def of_district(*codes: str, confidential: frozenset[str] = frozenset()) -> Viewer:
    return Viewer(user_id=None, territories=codes, confidential=confidential, purpose="test")


def ignore(line: SearchLine) -> None:
    """A journal that nobody reads."""


def search(text: str, viewer: Viewer | None = None) -> SearchAnswer:
    with entered(viewer or whole_city(), read_only=True):
        return search_people(text, record=ignore)


def found(text: str, viewer: Viewer | None = None) -> list[int]:
    return [hit.person.pk for hit in search(text, viewer).hits]


def live_at(person: Person, street: str, house: str) -> None:
    place = Address.objects.create(territory=person.territory, street=street, house=house)
    PersonAddress.objects.create(
        person=person, territory=person.territory, address=place, kind="actual", valid=("2020-01-01", None)
    )


@pytest.fixture
def kairat(db: None) -> Person:
    """Among people with the names around his."""
    with entered(whole_city()):
        person = make_person(
            surname_kk="Ахметов",
            given_name_kk="Қайрат",
            patronymic_kk="Болатұлы",
            surname_ru="Ахметов",
            given_name_ru="Кайрат",
            patronymic_ru="Болатович",
            birth_on=date(1985, 3, 17),
            sex="male",
            iin=synthetic_iin(date(1985, 3, 17), "male", 5),
            phone="+77011234567",
        )
        live_at(person, "Абай даңғылы", "12")
        other = make_person(surname_kk="Сейітов", given_name_kk="Марат", birth_on=date(1985, 1, 1), sex="male")
        live_at(other, "Абай даңғылы", "14")
        make_person(surname_kk="Қайратов", given_name_kk="Самат", birth_on=date(1990, 1, 1), sex="male")
    return person


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("Қайрат Ахметов", ("given_name", "surname")),
        ("ахметов кайрат болатович", ("surname", "given_name", "patronymic")),
        ("Akhmetov Kairat Bolatuly", ("surname", "given_name", "patronymic")),
        ("Rfqhfn F[vtnjd", ("given_name", "surname")),
        ("Лфшкфе Ахметов", ("given_name", "surname")),
        ("Кайрат 1985", ("given_name", "birth_year")),
        ("Кайрат 17.03.1985", ("given_name", "birth_date")),
        ("Кайрат 1986", ("given_name", "near_birth_year")),
        ("Кайарт 1985", ("near_name", "birth_year")),
        ("Ахметов Абай 12", ("surname", "address")),
        ("Ахметов, ул. Абая, 12", ("surname", "address")),
        ("Ахм Қайр", ("near_name",)),
        ("Болат Ахметов", ("patronymic", "surname")),
        ("Ахметов Алмалы", ("surname", "address")),
        ("+7 701 123-45-67", ("phone",)),
    ],
)
def test_a_person_is_found_however_he_is_named(kairat: Person, text: str, reasons: tuple[str, ...]) -> None:
    first = search(text).hits[0]
    assert (first.person.pk, first.reasons) == (kairat.pk, reasons)


def test_an_exact_number_finds_its_person_and_a_wrong_one_says_what_is_wrong(kairat: Person) -> None:
    assert kairat.iin
    assert found(f"{kairat.iin[:6]} {kairat.iin[6:]}") == [kairat.pk]
    wrong = search(kairat.iin[:11] + str((int(kairat.iin[11]) + 1) % 10))
    assert wrong.fault
    assert wrong.fault.code == "check"
    assert not wrong.hits
    assert search("  ").remark == "empty"


def test_a_name_shared_by_many_is_answered_with_the_nearest_fifty(db: None) -> None:
    with entered(whole_city()):
        for number in range(70):
            make_person(
                surname_kk=f"Омаров{'аәе'[number % 3]}", given_name_kk="Айгүл", birth_on=date(1950 + number, 1, 1)
            )
        last = make_person(
            surname_kk="Бекова", given_name_kk="Айгүл", patronymic_kk="Өтегенқызы", birth_on=date(1970, 5, 5)
        )
    answer = search("Айгуль")
    assert (len(answer.hits), answer.remark) == (50, "too_many")
    assert found("Айгуль Утегеновна") == [last.pk]
    assert last.pk in found("Айгуль 1970")


def test_the_name_itself_stands_before_names_like_it(db: None) -> None:
    with entered(whole_city()):
        near = make_person(surname_kk="Бекова", given_name_kk="Марат")
        of_father = make_person(surname_kk="Оспанов", given_name_kk="Ербол", patronymic_kk="Мұратұлы")
        itself = make_person(surname_kk="Бекова", given_name_kk="Мұрат")
    assert found("Мурат") == [itself.pk, of_father.pk, near.pk]


def test_nobody_of_another_district_is_found(kairat: Person) -> None:
    assert found("Ахметов Қайрат", of_district(ALATAU)) == []
    assert found("Ахметов Қайрат", of_district(ALATAU, ALMALY)) == [kairat.pk]
    assert found("+77011234567", of_district(ALATAU)) == []


def test_an_exact_iin_is_told_country_wide_as_a_district_and_a_contact_only(kairat: Person) -> None:
    with entered(whole_city()):
        Territory.objects.filter(pk=ALMALY).update(contact="+7 727 000 00 00")
    answer = search(kairat.iin or "", of_district(ALATAU))
    assert answer.elsewhere
    assert (answer.hits, answer.elsewhere.district, answer.elsewhere.contact) == ((), ALMALY, "+7 727 000 00 00")
    assert search(synthetic_iin(date(1985, 3, 17), "male", 6) or "", of_district(ALATAU)).elsewhere is None


@pytest.mark.parametrize("statement", ["registry_search('{}', 10)", "registry_known('850317790056')"])
def test_without_a_viewer_the_functions_refuse(kairat: Person, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"tirek\.territory is not set"), transaction.atomic():
        connection.cursor().execute(f"SELECT * FROM {statement}")


def test_who_is_known_only_through_a_confidential_programme_is_not_found(db: None) -> None:
    iin = synthetic_iin(date(1990, 5, 17), "female", 1)
    named = of_district(ALMALY, confidential=frozenset({"hiv"}))
    with entered(whole_city(confidential=frozenset({"hiv"}))):
        person = make_person(surname_kk="Жасырынова", iin=iin, phone="+77010000001")
        Status.objects.create(
            person=person, territory=ALMALY, kind="hiv_registered", confidential="hiv", valid=("2026-01-01", None)
        )
    for text in ("Жасырынова", iin or "", "+77010000001"):
        assert found(text, named) == [person.pk]
        assert found(text, of_district(ALMALY)) == []
        assert found(text, of_district(ALMALY, confidential=frozenset({"tuberculosis"}))) == []
    assert search(iin or "", of_district(ALATAU)).elsewhere is None
    with entered(whole_city(confidential=frozenset({"hiv"}))):
        make_family(person)
        assert found("Жасырынова", of_district(ALMALY)) == []
        Status.objects.create(person=person, territory=ALMALY, kind="pensioner", valid=("2026-01-01", None))
    for text in ("Жасырынова", iin or "", "+77010000001"):
        assert found(text, of_district(ALMALY)) == [person.pk]
    assert search(iin or "", of_district(ALATAU)).elsewhere is not None


def test_a_merged_record_leads_to_the_one_that_it_turned_out_to_be(kairat: Person) -> None:
    with entered(whole_city()):
        old = make_person(surname_kk="Мүсірепова", given_name_kk="Қайрат", phone="+77019999999")
        note_batch("registry_person", rows=1, acting_user=None, reason="test")
        Person.objects.filter(pk=old.pk).update(merged_into=kairat)
    assert found("Мусирепова") == [kairat.pk]
    assert found("+77019999999") == [kairat.pk]


def test_each_search_is_told_to_the_journal_without_what_was_typed(kairat: Person) -> None:
    lines: list[SearchLine] = []
    with entered(whole_city()):
        for text in ("Қайрат  Ахметов", "қайрат ахметов", "Айгүл", kairat.iin or ""):
            search_people(text, record=lines.append)
    assert [(line.kind, line.person_ids) for line in lines] == [
        ("name", (kairat.pk,)),
        ("name", (kairat.pk,)),
        ("name", ()),
        ("iin", (kairat.pk,)),
    ]
    assert lines[0].digest == lines[1].digest != lines[2].digest
    assert all(len(line.digest) == 32 for line in lines)

    def refuse(line: SearchLine) -> None:
        raise ConnectionError("no journal")

    with pytest.raises(ConnectionError), entered(whole_city()):
        search_people("Қайрат", record=refuse)


@pytest.mark.parametrize("text", ["'; DROP TABLE x; --", "%_\\", "{a,b}", '"', "$1 $$", "Я" * 5000, "\u0000"])
def test_nothing_that_is_typed_breaks_the_search(kairat: Person, text: str) -> None:
    search(text)


@pytest.mark.parametrize(
    ("text", "words", "years", "house"),
    [
        ("Ахметов Абай даңғылы 12 1985", 2, (1985,), "12"),
        ("Болат ұлы Қайрат", 2, (), ""),
        ("Нұр-Сұлтан", 2, (), ""),
        ("31.02.1985", 0, (), ""),
        ("Абай 12/1", 1, (), "121"),
    ],
)
def test_what_is_typed_is_read(text: str, words: int, years: tuple[int, ...], house: str) -> None:
    read = read_search(text)
    assert (len(read.words), read.years, read.house) == (words, years, house)


def test_every_reason_and_answer_has_its_text() -> None:
    table: Any = search_table()
    assert all(set(text) == {"kk", "ru", "en"} for part in ("reasons", "answers") for text in table[part].values())


SCANS = """
SELECT relname, coalesce(seq_scan, 0), coalesce(idx_scan, 0) FROM pg_stat_xact_user_tables
WHERE relname IN ('registry_person', 'registry_namekey', 'registry_nameword')
"""


def scans() -> dict[str, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(SCANS)
        return {name: (by_table, by_index) for name, by_table, by_index in cursor.fetchall()}


@pytest.mark.parametrize("text", ["Кайарт 1985", "Ахметов Абай 12", "Айгүл", "Ахм Қайр"])
def test_names_are_looked_up_by_the_indexes_alone(kairat: Person, text: str) -> None:
    """Counted by the server in the search itself, as the app's role: the plan that ran, not one that might."""
    with entered(whole_city()):
        before = scans()
        search_people(text, record=ignore)
        after = scans()
    for table in ("registry_namekey", "registry_nameword"):
        assert after[table][0] == before[table][0], f"{table} was read whole"
        assert after[table][1] > before[table][1], f"no index of {table} was used"


@pytest.mark.parametrize(("column", "index"), [("iin", "person_iin_once"), ("phone", "person_phone")])
@pytest.mark.django_db(transaction=True)
def test_numbers_are_looked_up_by_their_index_under_the_policies(kairat: Person, column: str, index: str) -> None:
    with entered(whole_city()):
        # Of three rows any way is as cheap, and of uncounted ones the server guesses: the choice is asked where it matters.
        Person.objects.bulk_create(
            Person(
                territory=ALMALY, surname_kk=f"Сынақ{number}", given_name_kk="А", sex="female", birth_on="1990-05-17"
            )
            for number in range(2000)
        )
    with owner_connection() as owner:
        owner.execute("ANALYZE registry_person")
    with entered(whole_city()), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN SELECT * FROM registry_person WHERE {column} = %s", [getattr(kairat, column)])
        assert index in "\n".join(line for (line,) in cursor.fetchall())
