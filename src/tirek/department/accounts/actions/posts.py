"""Appointing, ending, standing in, being away."""

from __future__ import annotations

import datetime

from tirek.department.accounts.actions.permission import days, demand_ground, demand_manager, lock_post, told
from tirek.department.accounts.enums import AbsenceKind, Role
from tirek.department.accounts.models import Absence, Delegation, Post, User
from tirek.department.accounts.refusals import PostRefused
from tirek.department.accounts.viewer import current_viewer


def appoint(
    user: User,
    *,
    role: Role,
    territory: str,
    first_on: datetime.date,
    last_on: datetime.date | None = None,
    ground: str,
    acting_user: User,
) -> Post:
    """Give a person a post in a territory of any level, for days. Programmes that are confidential come by a grant.

    Raises
    ------
    PostRefused
        ``not_allowed``, ``oneself``, ``no_ground``, ``dates``, ``overlaps``.
    """
    demand_manager(acting_user, territory)
    with told():
        return Post.objects.create(
            user=user,
            role=role,
            territory_id=territory,
            valid=days(first_on, last_on),
            ground=demand_ground(ground),
            appointed_by=acting_user,
        )


def end_post(post: Post, *, last_on: datetime.date, ground: str, acting_user: User) -> Post:
    """Set the last day of a post; it must lie inside the post, for what was stays.

    Raises
    ------
    PostRefused
        ``not_allowed``, ``oneself``, ``no_ground``, ``dates``.
    """
    post = lock_post(post.pk)
    demand_manager(acting_user, post.territory_id)
    if post.user_id == acting_user.pk:
        raise PostRefused("oneself")
    upper = post.valid.upper
    if last_on < post.valid.lower or (upper is not None and last_on >= upper):
        raise PostRefused("dates")
    post.valid = days(post.valid.lower, last_on)
    post.ended_by, post.end_ground = acting_user, demand_ground(ground)
    with told():
        post.save(update_fields=["valid", "ended_by", "end_ground"])
    return post


def delegate(
    post: Post, deputy: User, *, first_on: datetime.date, last_on: datetime.date, ground: str, acting_user: User
) -> Delegation:
    """Let a deputy act for the holder of a post on the days on which the holder is absent.

    The holder does it for an own post; a manager of posts does it for others. What one has only by a delegation is
    nobody's own post, so it cannot be delegated.

    Raises
    ------
    PostRefused
        ``not_allowed``, ``oneself``, ``no_ground``, ``dates``, ``overlaps``.
    """
    if post.user_id != acting_user.pk or current_viewer().user_id != acting_user.pk:
        demand_manager(acting_user, post.territory_id)
    with told():
        return Delegation.objects.create(
            post=post,
            holder_id=post.user_id,
            deputy=deputy,
            valid=days(first_on, last_on),
            ground=demand_ground(ground),
            delegated_by=acting_user,
        )


def record_absence(
    user: User,
    *,
    kind: AbsenceKind,
    first_on: datetime.date,
    last_on: datetime.date,
    keeps_rights: bool = False,
    ground: str,
    acting_user: User,
) -> Absence:
    """Write down days on which a person is away: the deputies act, and the person keeps the rights only if told so.

    One records an own absence oneself, but only a manager of posts lets somebody keep the rights.

    Raises
    ------
    PostRefused
        ``not_allowed``, ``no_ground``, ``dates``, ``overlaps``.
    """
    own = user.pk == acting_user.pk and current_viewer().user_id == acting_user.pk
    if not own or keeps_rights:
        _demand_manager_of(user, acting_user)
    with told():
        return Absence.objects.create(
            user=user,
            kind=kind,
            valid=days(first_on, last_on),
            keeps_rights=keeps_rights,
            ground=demand_ground(ground),
            recorded_by=acting_user,
        )


def _demand_manager_of(user: User, acting_user: User) -> None:
    """A manager of posts over at least one post of the person; nobody manages oneself."""
    if user.pk == acting_user.pk:
        raise PostRefused("oneself")
    territories = set(user.posts.values_list("territory_id", flat=True)) & set(current_viewer().territories)
    if not territories:
        raise PostRefused("not_allowed")
    demand_manager(acting_user, territories.pop())
