"""The work of a day: whose turn, by when, in whose hands; kept views; what is taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from tests.department.factories import make_family, make_person, make_user, whole_city
from tests.department.road import make_case
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import Absence, Delegation, Post, User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import entered
from tirek.department.applications.actions.hands import hand_over, undo_token
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Case
from tirek.department.applications.queue import QueueFilter, list_queue
from tirek.department.core.calendar.today import today
from tirek.department.journal.history import change_row
from tirek.department.registry.models import Person, StaffPerson
from tirek.web.office.work.rows import COLUMNS
from tirek.web.ui.paging import page_of

pytestmark = pytest.mark.django_db
ALATAU = "751210000"


def case_due(days: int | None, *, turn: Turn = Turn.SPECIALIST, to: User | None = None, **told: Any) -> Case:
    """A case that is being checked; its last day so many days from today."""
    with entered(whole_city(frozenset({"hiv"}))):
        case = make_case(CaseState.CHECKING, **told)
        case.due_on = None if days is None else today() + timedelta(days=days)
        case.clock = "" if days is None else "targeted_assistance_decision"
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


def test_a_case_stays_in_sight_when_its_applicant_has_moved_away(client: PageClient, officer: User) -> None:
    case = case_due(5)
    with entered(whole_city()):
        told: dict[str, Any] = {"acting_user": officer, "reason": "a move", "person_id": case.applicant_id}
        change_row(Person.objects.get(pk=case.applicant_id), {"territory": ALATAU}, **told)
    assert listed(client) == listed(client, "work-queue") == [case.pk]
    assert "живёт теперь в другом районе" in client.get(reverse("office:work-mine")).content.decode()
    assert client.get(reverse("office:case-show", args=[case.pk])).status_code == 200


def test_the_queue_is_filtered_and_its_filters_are_kept(client: PageClient, officer: User) -> None:
    late, mine, flagged = case_due(-3), case_due(9, to=officer), case_due(4, turn=Turn.APPLICANT)
    with entered(whole_city()):
        Case.objects.filter(pk=flagged.pk).update(flags=["unusual"])
    asked = {
        (): {late.pk, mine.pk, flagged.pk},
        (("overdue", "on"),): {late.pk},
        (("officer", "nobody"),): {late.pk, flagged.pk},
        (("officer", str(officer.pk)),): {mine.pk},
        (("turn", "applicant"),): {flagged.pk},
        (("flagged", "on"), ("programme", "half_yearly_aid")): {flagged.pk},
        (("programme", "housing_aid"),): set(),
        (("state", "granted"),): set(),
        (("state", "there is none"),): {late.pk, mine.pk, flagged.pk},
    }
    for query, expected in asked.items():
        assert set(listed(client, "work-queue", **dict(query))) == expected, query
    keep = {"name": "Срочные", "overdue": "on", "back": reverse("office:work-queue")}
    assert client.post(reverse("office:work-keep"), keep).status_code == 302
    views = client.get(reverse("office:work-queue")).context["views"]
    assert [each["view"].name for each in views] == ["Срочные"]
    assert [row.case.pk for row in client.get(views[0]["url"]).context["rows"]] == [late.pk]
    sign_in(client, make_user())
    assert not client.get(reverse("office:work-queue")).context["views"]
    assert client.post(reverse("office:work-drop", args=[views[0]["view"].pk])).status_code == 404
    sign_in(client, officer)
    client.post(reverse("office:work-drop", args=[views[0]["view"].pk]))
    assert not client.get(reverse("office:work-queue")).context["views"]


def test_who_sees_what(client: PageClient) -> None:
    case = case_due(2)
    elsewhere = case_due(2, territory=ALATAU)
    hidden = case_due(2, programme="hiv_children_aid", confidential="hiv")
    turns = {
        Role.REGISTRAR: False, Role.SPECIALIST: True, Role.HEAD: False, Role.DEPUTY_AKIM: False, Role.AUDITOR: False,
        Role.CAREER_CONSULTANT: False, Role.COMMISSION_MEMBER: False, Role.FINANCE: False,
    }  # fmt: skip
    for role, is_own_turn in turns.items():
        sign_in(client, make_user(role))
        assert listed(client, "work-queue") == [case.pk], role
        assert listed(client) == ([case.pk] if is_own_turn else []), role
    assert {elsewhere.pk, hidden.pk}.isdisjoint(listed(client, "work-queue"))
    sign_in(client, make_user(Role.PARAMETER_EDITOR))
    assert client.get(reverse("office:work-mine")).status_code == 403


def test_the_own_family_is_nowhere(client: PageClient, officer: User) -> None:
    with entered(whole_city()):
        me = make_person()
        family = make_family(me)
        StaffPerson.objects.create(user=officer, person=me)
    case_due(1, family=family)
    assert listed(client) == listed(client, "work-queue") == []


def test_cases_are_given_and_taken_back(client: PageClient, officer: User) -> None:
    first, second, colleague = case_due(1, to=officer), case_due(2, to=officer), make_user()
    page = give(client, colleague.pk, first, second, follow=True)
    assert {seen(case).assigned_to_id for case in (first, second)} == {colleague.pk}
    found = re.search(r'name="token" value="([^"]+)"', page.content.decode())
    assert found
    token = {"token": found.group(1)}
    client.post(reverse("office:work-undo"), token)
    assert {seen(case).assigned_to_id for case in (first, second)} == {officer.pk}
    client.post(reverse("office:work-undo"), token)  # what it would undo is undone
    assert seen(first).turn_since == first.turn_since


@pytest.mark.parametrize("late", [True, False])
def test_too_late_or_moved_meanwhile_nothing_is_undone(client: PageClient, officer: User, late: bool) -> None:
    case, colleague, other = case_due(1, to=officer), make_user(), make_user()
    earlier = timezone.now() - timedelta(seconds=11 if late else 5)
    with time_machine.travel(earlier, tick=False), entered(viewer_for(officer, today(), purpose="test")) as viewer:
        token = undo_token(hand_over(viewer, [case.pk], colleague, acting_user=officer), acting_user=officer)
    if not late:
        with entered(whole_city()):
            Case.objects.filter(pk=case.pk).update(assigned_to=other)
    client.post(reverse("office:work-undo"), {"token": token})
    assert seen(case).assigned_to_id == (colleague.pk if late else other.pk)


def test_who_may_give_what_to_whom(client: PageClient, officer: User) -> None:
    colleague, head = make_user(), make_user(Role.HEAD)
    of_colleague, free, own = case_due(1, to=colleague), case_due(2), case_due(3, to=officer)
    far, finance = make_user(territory=ALATAU), make_user(Role.FINANCE)
    give(client, officer.pk, of_colleague)
    assert seen(of_colleague).assigned_to_id == colleague.pk  # nobody takes what is in another's hands
    give(client, colleague.pk, free)
    assert seen(free).assigned_to_id is None  # what is in nobody's hands is taken, not given away
    give(client, officer.pk, free)
    assert seen(free).assigned_to_id == officer.pk
    for nobody in (far, finance):
        give(client, nobody.pk, own)
        assert seen(own).assigned_to_id == officer.pk
    sign_in(client, head)
    give(client, officer.pk, of_colleague, own)
    assert seen(of_colleague).assigned_to_id == officer.pk
    give(client, "anybody", own)
    assert seen(own).assigned_to_id is None
    sign_in(client, finance)
    give(client, officer.pk, own)
    assert seen(own).assigned_to_id is None


def test_nobody_is_given_the_own_family(client: PageClient, officer: User) -> None:
    colleague = make_user()
    with entered(whole_city()):
        relative = make_person()
        family = make_family(relative)
        StaffPerson.objects.create(user=colleague, person=relative)
    case = case_due(1, to=officer, family=family)
    text = give(client, colleague.pk, case, follow=True).content.decode()
    assert seen(case).assigned_to_id == officer.pk
    assert "не может взять эти дела" in text
    assert "семь" not in text.split("не может взять эти дела")[1].split("</p>")[0]


def test_a_deputy_sees_the_cases_of_the_absent_holder(client: PageClient, officer: User) -> None:
    holder = make_user()
    case = case_due(1, to=holder)
    assert listed(client) == []
    give_absence(holder, officer)
    page = client.get(reverse("office:work-mine"))
    assert [row.case.pk for row in page.context["rows"]] == [case.pk]
    assert holder.get_full_name() in page.context["stood_in_for"]


def give_absence(holder: User, deputy: User) -> None:
    by = make_user(Role.ADMINISTRATOR)
    days = (today() - timedelta(days=1), today() + timedelta(days=5))
    Absence.objects.create(user=holder, kind="leave", valid=days, ground="order 2", recorded_by=by)
    Delegation.objects.create(
        post=Post.objects.get(user=holder), holder=holder, deputy=deputy, valid=days, ground="order 2", delegated_by=by
    )


def test_the_deputy_hands_over_what_is_the_holders(client: PageClient, officer: User) -> None:
    holder, colleague = make_user(), make_user()
    case = case_due(1, to=holder)
    give_absence(holder, officer)
    give(client, colleague.pk, case)
    assert seen(case).assigned_to_id == colleague.pk


def test_pages_of_a_long_list_are_turned_by_key(client: PageClient, officer: User) -> None:
    cases = [case_due(number // 2) for number in range(5)]
    page = client.get(reverse("office:work-queue"))
    assert len(page.context["rows"]) == len(cases)
    rows = list_queue(QueueFilter(), today())
    with entered(whole_city()):
        first = page_of(rows, COLUMNS, QueryDict(), default="due", size=3)
        second = page_of(rows, COLUMNS, QueryDict(first.next_query), default="due", size=3)
    assert [case.pk for case in [*first.rows, *second.rows]] == [case.pk for case in cases]


@pytest.mark.parametrize("name", ["work-mine", "work-waiting", "work-queue"])
def test_a_list_costs_the_same_queries_however_long_it_is(
    client: PageClient, officer: User, assert_queries: Callable[..., AbstractContextManager[None]], name: str
) -> None:
    for days in range(4):
        case_due(days, to=officer, turn=Turn.APPLICANT if name == "work-waiting" else Turn.SPECIALIST)
    client.get(reverse(f"office:{name}"))
    with assert_queries(name):
        assert len(client.get(reverse(f"office:{name}")).context["rows"]) == 4
