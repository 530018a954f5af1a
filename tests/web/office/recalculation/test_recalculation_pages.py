"""Runs, differences and the audit list as officers see them; from a ticked line to the signer's list; and who sees nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.department.factories import make_user, whole_city
from tests.department.flows.recalculation.test_running import computed, granted, lose_status, veteran
from tests.web.guards import PageClient
from tests.web.office.entitlement.test_entitlement_pages import granted as receiving
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.decisions.models import Decision
from tirek.department.flows.enums import RunKind, RunState
from tirek.department.flows.models import AuditItem, Difference, Offer, Recalculation

pytestmark = pytest.mark.django_db
ALL = frozenset({"hiv", "tuberculosis", "violence"})
ALATAU = "751210000"


@pytest.fixture
def specialist(client: PageClient) -> PageClient:
    sign_in(client, make_user(Role.SPECIALIST))
    client.cookies["tirek_language"] = "ru"
    return client


@pytest.fixture
def run() -> Recalculation:
    """One of another sum, one who is no longer entitled, one who is."""
    with entered(whole_city(ALL)):
        granted(veteran(), 20_000)
        gone = veteran()
        granted(gone)
        lose_status(gone)
        granted(veteran())
        return computed()


def lines(run: Recalculation) -> dict[str, Difference]:
    with entered(whole_city(ALL)):
        return {row.does: row for row in run.differences.select_related("entitlement__holder")}


def shown(client: PageClient, name: str, *args: object, query: str = "") -> str:
    page = client.get(reverse(f"office:{name}", args=args) + query)
    assert page.status_code == 200
    return page.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def post(client: PageClient, name: str, *args: object, **told: Any) -> Any:
    return client.post(reverse(f"office:{name}", args=args), {"once_key": uuid4(), **told})


def test_a_run_shows_who_gains_who_loses_and_why(
    specialist: PageClient, run: Recalculation, assert_queries: Callable[..., Any]
) -> None:
    listed = lines(run)
    shown(specialist, "recalculation-show", run.pk)
    with assert_queries("run"):
        text = shown(specialist, "recalculation-show", run.pk)
    change, end = listed["change"], listed["end"]
    assert "20 000 ₸" in text
    assert f"+{change.change_tenge:,} ₸".replace(",", " ") in text
    assert text.count('type="checkbox"') == 2
    assert f"office/recalculations/differences/{end.pk}/aside" in text
    only = shown(specialist, "recalculation-show", run.pk, query="?does=end")
    assert only.count('type="checkbox"') == 1
    assert reverse("office:recalculation-show", args=[run.pk]) in shown(specialist, "recalculation-list")


def test_ticked_lines_become_drafts_on_the_signers_list(specialist: PageClient, run: Recalculation) -> None:
    chosen = [row.pk for row in lines(run).values()]
    refused = post(specialist, "recalculation-draft", run.pk, chosen=chosen, reason="")
    assert refused.status_code == 422
    assert refused.content.decode().count(" checked") == 2, "what was ticked stays ticked"
    told = post(specialist, "recalculation-draft", run.pk, chosen=chosen, reason="Изменились нормы.")
    assert told.status_code == 302
    with entered(whole_city(ALL)):
        drafts = {row.kind: row.state for row in Decision.objects.filter(evaluation__mode="recalculation")}
    assert drafts == {"change": "proposed", "terminate": "proposed"}
    assert 'type="checkbox"' not in shown(specialist, "recalculation-show", run.pk)
    again = post(specialist, "recalculation-draft", run.pk, chosen=chosen, reason="Изменились нормы.")
    assert again.status_code == 302
    with entered(whole_city(ALL)):
        assert Decision.objects.filter(evaluation__mode="recalculation").count() == 2


def test_a_line_is_set_aside_with_a_reason(specialist: PageClient, run: Recalculation) -> None:
    row = lines(run)["change"]
    assert post(specialist, "difference-aside", row.pk, reason="").status_code == 422
    assert post(specialist, "difference-aside", row.pk, reason="посмотрели вместе").status_code == 302
    assert "посмотрели вместе" in shown(specialist, "recalculation-show", run.pk)


def test_a_run_is_asked_for_once_and_shows_how_far_it_is(specialist: PageClient) -> None:
    told = post(specialist, "recalculation-ask", on="")
    assert told.status_code == 302
    assert post(specialist, "recalculation-ask", on="").status_code == 422
    with entered(whole_city()):
        made = Recalculation.objects.get()
        assert (made.kind, made.state, made.territories) == (RunKind.STANDING, RunState.WAITING, ["751110000"])
        Recalculation.objects.update(state=RunState.RUNNING, percent=40)
    assert 'value="40"' in shown(specialist, "recalculation-show", made.pk)


def test_nobody_sees_a_run_of_another_district(client: PageClient, run: Recalculation) -> None:
    sign_in(client, make_user(Role.SPECIALIST, ALATAU))
    for name, number in (("recalculation-show", run.pk), ("difference-aside", lines(run)["end"].pk)):
        assert client.get(reverse(f"office:{name}", args=[number])).status_code == 404
    assert post(client, "recalculation-draft", run.pk, chosen=[1], reason="Изменились нормы.").status_code == 404


def test_a_line_of_a_confidential_programme_is_not_there_for_others(specialist: PageClient, run: Recalculation) -> None:
    secret = receiving(programme="hiv_children_aid", confidential="hiv")
    told: dict[str, Any] = {"programme": secret.programme, "territory": secret.territory, "confidential": "hiv"}
    with entered(whole_city(ALL)):
        row = Difference.objects.create(
            run=run,
            entitlement=secret,
            does="end",
            outcome="refused",
            before=1,
            unit="tenge",
            from_on="2026-12-01",
            **told,
        )
        assert run.differences.count() == 3
    assert "hiv_children_aid" not in shown(specialist, "recalculation-show", run.pk)
    assert specialist.get(reverse("office:difference-aside", args=[row.pk])).status_code == 404
    with entered(whole_city()):
        assert run.differences.count() == 2


def test_whoever_receives_and_is_not_entitled_is_looked_into(
    client: PageClient, run: Recalculation, assert_queries: Callable[..., Any]
) -> None:
    sign_in(client, make_user(Role.HEAD))
    with entered(whole_city(ALL)):
        item = AuditItem.objects.select_related("entitlement__holder").get()
    shown(client, "audit-list")
    with assert_queries("audit"):
        text = shown(client, "audit-list")
    assert reverse("office:audit-close", args=[item.pk]) in text
    assert post(client, "audit-close", item.pk, finding="").status_code == 422
    assert post(client, "audit-close", item.pk, finding="Реестр опоздал.").status_code == 302
    assert "Реестр опоздал." in shown(client, "audit-list", query="?closed=on")
    assert client.get(reverse("office:audit-close", args=[item.pk])).status_code == 404


def test_an_offer_becomes_an_application(specialist: PageClient, assert_queries: Callable[..., Any]) -> None:
    assert post(specialist, "offer-ask").status_code == 302
    with entered(whole_city(ALL)):
        person, other = veteran(), veteran()
        Recalculation.objects.update(state="failed", fault="asked for another day")
        computed(RunKind.OFFERS)
        offers = {
            row.family.memberships.get().person: row for row in Offer.objects.filter(programme="monthly_veterans_aid")
        }
    shown(specialist, "offer-list")
    with assert_queries("offers"):
        text = shown(specialist, "offer-list", query="?programme=monthly_veterans_aid")
    assert text.count("/apply/") == 2
    offer = offers[person]
    assert post(specialist, "offer-tell", offer.pk).status_code == 302
    begun = post(specialist, "offer-apply", offer.pk)
    with entered(whole_city(ALL)):
        offer.refresh_from_db()
        assert offer.application is not None
    assert begun.headers["Location"] == reverse("office:application-form", args=[offer.application_id])
    assert post(specialist, "offer-decline", offers[other].pk, reason="не хочет").status_code == 302
    assert "/apply/" not in shown(specialist, "offer-list", query="?programme=monthly_veterans_aid")
    assert "не хочет" in shown(specialist, "offer-list", query="?state=declined")
    sign_in(specialist, make_user(Role.SPECIALIST, ALATAU))
    assert post(specialist, "offer-apply", offers[other].pk).status_code == 404
