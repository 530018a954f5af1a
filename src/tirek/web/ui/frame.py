"""What every page shows around its content: whose office this is, where one may go, in which language."""

from __future__ import annotations

from functools import cached_property
from importlib.metadata import version

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import pgettext

from tirek.department.accounts.viewer import NOBODY, Viewer
from tirek.web.ui.navigation import Navigation, find_url, laid_out, links_for
from tirek.web.ui.places import place_title


class Frame:
    """The frame of one page; each part is worked out only when a template asks for it, without a query."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def navigation(self) -> Navigation:
        """Links to the pages that the viewer may open; none for who has not signed in."""
        if self._viewer.user_id is None:
            return Navigation()
        match = self._request.resolver_match
        links = list(links_for(self._viewer.may, match.view_name if match else ""))
        return laid_out(links, pgettext("navigation", "More"))

    @cached_property
    def search_url(self) -> str | None:
        """Where the search box sends; nothing for who may not look for people."""
        return find_url("office:person-search") if self._viewer.may("view_person") else None

    @cached_property
    def home_url(self) -> str:
        """The first page of the office, or the root of the site."""
        return find_url("office:home") or "/"

    @cached_property
    def sign_out_url(self) -> str | None:
        """Where one signs out."""
        return find_url("account_logout")

    @cached_property
    def profile_url(self) -> str | None:
        """The page of one's own account."""
        return find_url("office:profile-show")

    @cached_property
    def place(self) -> str:
        """The territory of this department, in the language of the page."""
        return place_title(settings.DEPARTMENT_KATO)

    @cached_property
    def version(self) -> str:
        """The version of Tirek."""
        return version("tirek")

    @property
    def languages(self) -> list[tuple[str, str]]:
        """The languages of the office, each by its own name."""
        return list(settings.LANGUAGES)

    @cached_property
    def path(self) -> str:
        """Where a change of language leads back to."""
        return self._request.get_full_path()

    @property
    def _viewer(self) -> Viewer:
        return getattr(self._request, "viewer", NOBODY)


def frame(request: HttpRequest) -> dict[str, Frame]:
    """A context processor: ``{{ frame.navigation }}`` and so on."""
    return {"frame": Frame(request)}
