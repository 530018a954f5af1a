"""The API keeps to its own description, whatever is sent: schemathesis asks each operation, with and against its schema."""

from __future__ import annotations

from typing import Any, Final

import pytest
import schemathesis
from django.conf import settings as house
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.department.factories import whole_city
from tests.department.verification.visiting import make_commission, make_visit
from tests.web.signing_in import sign_in
from tirek.department.accounts.viewer import entered
from tirek.web.api.urls import api

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])
TOKEN: Final = "a" * 32
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
QUICK: Final = settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
    derandomize=True,
)
"""The same few examples each time: a longer search is for whoever changes the API."""


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_every_operation_keeps_to_the_description(mode: Any, settings: Any, tmp_path: Any) -> None:
    settings.FILES_FOLDER = tmp_path
    settings.ALLOWED_HOSTS = ["*"]
    member = make_commission(1)[0]
    with entered(whole_city()):
        visit = make_visit([member, *make_commission()])
    client = Client()
    sign_in(client, member)
    cookies = {house.SESSION_COOKIE_NAME: client.cookies[house.SESSION_COOKIE_NAME].value}
    cookies |= {house.CSRF_COOKIE_NAME: TOKEN}
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", WSGIHandler())
    asked = set()
    for found in schema.get_all_operations():
        operation = found.ok()

        @QUICK
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            if mode.is_positive and "visit_id" in case.path_parameters:
                case.path_parameters["visit_id"] = visit.pk
            asked.add(case.operation.label)
            case.call_and_validate(cookies=cookies, headers={"X-CSRFToken": TOKEN}, checks=CHECKS)

        ask()
    assert len(asked) == sum(len(each) for each in api.get_openapi_schema()["paths"].values())
