"""A discrepancy is cleared by keyboard only, in few actions; the pages of checks are accessible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.department.factories import make_user, whole_city
from tests.e2e.browser import assert_accessible, take_screenshot
from tests.e2e.office_world import make_discrepancy
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.verification.models import FactCheck

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])
ALMALY = "751110000"
MOST_ACTIONS = 5
"""From the queue to the settled fact: a key, or a text typed in one go, is an action."""


@dataclass
class Keyboard:
    """Counts what an officer does."""

    page: Page
    actions: int = 0

    def press(self, key: str) -> None:
        """One key."""
        self.page.keyboard.press(key)
        self.actions += 1

    def write(self, text: str) -> None:
        """A text in one go."""
        self.page.keyboard.type(text)
        self.actions += 1


@pytest.fixture
def check() -> FactCheck:
    with entered(whole_city()):
        return make_discrepancy()


def test_a_discrepancy_is_cleared_in_five_actions(page_as: Callable[..., Page], check: FactCheck) -> None:
    user = make_user(Role.SPECIALIST, ALMALY)
    page = page_as(Role.SPECIALIST, user=user, language="kk")
    page.goto("/office/checks/")
    assert_accessible(page)
    take_screenshot(page, "checks_queue_kk")
    officer = Keyboard(page)
    officer.press("Enter")
    page.wait_for_url(f"**/checks/{check.pk}/")
    assert_accessible(page)
    take_screenshot(page, "checks_show_kk")
    officer.press("ArrowDown")  # past the word of the applicant to that of the register
    officer.press("Tab")
    officer.write("тізілімдегі жазба дұрыс")
    officer.press("Enter")
    page.wait_for_url(f"**/checks/cases/{check.case_id}/")
    assert_accessible(page)
    take_screenshot(page, "checks_case_kk")
    with entered(whole_city()):
        check.refresh_from_db()
    assert (check.state, check.settled_value, check.settled_by) == ("resolved", 6, user)
    assert officer.actions <= MOST_ACTIONS


def test_a_discrepancy_is_cleared_on_a_phone_without_scripts(page_as: Callable[..., Page], check: FactCheck) -> None:
    page = page_as(Role.SPECIALIST, territory=ALMALY, language="ru", scripts=False, size="phone")
    page.goto(f"/office/checks/{check.pk}/")
    take_screenshot(page, "checks_show_phone_ru")
    page.get_by_label("внешний реестр").check()
    page.get_by_label("Почему").fill("запись верна")
    page.get_by_role("button", name="Принять").click()
    page.wait_for_url(f"**/checks/cases/{check.case_id}/")
    take_screenshot(page, "checks_case_phone_ru")
