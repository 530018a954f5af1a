"""What a family receives and what events ask to be done, as an officer sees it; and who does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.department.factories import make_family, make_person, make_user, whole_city
from tests.department.road import make_case, make_decision, make_evaluation, sign
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.applications.enums import CaseState
from tirek.department.entitlements.models import Due, Entitlement
from tirek.department.flows.events import follow_new_events
from tirek.department.flows.granting import carry_out
from tirek.department.flows.models import Consequence
from tirek.department.registry.actions.events import record_event
from tirek.department.registry.models import Family

pytestmark = pytest.mark.django_db
ALATAU = "751210000"
ALL = frozenset({"hiv", "tuberculosis", "violence"})


def granted(programme: str = "monthly_veterans_aid", *, territory: str = "751110000", **told: Any) -> Entitlement:
    with entered(whole_city(ALL)):
        family = make_family(make_person(territory), make_person(territory), territory=territory)
        case = make_case(CaseState.TO_SIGN, family=family, programme=programme, territory=territory, **told)
        evaluation = make_evaluation(
            case, facts={"persons": [case.applicant_id]}, answer={"rows": [{"row": 0, "outcome": "granted"}]}
        )
        fields = {"starts_on": date(2026, 10, 1), "ends_on": date(2026, 12, 31), "amount": 28113}
        decision = sign(make_decision(case, evaluation=evaluation, **fields))
        made = carry_out(decision, acting_user=decision.signer)
        assert made is not None
        assert made.holder  # read while it may be seen
    return made


def died(entitlement: Entitlement) -> Consequence:
    with entered(whole_city(ALL)):
        told: dict[str, Any] = {"family": entitlement.family, "person": entitlement.holder}
        record_event("death", on=date(2026, 10, 20), source="test", acting_user=None, **told)
        follow_new_events()
        return Consequence.objects.get(entitlement=entitlement)


def states(entitlement: Entitlement) -> list[str]:
    with entered(whole_city(ALL)):
        return list(Due.objects.filter(entitlement=entitlement).order_by("period_from").values_list("state", flat=True))


@pytest.fixture
def specialist(client: PageClient) -> PageClient:
    sign_in(client, make_user(Role.SPECIALIST))
    client.cookies["tirek_language"] = "ru"
    return client


def shown(client: PageClient, name: str, *args: object) -> str:
    page = client.get(reverse(f"office:{name}", args=args))
    assert page.status_code == 200
    return page.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_an_entitlement_shows_what_falls_due_who_is_counted_and_by_which_decision(
    specialist: PageClient, assert_queries: Callable[..., Any]
) -> None:
    made = granted()
    shown(specialist, "entitlement-show", made.pk)
    with assert_queries("entitlement"):
        text = shown(specialist, "entitlement-show", made.pk)
    assert text.count("28 113 ₸") == 4  # a period, and its three months
    assert str(made.decision.number) in text
    assert made.holder.full_name("ru") in text


def test_a_family_and_its_case_show_what_is_granted(specialist: PageClient) -> None:
    made = granted()
    link = reverse("office:entitlement-show", args=[made.pk])
    for name, number in (
        ("entitlement-family", made.family_id),
        ("family-show", made.family_id),
        ("case-show", made.case_id),
    ):
        assert link in shown(specialist, name, number), name


@pytest.mark.parametrize(
    ("told", "role"),
    [
        ({"territory": ALATAU}, Role.SPECIALIST),
        ({"programme": "hiv_children_aid", "confidential": "hiv"}, Role.SPECIALIST),
    ],
)
def test_another_district_and_a_closed_programme_are_not_there(
    client: PageClient, told: dict[str, Any], role: Role
) -> None:
    made = granted(**told)
    consequence = died(made)
    sign_in(client, make_user(role))
    assert client.get(reverse("office:entitlement-show", args=[made.pk])).status_code == 404
    assert client.get(reverse("office:consequence-close", args=[consequence.pk])).status_code == 404
    assert client.get(reverse("office:consequence-list")).context["rows"] == []
    page = client.get(reverse("office:entitlement-family", args=[made.family_id]))
    assert page.status_code == 404 or page.context["rows"] == []


def test_the_queue_shows_what_is_to_be_done_and_who_does_not_draft_has_no_button(
    specialist: PageClient, assert_queries: Callable[..., Any]
) -> None:
    consequence = died(granted())
    shown(specialist, "consequence-list")
    with assert_queries("queue"):
        text = shown(specialist, "consequence-list")
    assert reverse("office:consequence-close", args=[consequence.pk]) in text
    wanted = {"does": "transfer"}
    assert specialist.get(reverse("office:consequence-list"), wanted).context["rows"] == []
    sign_in(specialist, make_user(Role.REGISTRAR))
    assert reverse("office:consequence-close", args=[consequence.pk]) not in shown(specialist, "consequence-list")
    assert specialist.get(reverse("office:consequence-close", args=[consequence.pk])).status_code == 403


def test_a_consequence_is_closed_once_with_a_reason(specialist: PageClient) -> None:
    made = granted()
    consequence = died(made)
    assert states(made) == ["planned", "held", "held"]
    url = reverse("office:consequence-close", args=[consequence.pk])
    assert specialist.get(url).status_code == 200
    key = str(uuid4())
    refused = specialist.post(url, {"reason": "да", "release": "on", "once": key})
    assert refused.status_code == 422
    assert states(made) == ["planned", "held", "held"]
    told = {"reason": "умер однофамилец", "release": "on"}
    assert specialist.post(url, told).status_code == 302
    assert states(made) == ["planned"] * 3
    assert specialist.post(url, told).status_code == 422


def test_a_family_that_never_received_has_no_panel(specialist: PageClient) -> None:
    with entered(whole_city()):
        family: Family = make_family()
    text = shown(specialist, "family-show", family.pk)
    assert 'id="entitlements"' not in text
    assert shown(specialist, "entitlement-family", family.pk)
