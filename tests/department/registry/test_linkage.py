"""The linkage finds the pairs that were planted, and says nothing of people who only share a name."""

from __future__ import annotations

from datetime import date

import pytest

from tests.department.factories import make_person, make_user, whole_city
from tirek.department.accounts.viewer import entered
from tirek.department.registry.actions.merges import reject_duplicate, request_merge
from tirek.department.registry.linkage import link_registry
from tirek.department.registry.models import DuplicateCandidate

pytestmark = pytest.mark.django_db
GIVEN = ("Қайрат", "Марат", "Болат", "Серік", "Ерлан", "Айдос", "Нұрлан", "Самат")


def test_planted_pairs_are_found_once_and_stay_decided() -> None:
    user = make_user()
    with entered(whole_city()):
        for number in range(120):
            make_person(
                surname_kk=f"{GIVEN[number % 7]}{'баев' if number % 2 else 'ов'}",
                given_name_kk=GIVEN[number % 8],
                patronymic_kk=f"{GIVEN[number // 3 % 8]}ұлы",
                birth_on=date(1940 + number % 60, 1 + number % 12, 1 + number % 28),
                sex="male",
            )
        told = {"sex": "male", "birth_on": date(1985, 3, 17), "patronymic_kk": "Жүсіпұлы"}
        one = make_person(surname_kk="Ахметов", given_name_kk="Жандос", **told)
        russian = {"surname_kk": "", "given_name_kk": "", "surname_ru": "Akhmetov", "given_name_ru": "Жандос"}
        two = make_person(**(told | russian | {"patronymic_kk": "", "patronymic_ru": "Жусупович"}))
        slip = make_person(surname_kk="Ахметоф", given_name_kk="Жандос", **told)
        namesake = make_person(surname_kk="Ахметов", given_name_kk="Жандос", sex="male", birth_on=date(1961, 11, 2))
        assert link_registry() == 3
        pairs = {(pair.first_id, pair.second_id): pair for pair in DuplicateCandidate.objects.all()}
        assert set(pairs) == {(one.pk, two.pk), (one.pk, slip.pk), (two.pk, slip.pk)}
        assert {"surname", "given_name", "patronymic", "birth_date"} <= set(pairs[one.pk, two.pk].reasons)
        assert not [pair for pair in pairs if namesake.pk in pair]
        reject_duplicate(pairs[two.pk, slip.pk], reason="two people", acting_user=user)
        request_merge(two, one, reason="one person", acting_user=user)
        assert link_registry() == 0
        assert DuplicateCandidate.objects.get(first=two, second=slip).state == "rejected"


def test_an_empty_registry_has_no_pairs() -> None:
    with entered(whole_city()):
        assert link_registry() == 0
