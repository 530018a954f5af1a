"""Where the QR code of a letter leads: the number, the day, that it is genuine; nothing else, and nothing to a guess."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from tests.department.decisions.letters import signed_decision
from tests.department.factories import whole_city
from tests.web.guards import PageClient
from tests.web.queries import shapes_of
from tirek.department.accounts.viewer import entered
from tirek.department.decisions.models import Notice
from tirek.department.decisions.notices import make_notices

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal", "shared"])
HEADINGS = {"kk": "Хат шын", "ru": "Письмо подлинное", "en": "The letter is genuine"}


@pytest.fixture(autouse=True)
def _no_limit_of_before() -> None:
    cache.clear()


@pytest.fixture
def notice() -> Notice:
    with entered(whole_city(frozenset({"tuberculosis"}))):
        decision = signed_decision(
            "tuberculosis_aid",
            "outpatient_on_the_register",
            confidential="tuberculosis",
            signed_at=datetime(2026, 11, 10, 20, 30, tzinfo=UTC),
        )
        return make_notices(decision, acting_user=None)[0]


def address(token: object) -> str:
    return urlsplit(settings.CHECK_ADDRESS.format(token=token)).path


def test_the_code_of_a_letter_leads_here(notice: Notice) -> None:
    assert resolve(address(notice.token)).view_name == "portal:letter-check"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_letter_is_genuine_and_nothing_else_is_told(client: PageClient, notice: Notice, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(address(notice.token))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert HEADINGS[language] in page
    assert str(notice.decision.number) in page
    assert "2026" in page
    assert "11" in page  # of November in Almaty, where it was already the next day
    with entered(whole_city(frozenset({"tuberculosis"}))):
        case = notice.decision.case
        told = [*case.applicant.full_name().split(), notice.decision.programme, "33 336", "33\N{NO-BREAK SPACE}336"]
    assert not [word for word in told if word in page]
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert 'name="robots" content="noindex' in page


def test_every_wrong_token_gets_the_same_answer(client: PageClient, notice: Notice) -> None:
    answers, queries = [], []
    for token in (uuid4(), "not-a-token", str(notice.token)[:-1], "0" * 300, notice.token):
        with CaptureQueriesContext(connection) as captured:
            answers.append(client.get(address(token)))
        queries.append(shapes_of(captured.captured_queries))
    assert [answer.status_code for answer in answers] == [404, 404, 404, 404, 200]
    pages = {_own_part(answer.content.decode()) for answer in answers[:4]}
    assert len(pages) == 1, "a wrong token says why it is wrong"
    assert queries.count(queries[-1]) == len(queries), "a wrong token is looked up less"


def test_who_guesses_is_stopped(client: PageClient, notice: Notice) -> None:
    last = [client.get(address(uuid4())).status_code for _ in range(settings.CHECKS_PER_MINUTE + 1)][-1]
    assert last == 429
    assert client.get(address(notice.token)).status_code == 429
    assert client.get(address(notice.token), REMOTE_ADDR="10.0.0.9").status_code == 200


def test_only_reading_is_answered(client: PageClient, notice: Notice) -> None:
    assert client.post(address(notice.token)).status_code == 405


def _own_part(page: str) -> str:
    """The page without what differs at each look: the token of the form of languages, and the address it leads back to."""
    return re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"', "", page)
