"""Who does what: the demo logins by post, and the viewer with which each of them acts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from tirek.department.accounts.actions.grants import answer_grant, ask_grant
from tirek.department.accounts.demo import GROUND, PLACES, SECOND_ADMINISTRATOR
from tirek.department.accounts.enums import Confidential, Role
from tirek.department.accounts.models import ConfidentialGrant, Post, User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.core.calendar.today import today

PURPOSE = "demo"
CITY = "city"
DISTRICTS = tuple(place for place in PLACES if place != CITY)
"""The districts that have officers of their own among the demo logins."""


@cache
def officer(role: str, place: str) -> User:
    """The demo login of a role in a place (``city``, ``almaly``, ``alatau``)."""
    return User.objects.get(username=f"{role}.{place}")


@cache
def _viewer_of(user_id: int) -> Viewer:
    return viewer_for(User.objects.get(pk=user_id), today(), purpose=PURPOSE)


@contextmanager
def acting(user: User) -> Iterator[User]:
    """One thing that an officer does: a transaction in which the database knows the officer's posts."""
    with entered(_viewer_of(user.pk)):
        yield user


def territory_of(place: str) -> str:
    """The KATO code of a place."""
    return PLACES[place]


def place_of(confidential: str, place: str) -> str:
    """Whose hands a case goes through: a confidential programme is the city's, where officers are named for it."""
    return CITY if confidential else place


def let_see_confidential(role: Role) -> None:
    """The city's officer of a role may see confidential programmes: asked for by one administrator, confirmed by another."""
    post = Post.objects.get(user=officer(role, CITY), ground=GROUND)
    asker, confirmer = officer(Role.ADMINISTRATOR, CITY), User.objects.get(username=SECOND_ADMINISTRATOR)
    for kind in sorted(set(Confidential.values) - set(post.confidential)):
        if ConfidentialGrant.objects.filter(post=post, kind=kind).exists():
            continue
        with acting(asker):
            grant = ask_grant(post, kind=kind, ground=GROUND, acting_user=asker)
        with acting(confirmer):
            answer_grant(grant, confirm=True, acting_user=confirmer)
    _viewer_of.cache_clear()
