"""Rows for tests, made as the app's role inside ``entered(...)``. Nobody here is a real person."""

from __future__ import annotations

from itertools import count
from typing import Any

from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import Post, User
from tirek.department.accounts.viewer import Viewer, system_viewer
from tirek.department.registry.models import Family, Membership, Person

_numbers = count(1)
ALMALY = "751110000"


def whole_city(confidential: frozenset[str] = frozenset()) -> Viewer:
    return system_viewer("test", confidential=confidential)


def make_user(role: Role = Role.SPECIALIST, territory: str = ALMALY, **fields: Any) -> User:
    """A user with one post from the start of 2020 on."""
    number = next(_numbers)
    user = User.objects.create_user(f"user{number}", surname="Сынақов", given_name=f"Сынақ{number}", **fields)
    Post.objects.create(user=user, role=role, territory_id=territory, valid=("2020-01-01", None), ground="order 1")
    return user


def make_person(territory: str = ALMALY, **fields: Any) -> Person:
    number = next(_numbers)
    told = {"surname_kk": f"Сынақов{number}", "given_name_kk": "Айсұлу", "sex": "female", "birth_on": "1990-05-17"}
    return Person.objects.create(territory=territory, **(told | fields))


def make_family(*members: Person, territory: str = ALMALY) -> Family:
    """A family whose first member is its head; the others are children."""
    family = Family.objects.create(territory=territory)
    for place, person in enumerate(members or (make_person(territory),)):
        Membership.objects.create(
            family=family,
            person=person,
            territory=person.territory,
            role="child" if place else "head",
            valid=("2020-01-01", None),
        )
    return family
