"""Three tasks of a day, timed by counting, by keyboard only: a family is opened, a paper registered, a discrepancy cleared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
import yaml
from playwright.sync_api import Page, expect

from tests.department.factories import make_family, make_person, make_user, whole_city
from tests.e2e.keyboard import Keyboard
from tests.e2e.office_world import ALMALY, make_discrepancy
from tests.web.office.registry.test_pages_for_specialist import make_full_family
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.applications.models import Application, DeclaredFact
from tirek.department.registry.models import Family

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])
COUNTS: Final = Path(__file__).with_name("keyboard_tasks.yaml")


def assert_no_more(**counted: int) -> None:
    """What was counted is what stands in the snapshot: more is worse, and less is to be written down."""
    known = yaml.safe_load(COUNTS.read_text(encoding="utf-8"))
    for name, count in counted.items():
        limit, takes = known[name]["limit"], known[name]["takes"]
        assert takes <= limit, f"{COUNTS.name}: {name} stands above its limit"
        assert count <= takes, f"{name} takes {count}, and took {takes}: make the page shorter again"
        assert count == takes, f"{name} takes {count} now: write it into {COUNTS.name} in place of {takes}"


def test_a_family_is_opened(page_as: Callable[..., Page]) -> None:
    with entered(whole_city()):
        family = make_full_family()
    page = page_as(Role.REGISTRAR, territory=ALMALY, language="kk")
    page.goto("/office/")
    officer = Keyboard(page)
    officer.press("/")
    page.keyboard.type("Alimova Umit 1990")  # the name itself does not count
    officer.press("Enter")
    officer.arrive("**/search/")
    officer.press("Enter")
    officer.arrive(f"**/families/{family.pk}/")
    assert_no_more(open_family_actions=officer.actions)


@pytest.fixture
def family_of_four() -> Family:
    """Two adults and two children of whom the registry knows nothing more."""
    with entered(whole_city()):
        children = [make_person(birth_on="2018-02-03") for _each in range(2)]
        return make_family(make_person(), make_person(), *children)


def test_a_paper_application_is_registered(page_as: Callable[..., Page], family_of_four: Family) -> None:
    page = page_as(Role.REGISTRAR, territory=ALMALY, language="ru")
    page.goto(f"/office/registry/families/{family_of_four.pk}/")
    officer = Keyboard(page)
    officer.press("n")
    officer.arrive("**/new/")
    officer.press("Tab")  # who applies is chosen: the head of the family
    officer.press("ArrowDown")  # on paper, not in the office
    officer.tab_to("День поступления")
    officer.write("20.11.2026")
    officer.tab_to("безусловная")
    officer.press(" ")
    officer.press("Enter")
    officer.arrive("**/form/")
    officer.tab_to("алименты")
    officer.write("45 000")
    officer.press("Enter")
    officer.arrive("**/check/")
    officer.tab_to("К содержанию")
    officer.press("Enter")
    officer.tab_to("Зарегистрировать")
    officer.press("Enter")
    officer.arrive("**/receipt/*")  # the fragment of the skipped head stays in the address
    with entered(whole_city()):
        done = Application.objects.get()
        assert (done.channel, str(done.received_on), DeclaredFact.objects.get().value) == (
            "paper",
            "2026-11-20",
            45_000,
        )
    assert_no_more(paper_application_fields=len(officer.fields), paper_application_actions=officer.actions)


def test_a_discrepancy_is_cleared(page_as: Callable[..., Page]) -> None:
    with entered(whole_city()):
        check = make_discrepancy()
    user = make_user(Role.SPECIALIST, ALMALY)
    page = page_as(Role.SPECIALIST, user=user, language="kk")
    page.goto("/office/checks/")
    officer = Keyboard(page)
    officer.press("Enter")
    officer.arrive(f"**/checks/{check.pk}/")
    officer.press("ArrowDown")  # past the word of the applicant to that of the register
    officer.press("Tab")
    officer.write("тізілімдегі жазба дұрыс")
    officer.press("Enter")
    officer.arrive(f"**/checks/cases/{check.case_id}/")
    with entered(whole_city()):
        check.refresh_from_db()
    assert (check.state, check.settled_value, check.settled_by) == ("resolved", 6, user)
    assert_no_more(clear_discrepancy_actions=officer.actions)


def test_keys_mean_their_places_on_a_cyrillic_keyboard(page_as: Callable[..., Page]) -> None:
    """An officer who has just written a name in Kazakh does not change the layout to press a shortcut."""
    page = page_as(Role.REGISTRAR, territory=ALMALY)
    page.goto("/office/")
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '.', code: 'Slash', bubbles: true}))")
    expect(page.get_by_role("searchbox")).to_be_focused()
