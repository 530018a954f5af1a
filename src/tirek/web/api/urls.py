"""Addresses of the API: every operation asks for the right to visit homes; its description is open to all."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.security import SessionAuth

from tirek.web.api.access import answers_to
from tirek.web.api.answers import answer_faults, problem
from tirek.web.api.visits import router
from tirek.web.ui.access import open_to_all

DESCRIPTION: Final = "Home visits of the participating commission. Errors are told in the language of the reader."

api = NinjaAPI(
    title="Tirek", version="1", description=DESCRIPTION, docs_url=None, urls_namespace="api", auth=SessionAuth()
)
api.add_router("/visits", router)
answer_faults(api)


def _ruled(pattern: URLPattern | URLResolver) -> URLPattern:
    assert isinstance(pattern, URLPattern)
    is_description = pattern.name in ("openapi-json", "api-root")
    pattern.callback = open_to_all(pattern.callback) if is_description else answers_to("visit_home")(pattern.callback)
    return pattern


@open_to_all
@csrf_exempt
def no_such_address(_request: HttpRequest, rest: str) -> HttpResponse:
    """A program that asks for what is not there gets JSON too, not a page."""
    return problem(HTTPStatus.NOT_FOUND, "not_found", _("There is no such address."))


app_name = "api"
urlpatterns = [*(_ruled(pattern) for pattern in api.urls[0]), path("<path:rest>", no_such_address, name="nothing")]
