"""Who is about to be registered twice is offered; who only shares a name is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.department.factories import make_person, whole_city
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.core.identifiers.iin import synthetic_iin
from tirek.department.registry.actions.people import PersonDraft
from tirek.department.registry.duplicates import possible_duplicates_for
from tirek.department.registry.models import Person

pytestmark = pytest.mark.django_db
ALMALY, ALATAU = "751110000", "751210000"
BORN = date(1985, 3, 17)
DRAFT = PersonDraft(
    territory=ALMALY,
    sex="male",
    birth_on=BORN,
    surname_ru="Ахметов",
    given_name_ru="Кайрат",
    patronymic_ru="Болатович",
    phone="+77011234567",
)


@pytest.fixture
def known(db: None) -> Person:
    with entered(whole_city()):
        person = make_person(
            surname_kk="Ахметов",
            given_name_kk="Қайрат",
            patronymic_kk="Болатұлы",
            birth_on=BORN,
            sex="male",
            iin=synthetic_iin(BORN, "male", 1),
            phone="+77011234567",
        )
        make_person(surname_kk="Ахметов", given_name_kk="Қайрат", birth_on=date(1999, 9, 9), sex="male")
        make_person(surname_kk="Сейітов", given_name_kk="Марат", birth_on=BORN, sex="male")
    return person


@pytest.mark.parametrize(
    ("changes", "least", "reason"),
    [
        ({"iin": synthetic_iin(BORN, "male", 1), "surname_ru": "Басқа", "given_name_ru": "Біреу"}, 100, "iin"),
        ({}, 99, "phone"),
        ({"phone": ""}, 95, "birth_date"),
        ({"phone": "", "surname_ru": "Akhmetov", "given_name_ru": "Kairat"}, 95, "surname"),
        ({"phone": "", "birth_on": date(1985, 3, 18)}, 70, "near_birth_date"),
        ({"phone": "", "given_name_ru": "Кайрта"}, 80, "near_name"),
        ({"birth_on": None, "patronymic_ru": ""}, 80, "phone"),
        ({"phone": "", "surname_ru": "Сериков"}, 60, "birth_date"),
    ],
)
def test_the_known_person_is_offered_first(known: Person, changes: dict[str, object], least: int, reason: str) -> None:
    with entered(whole_city()):
        first = possible_duplicates_for(replace(DRAFT, **changes))[0]  # type: ignore[arg-type]
    assert first.person.pk == known.pk
    assert first.score_percent >= least
    assert reason in first.reasons


@pytest.mark.parametrize(
    "changes",
    [
        {"phone": "", "birth_on": date(1962, 12, 5), "patronymic_ru": "Маратович"},
        {"phone": "", "given_name_ru": "Самат", "surname_ru": "Оспанов", "patronymic_ru": ""},
        {"phone": "", "iin": synthetic_iin(BORN, "male", 2), "given_name_ru": "Жандос"},
    ],
)
def test_somebody_else_is_not_offered(known: Person, changes: dict[str, object]) -> None:
    with entered(whole_city()):
        assert known.pk not in [
            found.person.pk
            for found in possible_duplicates_for(replace(DRAFT, **changes))  # type: ignore[arg-type]
        ]


def test_nobody_of_another_district_and_not_oneself(known: Person) -> None:
    with entered(Viewer(user_id=None, territories=(ALATAU,), purpose="test")):
        assert possible_duplicates_for(DRAFT) == []
    with entered(whole_city()):
        assert known.pk not in [found.person.pk for found in possible_duplicates_for(known, excluding=known.pk)]
