"""The database folds names as Python does, and keeps the keys of whoever is written, however it is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import ProgrammingError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.department.database import owner_connection
from tests.department.factories import ALMALY, make_person, whole_city
from tirek.department.accounts.viewer import entered
from tirek.department.core.kazakh_order import kk_sort_key
from tirek.department.journal.history import note_batch
from tirek.department.registry.models import Address, Person, PersonAddress
from tirek.department.registry.spelling import father_keys, spelling_keys, words_of
from tirek.department.registry.tasks import forget_namewords

PAIRS = yaml.safe_load((Path(__file__).parent / "spelling_pairs.yaml").read_text("utf-8"))
LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяёәғқңөұүһіabcdefghijklmnopqrstuvwxyzäöüūğñşıİІҰ'’ -12"


def rows(query: str, *told: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, told)
        return list(cursor.fetchall())


FOLDED = """
SELECT told, ARRAY(SELECT registry_words(told)),
    ARRAY(SELECT unnest(registry_spelling_keys(word)) FROM registry_words(told) AS word),
    ARRAY(SELECT unnest(registry_father_keys(word)) FROM registry_words(told) AS word), kk_sort_key(told)
FROM unnest(%s::text[]) AS told
"""


def assert_folded_alike(texts: list[str]) -> None:
    for text, words, keys, fathers, sort_key in rows(FOLDED, texts):
        assert tuple(words) == words_of(text), text
        assert keys == [key for word in words_of(text) for key in spelling_keys(word)], text
        assert sorted(fathers) == sorted(key for word in words_of(text) for key in father_keys(word)), text
        assert sort_key == kk_sort_key(text), text


@pytest.mark.django_db
def test_the_hard_names_are_folded_alike() -> None:
    names = {name for pairs in PAIRS.values() for pair in pairs for name in pair}
    assert_folded_alike(sorted(names | {name.upper() for name in names}))


@pytest.mark.django_db
@settings(max_examples=20)
@given(st.lists(st.text(LETTERS.replace("İ", ""), max_size=20), min_size=20, max_size=60))
def test_whatever_is_written_is_folded_alike(texts: list[str]) -> None:
    assert_folded_alike(texts)


@pytest.mark.django_db
def test_the_app_cannot_read_the_narrow_tables_nor_call_what_fills_them() -> None:
    for statement in (
        "SELECT * FROM registry_namekey",
        "SELECT * FROM registry_nameword",
        "SELECT registry_refresh_namekeys('{1}')",
        "SELECT registry_fill_namekeys()",
        "SELECT registry_near_words('{a}')",
        "SELECT registry_is_withheld(1)",
        "SELECT * FROM registry_pass('{{a}}', '{}', '', '{751110000}', 10)",
    ):
        with entered(whole_city()), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            rows(statement)


@pytest.fixture
def keys_of(transactional_db: None) -> Iterator[Any]:
    with owner_connection() as owner:

        def read(person: Person) -> set[str]:
            found = owner.execute("SELECT keys FROM registry_namekey WHERE person_id = %s", [person.pk]).fetchone()
            return set(found[0]) if found else set()

        yield read


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
def test_keys_follow_every_write(keys_of: Any) -> None:
    with entered(whole_city()):
        person = make_person(surname_kk="Ахметов", given_name_kk="Нұр-Сұлтан", patronymic_ru="Болатович")
    assert keys_of(person) == {"ahmetov", "nur", "sultan", "nursiltan", "~bolat", "y1990"}
    with entered(whole_city()):
        note_batch("registry_person", rows=1, acting_user=None, reason="test")
        Person.objects.filter(pk=person.pk).update(surname_kk="Сейітов", birth_on=None)
        place = Address.objects.create(territory=ALMALY, street="Абай даңғылы", house="12А")
        link = PersonAddress.objects.create(
            person=person, territory=ALMALY, address=place, kind="actual", valid=("2020-01-01", None)
        )
    assert keys_of(person) >= {"seitov", "@abai", "#12а"}
    assert "y1990" not in keys_of(person)
    with entered(whole_city()):
        Address.objects.filter(pk=place.pk).update(house="14")
    assert "#14" in keys_of(person)
    with entered(whole_city()):
        note_batch("registry_personaddress", rows=1, acting_user=None, reason="test")
        PersonAddress.objects.filter(pk=link.pk).update(valid=("2020-01-01", "2021-01-01"))
    assert not [key for key in keys_of(person) if key.startswith(("#", "@"))]


def test_filling_anew_gives_what_the_triggers_gave(keys_of: Any) -> None:
    with entered(whole_city()):
        people = [
            make_person(surname_ru="Уалиханов", given_name_ru=name) for name in ("Шоқан", "Ләззат", "O'Neil", "-")
        ]
    before = [keys_of(person) for person in people]
    with owner_connection() as owner:
        filled = owner.execute("SELECT registry_fill_namekeys()").fetchone()
        owner.execute("UPDATE registry_namekey SET keys = '{}' WHERE false")
        words = {word for (word,) in owner.execute("SELECT word FROM registry_nameword")}
        owner.execute("DELETE FROM registry_namekey WHERE person_id = %s", [people[1].pk])
        assert forget_namewords(0) == len({"lazat", "lezat"}), "the job runs as the app, and sees none of the words"
        left = {word for (word,) in owner.execute("SELECT word FROM registry_nameword")}
    assert filled == (len(people),)
    assert [keys_of(person) for person in people] == [before[0], set(), *before[2:]]
    assert words - left == {"lazat", "lezat"}
