"""Keeping and forgetting views of the queue."""

from __future__ import annotations

from collections.abc import Mapping

from tirek.department.accounts.models import User
from tirek.department.applications.models import SavedView


def keep_queue(name: str, filters: Mapping[str, str | bool], *, acting_user: User) -> SavedView:
    """Keep filters of the queue for a user; the same name again replaces them."""
    made, _created = SavedView.objects.update_or_create(
        user=acting_user, name=name, defaults={"filters": dict(filters)}
    )
    return made


def drop_queue(view: SavedView, *, acting_user: User) -> None:
    """Forget a view of one's own; the policies show nobody else's."""
    SavedView.objects.filter(pk=view.pk, user=acting_user).delete()
