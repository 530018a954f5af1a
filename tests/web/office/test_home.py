"""The first page: each role sees what waits for it, never what it may not do or did itself, in few queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.department.factories import make_user
from tests.department.parameters.local_values import CITY, editor, proposed
from tests.web.guards import PageClient
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.roles import known_roles
from tirek.department.core.calendar.today import today
from tirek.department.parameters.queries import values_to_sign
from tirek.web.office.home import waiting
from tirek.web.ui.navigation import find_url

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])
MOST_QUERIES = 15


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.HEAD, Role.ADMINISTRATOR, Role.AUDITOR, Role.PROVIDER])
def test_a_role_sees_its_own_work_in_few_queries(client: PageClient, role: Role) -> None:
    sign_in(client, make_user(role, CITY))
    client.get(reverse("office:home"))
    with CaptureQueriesContext(connection) as captured:
        page = client.get(reverse("office:home")).content.decode()
    assert len(captured.captured_queries) <= MOST_QUERIES
    abilities = known_roles().by_role[role].abilities
    for kind in waiting.KINDS:
        has_page = find_url(kind.url_name) is not None
        assert (f"<span>{kind.label}</span>" in page) == (has_page and kind.ability in abilities)


def test_a_proposed_norm_waits_for_a_head_of_its_place_only(client: PageClient) -> None:
    proposed(editor())
    for territory, count in ((CITY, 1), ("751110000", 0)):
        viewer = viewer_for(make_user(Role.HEAD, territory), today(), purpose="test")
        counts = {str(line.label): line.count for line in waiting.waiting_for(viewer)}
        label = next(kind.label for kind in waiting.KINDS if kind.rows is values_to_sign)
        assert counts[str(label)] == count, territory


def test_more_than_a_page_is_not_counted() -> None:
    assert waiting.Waiting(waiting.KINDS[0].label, waiting.MOST + 1, "").shown == "99+"
    assert waiting.Waiting(waiting.KINDS[0].label, waiting.MOST, "").shown == "99"


def test_who_has_no_post_is_told_so(client: PageClient) -> None:
    client.cookies["tirek_language"] = "ru"
    sign_in(client, User.objects.create_user("nobody", surname="Сынақов", given_name="Сынақ"))
    page = client.get(reverse("office:home")).content.decode()
    assert "нет должности" in page
    assert 'class="counts"' not in page
