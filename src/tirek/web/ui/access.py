"""Who may open a page: every view says it with one of three decorators, and a page that says nothing opens for nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url

from tirek.department.accounts.models import User
from tirek.department.accounts.roles import known_roles
from tirek.department.accounts.viewer import Viewer, current_viewer
from tirek.web.ui.errors import AbilityMissing, sign_in_again

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class ViewerRequest(HttpRequest):
    """A request behind the middleware: it knows who looks."""

    viewer: Viewer
    user: User  # behind the decorators nobody is anonymous


@dataclass(frozen=True)
class Access:
    """Who may open a view: everybody, whoever signed in, or whoever has an ability."""

    signed_in: bool
    ability: str | None = None


def open_to_all(view: View) -> View:
    """Anybody may open this page, without signing in."""
    return _guarded(view, Access(signed_in=False))


def signed_in(view: View) -> View:
    """Whoever has signed in may open this page; others are sent to sign in."""
    return _guarded(view, Access(signed_in=True))


def needs(ability: str) -> Callable[[View], View]:
    """Only viewers with an ability of ``roles.yaml`` may open this page.

    Raises
    ------
    ValueError
        When the ability is not in ``roles.yaml``: at import, not at the first visit.
    """
    if ability not in known_roles().abilities:
        raise ValueError(f"roles.yaml knows no ability {ability!r}")
    return lambda view: _guarded(view, Access(signed_in=True, ability=ability))


def writes_on_get(reason: str) -> Callable[[View], View]:
    """Let a GET of this view write, for a reason: the way back from a provider of identity signs a person in."""
    return _marked(writes_on_get=reason)


def _marked(**marks: str) -> Callable[[View], View]:
    def mark(view: View) -> View:
        for name, value in marks.items():
            setattr(view, name, value)
        return view

    return mark


def access_of(view: Any) -> Access | None:
    """What a view says of who may open it; None when it says nothing."""
    access = getattr(view, "access", None)
    return access if isinstance(access, Access) else None


def _guarded(view: View, access: Access) -> View:
    @wraps(view)
    def guarded(request: ViewerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # A request that was put aside for a second sign-in comes back without its viewer, inside the same transaction.
        viewer = getattr(request, "viewer", None) or current_viewer()
        if access.signed_in and viewer.user_id is None:
            if request.method == "POST":  # a redirect would throw away what was typed
                return sign_in_again(request, resolve_url(settings.LOGIN_URL))
            return redirect_to_login(request.get_full_path())
        if access.ability and not viewer.may(access.ability):
            raise AbilityMissing(access.ability)
        return view(request, *args, **kwargs)

    guarded.access = access  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]
