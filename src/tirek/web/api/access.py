"""Who may use an address of the API: said as for pages, answered in JSON."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from tirek.department.accounts.roles import ability_title
from tirek.web.api.answers import problem
from tirek.web.ui.access import Access, ViewerRequest
from tirek.web.ui.language import language_of_page

View = Callable[..., HttpResponseBase]


def answers_to(ability: str) -> Callable[[View], View]:
    """Only whoever has signed in and has the ability; others are told so: 401, 403."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: ViewerRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.viewer.user_id is None:
                return problem(HTTPStatus.UNAUTHORIZED, "signed_out", _("You are signed out: sign in again."))
            if not request.viewer.may(ability):
                title = ability_title(ability, language_of_page())
                told = _("Your post does not give this right: “%(ability)s”.") % {"ability": title}
                return problem(HTTPStatus.FORBIDDEN, "ability_missing", told)
            return view(request, *args, **kwargs)

        guarded.access = Access(signed_in=True, ability=ability)  # type: ignore[attr-defined]
        return guarded

    return mark
