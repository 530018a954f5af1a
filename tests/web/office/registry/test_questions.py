"""The page of open questions: whose, which register, since when, what next; of the viewer's districts, in few queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.department.factories import make_family, make_person, make_user, whole_city
from tests.web.guards import PageClient
from tests.web.office.registry.test_pages_for_specialist import ALATAU, ALMALY
from tests.web.office.registry.test_registers import answered, question
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.core.calendar.today import today
from tirek.department.core.identifiers.iin import synthetic_iin
from tirek.department.registry.models import Family, RegisterAnswer
from tirek.department.registry.queries import open_questions

pytestmark = pytest.mark.django_db
LIST = reverse("office:question-list")
LONG_AGO = timezone.now() - timedelta(days=3)
REFUSED: dict[str, Any] = {"state": "failed", "last_failure": "no_access", "next_try_at": None}
MOST_QUERIES = 9


@pytest.fixture
def user(client: PageClient) -> User:
    user = make_user(Role.SPECIALIST, ALMALY)
    sign_in(client, user)
    return user


def family_of(name: str, number: int, territory: str = ALMALY) -> Family:
    with entered(whole_city()):
        iin = synthetic_iin(today() - timedelta(days=9000), "female", number)
        born = today() - timedelta(days=9000)
        return make_family(make_person(territory, surname_kk=name, birth_on=born, iin=iin), territory=territory)


@pytest.fixture
def family(user: User) -> Family:
    return family_of("Ашықова", 11)


def page(client: PageClient, **query: str) -> str:
    client.cookies["tirek_language"] = "en"
    answer = client.get(LIST, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_what_is_open_and_nothing_settled(client: PageClient, family: Family) -> None:
    assert "No question is open here." in page(client)
    question(family, "credit_bureau", attempts=2, last_failure="timed_out", asked_at=LONG_AGO)
    question(family, "real_estate", **REFUSED)
    answered(family, "vehicles", "contradicts", disagreements=["birth_date"])
    answered(family, "incomes", applied_at=timezone.now())
    answered(family, "disability", "not_found")
    shown = page(client)
    assert shown.count("Ask again</") + shown.count("Ask again<span") == 3
    for words in ("no answer yet", "refused", "contradicts what is known", "birth date", "Ашықова"):
        assert words in shown
    assert shown.index("no answer yet</span>") < shown.index("refused</span>"), "the oldest first"


@pytest.mark.parametrize(
    ("state", "register"), [("asked", "credit_bureau"), ("failed", "real_estate"), ("contradicts", "vehicles")]
)
def test_a_state_or_a_register_narrows_it(client: PageClient, family: Family, state: str, register: str) -> None:
    question(family, "credit_bureau")
    question(family, "real_estate", **REFUSED)
    answered(family, "vehicles", "contradicts")
    with entered(whole_city()):
        pk = RegisterAnswer.objects.get(register=register).pk
    again = reverse("office:question-again", args=[pk])
    for query in ({"state": state}, {"register": register}, {"state": state, "register": register}):
        shown = page(client, **query)
        assert again in shown
        assert shown.count('<button class="second"') == 1
    assert "No question is open here." in page(client, state="nonsense")


def test_of_other_districts_nothing_is_seen_or_done(client: PageClient, user: User) -> None:
    row = question(family_of("Алыстағы", 12, ALATAU), "incomes")
    assert "Алыстағы" not in page(client)
    for name in ("again", "document"):
        assert client.post(reverse(f"office:question-{name}", args=[row.pk])).status_code == 404


def test_who_may_not_edit_opens_nothing(client: PageClient) -> None:
    sign_in(client, make_user(Role.COMMISSION_MEMBER, ALMALY))
    assert client.get(LIST).status_code == 403


def test_a_refused_question_is_asked_anew_and_leaves_the_list_with_its_old_row(
    client: PageClient, family: Family
) -> None:
    row = question(family, "population", asked_at=LONG_AGO, **REFUSED)
    assert client.post(reverse("office:question-again", args=[row.pk])).status_code == 302
    with entered(whole_city()):
        new = RegisterAnswer.objects.exclude(pk=row.pk).get()
        assert (new.register, new.state, new.as_of) == ("population", "asked", today())
        assert list(open_questions()) == [new]
    assert client.post(reverse("office:question-again", args=[row.pk])).status_code == 404, "asked anew since"


def test_a_question_that_waits_is_fetched_at_once(client: PageClient, family: Family) -> None:
    row = question(family, "population", attempts=3, last_failure="timed_out")
    client.post(reverse("office:question-again", args=[row.pk]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT args ->> 'request_id' FROM procrastinate_jobs WHERE queue_name = 'registers'")
        assert cursor.fetchall() == [(str(row.request_id),)]
    with entered(whole_city()):
        assert RegisterAnswer.objects.count() == 1


def test_without_a_consent_it_says_so(client: PageClient, family: Family) -> None:
    row = question(family, "incomes", **REFUSED)
    answer = client.post(reverse("office:question-again", args=[row.pk]), follow=True)
    assert "келісім" in answer.content.decode() or "consent" in answer.content.decode()
    with entered(whole_city()):
        assert RegisterAnswer.objects.count() == 1


def test_a_document_instead_settles_it(client: PageClient, family: Family) -> None:
    row = question(family, "incomes", **REFUSED)
    url = reverse("office:question-document", args=[row.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"document": "", "reason": "көрсетті, бар"}).status_code == 422
    assert client.post(url, {"document": "анықтама № 5", "reason": "көрсетті, бар"}).status_code == 302
    assert "No question is open here." in page(client)
    assert client.get(url).status_code == 404


def test_a_page_is_fifty_rows_and_as_many_queries_however_long_the_list(client: PageClient, family: Family) -> None:
    counts = []
    page(client)
    for number in (1, 55):
        with entered(whole_city()):
            for place in range(number):
                RegisterAnswer.objects.create(
                    person=family.memberships.get().person,
                    territory=ALMALY,
                    source="population",
                    register="population",
                    purpose="review",
                    as_of=today() - timedelta(days=place + number),
                    asked_at=LONG_AGO,
                )
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1] <= MOST_QUERIES
