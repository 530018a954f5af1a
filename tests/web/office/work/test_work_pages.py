"""The work of a day: whose turn, by when, in whose hands; kept views; what is taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.department.factories import make_user, whole_city
from tests.department.road import make_case
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Case
from tirek.department.core.calendar.today import today

pytestmark = pytest.mark.django_db
ALATAU = "751210000"


def case_due(days: int | None, *, turn: Turn = Turn.SPECIALIST, to: User | None = None, **told: Any) -> Case:
    """A case that is being checked; its last day so many days from today."""
    with entered(whole_city(frozenset({"hiv"}))):
        case = make_case(CaseState.CHECKING, **told)
        case.due_on = None if days is None else today() + timedelta(days=days)
        case.turn, case.assigned_to = turn, to
        case.turn_since = timezone.now() - timedelta(days=3)
        case.save()
    return case


@pytest.fixture
def officer(client: PageClient) -> User:
    user = make_user()
    sign_in(client, user)
    client.cookies["tirek_language"] = "ru"
    return user


def listed(client: PageClient, name: str = "work-mine", **query: str) -> list[int]:
    page = client.get(reverse(f"office:{name}"), query)
    assert page.status_code == 200
    return [row.case.pk for row in page.context["rows"]]


def give(client: PageClient, to: object, *cases: Case, follow: bool = False) -> Any:
    return client.post(reverse("office:work-assign"), {"case": [case.pk for case in cases], "to": to}, follow=follow)


def seen(case: Case) -> Case:
    with entered(whole_city()):
        return Case.objects.get(pk=case.pk)


def test_my_turn_by_the_last_day(client: PageClient, officer: User) -> None:
    later, late, none, now = case_due(30), case_due(-2), case_due(None), case_due(0, to=officer)
    case_due(1, turn=Turn.APPLICANT)
    case_due(1, to=make_user())
    page = client.get(reverse("office:work-mine"))
    rows = page.context["rows"]
    assert [row.case.pk for row in rows] == [late.pk, now.pk, later.pk, none.pk]
    assert [row.stage for row in rows] == ["overdue", "today", "later", ""]
    assert {each["stage"]: each["count"] for each in page.context["counts"]} == {
        "overdue": 1, "today": 1, "this_week": 0, "later": 2,
    }  # fmt: skip
    text = page.content.decode()
    assert "просрочено на 2" in text
    assert "ждёт специалиста, 3 дня" in text.replace("\N{NO-BREAK SPACE}", " ")


def test_what_waits_for_others_is_apart(client: PageClient, officer: User) -> None:
    asked = case_due(5, turn=Turn.APPLICANT, to=officer)
    assert listed(client) == []
    assert listed(client, "work-waiting") == [asked.pk]
