"""900 requests of viewers of different territories from 6 threads through a pool of 4: nobody sees another district."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection, connections
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from tests.department.factories import make_person, make_user, whole_city
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.registry.models import Person
from tirek.web.ui.access import ViewerRequest, open_to_all, signed_in
from tirek.web.ui.middleware import stream_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])
REQUESTS, THREADS, POOL = 900, 6, 4
DISTRICTS = ("751110000", "751210000", "751310000")
CITY = "750000000"


def seen() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(DISTINCT territory, ',' ORDER BY territory) FROM registry_person")
        return cursor.fetchone()[0] or ""


@signed_in
def shows(request: ViewerRequest) -> HttpResponse:
    return HttpResponse(seen())


@open_to_all
def shows_all(request: ViewerRequest) -> HttpResponse:
    return HttpResponse(seen())


@signed_in
def fails(request: ViewerRequest) -> HttpResponse:
    make_person(request.viewer.territories[-1])
    raise RuntimeError(seen())


@signed_in
def breaks(request: ViewerRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    return HttpResponse("never")


@signed_in
def streams(request: ViewerRequest) -> StreamingHttpResponse:
    return stream_as(request.viewer, lambda: [seen().encode()])


urlpatterns = [
    path("account/", include("tirek.web.office.sign_in.urls")),
    path("ui/", include("tirek.web.ui.urls")),
    path("shows", shows),
    path("open", shows_all),
    path("fails", fails),
    path("breaks", breaks),
    path("streams", streams),
]


@pytest.fixture
def small_pool() -> Iterator[None]:
    """The pool of the app's connections holds four; the one of before comes back afterwards."""
    options = connections.settings["default"]["OPTIONS"]
    before = options["pool"]
    connection.close()
    connection.close_pool()
    options["pool"] = {"min_size": 1, "max_size": POOL, "timeout": 30}
    yield
    connection.close()
    connection.close_pool()
    options["pool"] = before


class Asking(threading.Thread):
    """One thread with a client of each viewer; it notes every answer that is not what its viewer may see."""

    def __init__(self, number: int, clients: dict[str, Client]) -> None:
        super().__init__()
        self.random = random.Random(number)
        self.clients = clients
        self.answers: Counter[str] = Counter()
        self.leaks: list[str] = []

    def run(self) -> None:
        for _ in range(REQUESTS // THREADS):
            whose, page = self.random.choice(list(self.clients)), self.random.choice(list(PAGES))
            try:
                self.answers[page] += 1
                self.ask(whose, page)
            finally:
                connections.close_all()  # a thread of one's own gives its connection back by hand

    def ask(self, whose: str, page: str) -> None:
        answer = self.clients[whose].generic(PAGES[page], f"/{page}")
        if page in ("fails", "breaks"):
            wanted, found = "500" if whose else "401", str(answer.status_code)
        else:
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            wanted, found = may_see(whose), body.decode()
        if found != wanted:
            self.leaks.append(f"{page} of {whose or 'nobody'}: {found} instead of {wanted}")


PAGES = {"shows": "GET", "open": "GET", "streams": "GET", "fails": "POST", "breaks": "POST"}


def may_see(whose: str) -> str:
    return ",".join(DISTRICTS) if whose == CITY else whose


def test_nobody_sees_another_district(small_pool: None) -> None:
    with entered(whole_city()):
        for district in DISTRICTS:
            make_person(district)
    users = {code: make_user(Role.SPECIALIST, code) for code in (*DISTRICTS, CITY)}
    caches = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    with override_settings(ROOT_URLCONF=__name__, CACHES=caches, LOGIN_URL="/account/login/"):
        threads = []
        for number in range(THREADS):
            clients = {code: Client(raise_request_exception=False) for code in users}
            for code, client in clients.items():
                sign_in(client, users[code])
            threads.append(Asking(number, clients | {"": Client(raise_request_exception=False)}))
        connections.close_all()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    answers = sum((thread.answers for thread in threads), Counter())
    assert answers.total() == REQUESTS
    assert min(answers[page] for page in PAGES) > REQUESTS // 10
    # A stranger is asked to sign in by the pages that ask for it (the answers kept), and sees nobody on the open one.
    leaks = [leak for thread in threads for leak in thread.leaks]
    assert leaks == []
    with entered(whole_city()):
        assert Person.objects.count() == len(DISTRICTS)  # what failed left nothing behind
