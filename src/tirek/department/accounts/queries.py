"""Reads of posts: what a user is today, and therefore may do and see."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tirek.department.accounts.models import Absence, BreakGlass, Delegation, Post, User
from tirek.department.accounts.roles import known_roles
from tirek.department.accounts.viewer import Viewer
from tirek.department.core.queries import territories_under


def viewer_for(
    user: User, on: datetime.date, *, purpose: str, person_id: int | None = None, family_id: int | None = None
) -> Viewer:
    """What a user may do and see on a day. Two queries; one more where an opened person is asked for.

    Rights are those of the posts in force on the day, and of the posts whose absent holders the user stands in for. On
    the days of an own absence that does not keep the rights there are none at all.

    Parameters
    ----------
    purpose
        Written into the journal.
    person_id, family_id
        Whom the request is about: an emergency opening of this very person adds the person's territory and the opened
        kind.
    """
    if not user.is_active:
        return Viewer(user_id=user.pk, purpose=purpose)
    posts = list(posts_acted_for(user, on))
    roles = frozenset(post.role for post in posts)
    opening = opening_for(user, person_id=person_id, family_id=family_id) if posts else None
    codes = {post.territory_id for post in posts}
    kinds = {kind for post in posts for kind in post.confidential}
    if opening is not None:
        codes.add(opening.territory)
        kinds |= {opening.confidential} - {""}
    return Viewer(
        user_id=user.pk,
        roles=roles,
        abilities=known_roles().abilities_of(roles),
        territories=territories_under(codes),
        confidential=frozenset(kinds),
        purpose=purpose,
        break_glass_id=opening.id if opening is not None else None,
    )


def posts_acted_for(user: User, on: datetime.date) -> QuerySet[Post]:
    """The posts by which a user acts on a day: the own ones, and those of absent holders. One query."""
    away = Absence.objects.filter(valid__contains=on)
    deputy = Delegation.objects.filter(
        Exists(away.filter(user=OuterRef("holder"))), post=OuterRef("pk"), deputy=user, valid__contains=on
    )
    return Post.objects.filter(
        Q(user=user) | Q(Exists(deputy)),
        ~Q(Exists(away.filter(user=user, keeps_rights=False))),
        valid__contains=on,
    )


def own_roles_for(user: User, on: datetime.date) -> frozenset[str]:
    """The roles by which a user acts on a day, without the territories: enough to ask for a second factor. One query."""
    return frozenset(posts_acted_for(user, on).values_list("role", flat=True))


@dataclass(frozen=True)
class Opening:
    """An emergency opening that still holds: its number, the person's territory, the confidential kind or an empty text."""

    id: int
    territory: str
    confidential: str


def opening_for(user: User, *, person_id: int | None = None, family_id: int | None = None) -> Opening | None:
    """The emergency opening of a person or family that still holds for a user, the latest one. One query, or none.

    The database answers through a function: who looks is not known to its policies yet.
    """
    if person_id is None and family_id is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_open_break_glass(%s, %s, %s)", [user.pk, person_id, family_id])
        row = cursor.fetchone()
    return Opening(*row) if row else None


def list_openings(on: datetime.date) -> QuerySet[BreakGlass]:
    """Emergency openings that the policies show, those that wait for a review first; each knows whether it is overdue."""
    due = local_midnight(on - datetime.timedelta(days=settings.BREAK_GLASS_REVIEW_DAYS))
    return (
        BreakGlass.objects.select_related("user", "reviewed_by")
        .annotate(
            is_waiting=Q(reviewed_at__isnull=True),
            is_overdue=Q(reviewed_at__isnull=True, opened_at__lt=due),
        )
        .order_by("-is_waiting", "-opened_at", "-pk")
    )


def local_midnight(on: datetime.date) -> datetime.datetime:
    """The moment at which a day begins in Almaty."""
    return timezone.make_aware(datetime.datetime.combine(on, datetime.time.min))


def openings_to_review(viewer: Viewer) -> QuerySet[BreakGlass]:
    """Emergency openings that a colleague made and nobody has reviewed, as the policies show them."""
    return BreakGlass.objects.filter(reviewed_at__isnull=True).exclude(user=viewer.user_id).order_by()


def holders_stood_in_for(user: User, on: datetime.date) -> tuple[User, ...]:
    """The absent holders of the posts a user stands in for on a day. One query."""
    posts = posts_acted_for(user, on).exclude(user=user).select_related("user")
    return tuple({post.user_id: post.user for post in posts}.values())


def staff_with(abilities: Iterable[str], on: datetime.date) -> QuerySet[Post]:
    """The posts in force on a day that give one of these abilities, with their holders who are not away. One query."""
    wanted = set(abilities)
    roles = [name for name, role in known_roles().by_role.items() if wanted & set(role.abilities)]
    away = Absence.objects.filter(valid__contains=on, keeps_rights=False)
    return (
        Post.objects.filter(role__in=roles, valid__contains=on, user__is_active=True)
        .exclude(Exists(away.filter(user=OuterRef("user"))))
        .select_related("user")
        .order_by("user__surname", "user__given_name", "user_id")
    )
