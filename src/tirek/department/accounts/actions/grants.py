"""Confidential programmes: asked for by one administrator, confirmed by another, withdrawn by anyone of them."""

from __future__ import annotations

from django.utils import timezone

from tirek.department.accounts.actions.permission import demand_ground, demand_manager, lock_post, told
from tirek.department.accounts.models import ConfidentialGrant, Post, User
from tirek.department.accounts.refusals import PostRefused
from tirek.department.accounts.roles import known_roles


def ask_grant(post: Post, *, kind: str, ground: str, acting_user: User) -> ConfidentialGrant:
    """Ask that the holder of a post may see a confidential programme. It gives nothing until another one confirms.

    Raises
    ------
    PostRefused
        ``not_allowed``, ``oneself``, ``no_ground``, ``not_grantable``, ``overlaps``.
    """
    demand_manager(acting_user, post.territory_id)
    if kind not in known_roles().by_role[post.role].confidential:
        raise PostRefused("not_grantable")
    with told():
        return ConfidentialGrant.objects.create(
            post=post, holder_id=post.user_id, kind=kind, ground=demand_ground(ground), asked_by=acting_user
        )


def answer_grant(grant: ConfidentialGrant, *, confirm: bool, acting_user: User) -> ConfidentialGrant:
    """Confirm or refuse what another administrator asked; on confirmation the post sees the programme.

    Raises
    ------
    PostRefused
        ``not_allowed``, ``oneself``, ``not_waiting``.
    """
    grant, post = _locked(grant, acting_user)
    if grant.answered_by_id is not None:
        raise PostRefused("not_waiting")
    grant.answered_by, grant.answered_at, grant.confirmed = acting_user, timezone.now(), confirm
    with told():
        grant.save(update_fields=["answered_by", "answered_at", "confirmed"])
        if confirm:
            post.confidential = sorted({*post.confidential, grant.kind})
            post.save(update_fields=["confidential"])
    return grant


def withdraw_grant(grant: ConfidentialGrant, *, acting_user: User) -> ConfidentialGrant:
    """Take a programme from a post again. One person is enough: it shows less, not more.

    Raises
    ------
    PostRefused
        ``not_allowed``, ``not_waiting``.
    """
    grant, post = _locked(grant, acting_user)
    if not grant.confirmed or grant.withdrawn_at is not None:
        raise PostRefused("not_waiting")
    grant.withdrawn_by, grant.withdrawn_at = acting_user, timezone.now()
    with told():
        post.confidential = [kind for kind in post.confidential if kind != grant.kind]
        post.save(update_fields=["confidential"])
        grant.save(update_fields=["withdrawn_by", "withdrawn_at"])
    return grant


def _locked(grant: ConfidentialGrant, acting_user: User) -> tuple[ConfidentialGrant, Post]:
    post = lock_post(grant.post_id)
    demand_manager(acting_user, post.territory_id)
    return ConfidentialGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk), post
