"""The law of a programme, read only: every programme has its page, in both languages."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.department.factories import make_user, whole_city
from tests.department.road import make_case
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.applications.enums import CaseState
from tirek.rulebook.catalogue import family_benefit_ids, find_benefit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_programme_has_its_page(client: PageClient, language: str) -> None:
    sign_in(client, make_user())
    client.cookies["tirek_language"] = language
    listed = client.get(reverse("office:law-list"))
    assert {row["name"] for row in listed.context["rows"]} == set(family_benefit_ids())
    for name in family_benefit_ids():
        page = client.get(reverse("office:law-show", args=[name]))
        assert page.status_code == 200
        text = page.content.decode()
        conditions = page.context["conditions"]
        assert len(conditions) == len(find_benefit(name).conditions)
        keys = {act.key for act in page.context["acts"]}
        for rule in (*conditions, *page.context["steps"]):
            assert {key for _cited, key in rule.articles} <= keys, name
        assert all(f'id="act-{key}"' in text for key in keys)


def test_cases_are_counted_for_who_sees_them(client: PageClient) -> None:
    with entered(whole_city()):
        make_case(CaseState.READY)
    url = reverse("office:law-show", args=["half_yearly_aid"])
    sign_in(client, make_user())
    assert client.get(url).context["counts"] == [(CaseState.READY.label, 1)]
    sign_in(client, make_user(territory="751210000"))
    assert client.get(url).context["counts"] == []
    sign_in(client, make_user(Role.PARAMETER_EDITOR))
    assert client.get(url).context["counts"] is None
    assert client.get(reverse("office:law-show", args=["nothing"])).status_code == 404
