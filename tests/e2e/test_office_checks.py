"""A discrepancy is cleared on a phone that runs no scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.department.factories import whole_city
from tests.e2e.browser import take_screenshot
from tests.e2e.office_world import make_discrepancy
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.verification.models import FactCheck

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])
ALMALY = "751110000"


@pytest.fixture
def check() -> FactCheck:
    with entered(whole_city()):
        return make_discrepancy()


def test_a_discrepancy_is_cleared_on_a_phone_without_scripts(page_as: Callable[..., Page], check: FactCheck) -> None:
    page = page_as(Role.SPECIALIST, territory=ALMALY, language="ru", scripts=False, size="phone")
    page.goto(f"/office/checks/{check.pk}/")
    take_screenshot(page, "checks_show_phone_ru")
    page.get_by_label("внешний реестр").check()
    page.get_by_label("Почему").fill("запись верна")
    page.get_by_role("button", name="Принять").click()
    page.wait_for_url(f"**/checks/cases/{check.case_id}/")
    take_screenshot(page, "checks_case_phone_ru")
