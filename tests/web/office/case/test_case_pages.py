"""The page of a case: facts, evidence and explanation side by side; who sees it, who may do what."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.department.factories import ALMALY, make_family, make_person, make_user, whole_city
from tests.department.road import ON, make_case, make_decision, make_entitlement, make_evaluation, sign
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import entered
from tirek.department.applications.access import access_case
from tirek.department.applications.actions.registration import withdraw_case
from tirek.department.applications.actions.steps import move_case
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Case
from tirek.department.core.calendar.today import today
from tirek.department.evaluations.models import Evaluation
from tirek.department.registry.actions.events import record_move
from tirek.department.registry.models import Address, StaffPerson
from tirek.department.verification.enums import Ballot
from tirek.department.verification.models import FactCheck, Session, SessionItem, SessionMember, SessionVote, Visit
from tirek.rulebook.decisions import decide_family
from tirek.rulebook.engine.case import Case as Facts
from tirek.rulebook.engine.facts import find_fact
from tirek.rulebook.engine.moment import Moment

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
SEEING = (
    Role.REGISTRAR, Role.SPECIALIST, Role.HEAD, Role.DEPUTY_AKIM, Role.CAREER_CONSULTANT, Role.COMMISSION_MEMBER,
    Role.AUDITOR, Role.FINANCE,
)  # fmt: skip
PENSIONER = {
    "birth_date": 19510517, "sex": "female", "residence": "citizen", "registered_at_address": 1, "full_time_student": 0,
    "pension_kind": "none", "special_state_benefit": 0, "disability": "none", "chronic_kidney_failure": 0,
    "home_front_worker": 0, "absence": "none", "wage": 0, "pension": 0, "state_benefits": 0, "scholarship": 0,
    "alimony": 0, "business_income": 0, "rent_income": 0, "farm_income": 0, "other_income": 0,
}  # fmt: skip
"""Of no category of the half-yearly aid: refused."""


def stored(**changes: Any) -> dict[str, int]:
    """The facts of one person in the stored form of the law."""
    told = PENSIONER | changes
    return {
        name: find_fact("person", name).values.index(value) if isinstance(value, str) else value
        for name, value in told.items()
    }


def evaluated(case: Case, mode: str = "decide", **changes: Any) -> Evaluation:
    """What the law says of a pensioner, kept as an evaluation keeps it."""
    person = stored(**changes)
    others: dict[str, Any] = {"dwelling": None, "vehicle": None, "claim": None, "employer": None}
    moment = Moment(on=ON, territory=case.territory, applied_on=ON)
    answer = decide_family(case.programme, moment, Facts({}, {"person": (person,), **others}))
    told = answer.as_json()
    facts = {"family": {}, "rows": {"person": [person], **others}, "persons": [case.applicant_id]}
    return make_evaluation(
        case, told["outcome"], mode=mode, facts=facts, answer=told, amount=told["amount"], unit=told["unit"] or ""
    )


def full_case(**told: Any) -> Case:
    """A case ready for a decision, with facts of every state, two evaluations and a visit."""
    with entered(whole_city(frozenset({"hiv"}))):
        case = make_case(CaseState.READY, **told)
        Case.objects.filter(pk=case.pk).update(
            clock="targeted_assistance_decision", due_on=today() + timedelta(days=4), turn_since=timezone.now()
        )
        by = make_user()
        settled = {"settled_value": 0, "settled_source": "document", "settled_by": by, "settled_at": timezone.now()}
        for fact, fields in {
            "sex": {"declared_value": 0, "found_value": 0, "found_source": "register", "state": "confirmed"},
            "wage": {"declared_value": 0, "found_value": 90_000, "found_source": "register", "state": "discrepant"},
            "pension": {"declared_value": 1, "found_value": 0, "found_source": "register", "state": "resolved"}
            | settled
            | {"reason": "Сведения реестра новее"},
            "alimony": {"declared_value": None, "state": "open"},
        }.items():
            FactCheck.objects.create(case=case, entity="person", person=case.applicant, fact=fact, **fields)
        evaluated(case, pension_kind="age_pension", mode="preview")
        evaluated(case)
        Visit.objects.create(
            application=case.application, family=case.family, territory=case.territory, confidential=case.confidential
        )
    return case


@pytest.fixture
def officer(client: PageClient) -> User:
    user = make_user()
    sign_in(client, user)
    client.cookies["tirek_language"] = "ru"
    return user


def shown(client: PageClient, case: Case, **query: str) -> Any:
    return client.get(reverse("office:case-show", args=[case.pk]), query)


def seen(case: Case) -> Case:
    with entered(whole_city()):
        return Case.objects.get(pk=case.pk)


def test_facts_evidence_and_explanation_stand_side_by_side(client: PageClient, officer: User) -> None:
    case = full_case()
    page = shown(client, case)
    (group,) = page.context["groups"]
    assert [check.tone for check in group.checks] == ["bad", "", "good", "note"]  # what needs an officer stands first
    wage, _alimony, _sex, pension = group.checks
    assert wage.differs
    assert not wage.stands
    assert (pension.stands, pension.reason) == ("0\N{NO-BREAK SPACE}тенге в квартал", "Сведения реестра новее")
    evaluation = page.context["evaluation"]
    assert evaluation.tone == "bad"
    law = reverse("office:law-show", args=[case.programme])
    assert evaluation.reasons
    assert all(reason.article and reason.url.startswith(f"{law}#act-") for reason in evaluation.reasons)
    text = page.content.decode()
    assert f'href="{evaluation.reasons[0].url}"' in text
    anchor = evaluation.reasons[0].url.split("#")[1]
    assert f'id="{anchor}"' in client.get(law).content.decode()  # the law is one click away
    assert evaluation.steps
    assert page.context["entries"][0].text == CaseState.READY.label


def test_a_preview_is_shown_as_one(client: PageClient, officer: User) -> None:
    case = full_case()
    with entered(whole_city()):
        evaluated(case, mode="preview", pension_kind="age_pension")
    assert not shown(client, case).context["evaluation"].is_preview
    assert shown(client, case, preview="1").context["evaluation"].is_preview


def test_two_evaluations_are_compared(client: PageClient, officer: User) -> None:
    case = full_case()
    comparison = client.get(reverse("office:case-compare", args=[case.pk])).context["comparison"]
    parts = [[line.title for line in lines] for _title, lines in comparison.parts]
    assert any("пенси" in title.lower() for title in parts[1])
    assert parts[3]
    assert not comparison.is_same
    with entered(whole_city()):
        alone = make_case(CaseState.READY)
    page = client.get(reverse("office:case-compare", args=[alone.pk]))
    assert page.context["comparison"] is None


def test_evaluating_again_leads_to_the_comparison(client: PageClient, officer: User) -> None:
    case = full_case()
    with entered(whole_city()):
        newest = case.evaluations.latest("pk")
    url = reverse("office:case-again", args=[case.pk, newest.pk])
    answer = client.post(url, {"mode": "as_known_now"}, follow=True)
    assert answer.resolver_match.view_name == "office:case-compare"
    assert not answer.context["comparison"].parts[1][1]  # the facts are the same
    client.post(url, {"mode": "whatever"})
    with entered(whole_city()):
        assert list(case.evaluations.order_by("-pk").values_list("mode", flat=True))[:2] == ["as_known_now", "decide"]


@pytest.mark.parametrize(
    ("role", "buttons"),
    [
        (Role.SPECIALIST, {"case-evaluate", "case-preview"}),
        (Role.REGISTRAR, set()),
        (Role.HEAD, set()),
        (Role.AUDITOR, set()),
        (Role.FINANCE, set()),
    ],
)
def test_buttons_are_those_of_the_role(client: PageClient, role: Role, buttons: set[str]) -> None:
    case = full_case()
    sign_in(client, make_user(role))
    text = shown(client, case).content.decode()
    for name in ("case-evaluate", "case-preview"):
        url = reverse(f"office:{name}", args=[case.pk])
        assert (f'action="{url}"' in text) == (name in buttons), name
        if name not in buttons:
            assert client.post(url).status_code == 403
    with entered(whole_city()):
        again = reverse("office:case-again", args=[case.pk, case.evaluations.latest("pk").pk])
    may_evaluate = role == Role.SPECIALIST
    assert (f'action="{again}"' in text) == may_evaluate
    assert (client.post(again, {"mode": "as_known_now"}).status_code == 403) != may_evaluate
    may_pass = role in (Role.SPECIALIST, Role.REGISTRAR, Role.HEAD)
    assert (f'action="{reverse("office:case-turn", args=[case.pk])}"' in text) == may_pass


def test_who_does_not_see_a_case(client: PageClient) -> None:
    case, elsewhere = full_case(), full_case(territory="751210000")
    hidden = full_case(programme="hiv_children_aid", confidential="hiv")
    for role in SEEING:
        sign_in(client, make_user(role))
        assert shown(client, case).status_code == 200, role
        for closed in (elsewhere, hidden):
            assert shown(client, closed).status_code == 404
            assert client.get(reverse("office:case-compare", args=[closed.pk])).status_code == 404
            assert client.post(reverse("office:case-turn", args=[closed.pk]), {"turn": "applicant"}).status_code == 404
    sign_in(client, make_user(Role.PARAMETER_EDITOR))
    assert shown(client, case).status_code == 403


def test_the_own_family_is_a_colleagues(client: PageClient, officer: User) -> None:
    with entered(whole_city()):
        me = make_person()
        family = make_family(me)
        StaffPerson.objects.create(user=officer, person=me)
    case = full_case(family=family)
    urls = [reverse(f"office:{name}", args=[case.pk]) for name in ("case-show", "case-compare", "check-list")]
    for url in [*urls, reverse("office:application-show", args=[case.application_id])]:
        page = client.get(url)
        assert page.status_code == 403, url
        text = page.content.decode()
        assert "передайте коллеге" in text
        assert me.surname_kk not in text
        assert (case.application.number or "") not in text
    with entered(whole_city()):
        far = full_case(family=family, programme="monthly_veterans_aid", territory="751210000")
        hidden = full_case(family=family, programme="hiv_children_aid", confidential="hiv")
    for closed in (far, hidden):  # what the viewer would not see in any case is not told apart from what is not there
        assert shown(client, closed).status_code == 404


def test_the_turn_is_passed_and_taken_back(client: PageClient, officer: User) -> None:
    case = full_case()
    before = seen(case)
    url = reverse("office:case-turn", args=[case.pk])
    page = client.post(url, {"turn": "applicant"}, follow=True)
    assert seen(case).turn == Turn.APPLICANT
    token = re.search(r'name="token" value="([^"]+)"', page.content.decode())
    assert token
    client.post(reverse("office:work-undo"), {"token": token.group(1)})
    after = seen(case)
    assert (after.turn, after.turn_since) == (before.turn, before.turn_since)
    for wrong in ("head", "nobody", "whatever", ""):
        client.post(url, {"turn": wrong})
        assert seen(case).turn == before.turn


def test_a_case_that_waits_for_a_signature_stays_with_the_signer(client: PageClient, officer: User) -> None:
    with entered(whole_city()):
        case = make_case(CaseState.TO_SIGN)
        proposal = make_decision(case)
        proposal.state, proposal.proposed_at = "proposed", timezone.now()
        proposal.save()
    page = shown(client, case)
    assert not page.context["turns"]
    address = reverse("office:decision-show", args=[proposal.pk])
    assert address in [button.url for button in page.context["buttons"]]
    assert client.post(reverse("office:case-turn", args=[case.pk]), {"turn": "applicant"}).status_code == 403
    sign_in(client, make_user(Role.HEAD))
    assert [button.url for button in shown(client, case).context["buttons"] if button.is_first] == [address]
    sign_in(client, make_user(Role.AUDITOR))
    assert address not in [button.url for button in shown(client, case).context["buttons"]]


def test_the_page_costs_few_queries(
    client: PageClient, officer: User, assert_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    case = full_case()
    with entered(whole_city()):
        decision = sign(make_decision(case))
        move_case(case, CaseState.TO_SIGN, turn=Turn.HEAD, acting_user=None)
        move_case(case, CaseState.GRANTED, turn=Turn.NOBODY, acting_user=None)
        make_entitlement(decision)
    shown(client, case)
    with CaptureQueriesContext(connection) as captured:
        shown(client, case)
    # Around the request stand a savepoint and what the test's own viewer is told again: a real request has neither.
    asked = [each["sql"][:90] for each in captured if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))][:-1]
    assert len(asked) <= MOST_QUERIES, asked
    with assert_queries("case"):
        shown(client, case)


def test_the_sum_of_the_special_commission_stands_on_the_page_of_its_case(client: PageClient, officer: User) -> None:
    with entered(whole_city()):
        case = make_case(CaseState.READY, programme="fire_disaster_aid")
        for state, fields in {
            "called": {},
            "held": {"minutes_number": "2026-1", "closed_at": timezone.now()},
            "cancelled": {"reason": "кворум жоқ", "closed_at": timezone.now()},
        }.items():
            session = Session.objects.create(territory=ALMALY, held_on=today(), quorum=1)
            told = {"amount_tenge": 600_000, "in_need": True, "ground": f"шатыр {state}"}
            item = SessionItem.objects.create(session=session, case=case, ceiling_tenge=865_000, **told)
            chair = SessionMember.objects.create(session=session, user=make_user(), chairs=True, present=True)
            SessionVote.objects.create(item=item, member=chair, ballot=Ballot.FOR)
            Session.objects.filter(pk=session.pk).update(state=state, **fields)
    page = shown(client, case).content.decode().replace("\xa0", " ").replace("&nbsp;", " ")
    assert "предложено: 600 000 ₸" in page
    assert "шатыр held" in page
    assert "шатыр cancelled" not in page, "a session that was called off said nothing"
    assert reverse("office:session-show", args=[session.pk - 1]) in page
    sign_in(client, make_user(Role.FINANCE, ALMALY))
    assert reverse("office:session-show", args=[session.pk - 1]) not in shown(client, case).content.decode()


def test_a_case_stays_with_its_district_when_the_family_moves_away(client: PageClient, officer: User) -> None:
    case = full_case()
    with entered(whole_city()):
        there = Address.objects.create(territory="751210000", street="Сынақ көшесі", house="1")
        record_move(case.family, there, today(), source="test", acting_user=None)
    text = shown(client, case).content.decode()
    assert "живёт теперь в другом районе" in text
    assert case.applicant.surname_kk not in text, "the person is the other district's"
    url = reverse("office:case-turn", args=[case.pk])
    assert client.post(url, {"turn": "applicant"}).status_code == 302
    with entered(viewer_for(officer, today(), purpose="test")) as viewer:
        withdraw_case(access_case(viewer, case.pk, to_change=True), acting_user=officer, reason="the family moved")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert seen(case).state == CaseState.WITHDRAWN
