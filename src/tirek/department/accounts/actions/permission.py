"""What every write about posts asks first, and how a refusal of the database is told."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tirek.department.accounts.models import Post, User
from tirek.department.accounts.refusals import PostRefused
from tirek.department.accounts.viewer import current_viewer

SAID_BY = {
    "post_held_once": "overlaps",
    "delegation_one_deputy_at_a_time": "overlaps",
    "absence_once_at_a_time": "overlaps",
    "grant_asked_once": "overlaps",
    "delegation_within_post": "dates",
    "post_valid_some_day": "dates",
    "delegation_valid_some_day": "dates",
    "absence_valid_some_day": "dates",
    "post_not_by_oneself": "oneself",
    "delegation_not_to_the_holder": "oneself",
    "delegation_not_to_oneself": "oneself",
    "grant_not_asked_by_the_holder": "oneself",
    "grant_answered_by_another": "oneself",
    "grant_asked_by_the_viewer": "not_allowed",
    "grant_answered_by_the_viewer": "not_allowed",
    "accounts_user_username_key": "taken",
}
"""Constraints of the database, and the code of the refusal."""


def demand_manager(acting_user: User, territory: str) -> None:
    """Stop whoever does not manage the posts of a territory.

    Raises
    ------
    PostRefused
        ``not_allowed``.
    """
    viewer = current_viewer()
    if viewer.user_id != acting_user.pk or not viewer.may("manage_posts") or territory not in viewer.territories:
        raise PostRefused("not_allowed")


def demand_ground(ground: str) -> str:
    """The ground of a write, stripped; a write without an order or its number is refused."""
    if not ground.strip():
        raise PostRefused("no_ground")
    return ground.strip()


def days(first_on: datetime.date, last_on: datetime.date | None) -> DateRange:
    """From the first day to the last, both counted; without a last day until further notice."""
    if last_on is not None and last_on < first_on:
        raise PostRefused("dates")
    return DateRange(first_on, last_on + datetime.timedelta(days=1) if last_on else None)


@contextmanager
def told() -> Iterator[None]:
    """A savepoint; what a constraint refuses inside it is told by its code.

    Raises
    ------
    PostRefused
        For the constraints of ``SAID_BY``; any other error goes on.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name not in SAID_BY:
            raise
        raise PostRefused(SAID_BY[name]) from error


def lock_post(post_id: int) -> Post:
    """A post, locked until the transaction ends."""
    return Post.objects.select_for_update(of=("self",)).get(pk=post_id)
