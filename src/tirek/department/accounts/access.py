"""The doors to people who work here: the same refusal for "none" and "not yours"."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tirek.department.accounts.models import BreakGlass, ConfidentialGrant, Post, User
from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import NotSeen


def colleagues_for(viewer: Viewer) -> QuerySet[User]:
    """Who has or had a post in the viewer's territories, and new accounts without any post."""
    posts = Post.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(Q(Exists(posts.filter(territory__in=viewer.territories))) | ~Q(Exists(posts)))


def access_colleague(viewer: Viewer, user_id: int) -> User:
    """A member of the staff whom the viewer manages. Raises ``NotSeen``."""
    return _one(colleagues_for(viewer), user_id)


def access_post(viewer: Viewer, post_id: int) -> Post:
    """A post in the viewer's territories, or an own one. Raises ``NotSeen``."""
    posts = Post.objects.filter(Q(territory__in=viewer.territories) | Q(user=viewer.user_id))
    return _one(posts.select_related("user", "territory"), post_id)


def access_grant(viewer: Viewer, grant_id: int) -> ConfidentialGrant:
    """A grant for a post in the viewer's territories. Raises ``NotSeen``."""
    grants = ConfidentialGrant.objects.filter(post__territory__in=viewer.territories)
    return _one(grants.select_related("post", "holder", "asked_by"), grant_id)


def access_opening(viewer: Viewer, opening_id: int) -> BreakGlass:
    """An emergency opening that the policies show to the viewer. Raises ``NotSeen``."""
    return _one(BreakGlass.objects.select_related("user"), opening_id)


def _one(rows: QuerySet[Any], key: int) -> Any:
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotSeen
    return found
