"""Each request in one transaction that knows who looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pghistory
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import Resolver404, ResolverMatch, resolve

from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.sign_in import may_sign_in
from tirek.department.accounts.viewer import NOBODY, Viewer, entered
from tirek.department.core.calendar.today import today
from tirek.department.journal.faults import JournalUnreachable
from tirek.web.ui.access import ViewerRequest, access_of
from tirek.web.ui.errors import unavailable

READS = frozenset({"GET", "HEAD", "OPTIONS"})
SERVER_FAULT = 500


class ViewerTransaction:
    """Runs the view inside ``entered(viewer)``; sets ``request.viewer``.

    A GET runs in a read-only transaction. An answer of 500 and above rolls everything back. What the view noted for the
    journal is written before the answer is sent: no line, no page. A streaming answer would run after the transaction
    and see nothing, so it is refused unless it carries its own viewer (:func:`stream_as`). A view that does not say who
    may open it opens for nobody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: ViewerRequest) -> HttpResponseBase:
        """Answer a request inside its transaction."""
        match = _match_of(request)
        view = match.func if match else None
        request.viewer = _viewer_of(request, match)
        read_only = request.method in READS and not getattr(view, "writes_on_get", "")
        try:
            with entered(request.viewer, read_only=read_only), _collecting(), _historic(request.viewer, read_only):
                response = self.get_response(request)
                if response.status_code >= SERVER_FAULT:
                    transaction.set_rollback(True)
                elif response.streaming and not getattr(response, "carries_viewer", False):
                    raise ImproperlyConfigured(f"{request.resolver_match} streams without a viewer: use stream_as")
        except JournalUnreachable:
            return unavailable(request)  # no line, no page; what was written is rolled back
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """A line that had to stand before the view could go on could not be written: the same answer."""
        if not isinstance(exception, JournalUnreachable):
            return None
        return unavailable(request)

    def process_view(self, request: HttpRequest, view: Any, arguments: Any, named: Any) -> None:
        """Refuse a view that does not say who may open it."""
        if access_of(view) is None:
            raise ImproperlyConfigured(f"{request.resolver_match} does not say who may open it: see web/ui/access.py")


def _match_of(request: HttpRequest) -> ResolverMatch | None:
    try:
        return resolve(request.path_info, getattr(request, "urlconf", None))
    except Resolver404:
        return None


def _viewer_of(request: HttpRequest, match: ResolverMatch | None) -> Viewer:
    """Who looks; in the journal the purpose is the route, since an address itself may hold what must not stand there."""
    if not request.user.is_authenticated or not may_sign_in(request.user):
        return NOBODY
    # An emergency opening of a person holds on every page whose address names that very person, or the family.
    opened = {name: match.kwargs[name] for name in ("person_id", "family_id") if match and name in match.kwargs}
    route = match.view_name if match else ""
    return viewer_for(request.user, today(), purpose=f"{request.method} {route}"[:120], **opened)


def _historic(viewer: Viewer, read_only: bool) -> AbstractContextManager[Any]:
    """What the history of rows says of a write: by whom, and on which page."""
    return nullcontext() if read_only else pghistory.context(user=viewer.user_id, purpose=viewer.purpose)


def stream_as(viewer: Viewer, parts: Callable[[], Iterable[bytes]], **fields: Any) -> StreamingHttpResponse:
    """A streaming answer whose parts are made inside a transaction of their own in which the database knows the viewer.

    Parameters
    ----------
    parts
        Called when the sending begins; its reads are under the viewer's policies, and it may not write.
    """

    def sent() -> Iterator[bytes]:
        with entered(viewer, read_only=True):
            yield from parts()

    response = StreamingHttpResponse(sent(), **fields)
    response.carries_viewer = True  # type: ignore[attr-defined]
    return response


_JOURNAL = find_spec("tirek.department.journal.views")


def _collecting() -> AbstractContextManager[Any]:
    """The journal's collector of what a request viewed."""
    if _JOURNAL is None:
        return nullcontext()
    collector: AbstractContextManager[Any] = import_module(_JOURNAL.name).collecting()
    return collector
